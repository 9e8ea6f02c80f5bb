"""Access tokens for GIS programs: made by a person, shown once, kept as SHA-256; they read the map and nothing else."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from grids.errors import Refusal
from server.people import SignedIn
from server.store import people
from server.store.tables import AccessToken

LONGEST_DAYS: Final = 400
MOST: Final = 20
PREFIX: Final = "wgt_"
"""So that a token that lies about somewhere is known for what it is."""
_TOUCH_AFTER: Final = timedelta(minutes=5)

_WHO: Final = people.holder_of(
    AccessToken, AccessToken.token_sha256, AccessToken.expires_at, AccessToken.last_used_at,
    func.token_stamp(AccessToken.token_sha256).label("stamp"),
)  # fmt: skip


def make(session: Session, person: UUID, name: str, days: int, at: datetime) -> tuple[str, AccessToken]:
    """Make a token and return it with its row; it is kept nowhere else.

    Raises: Refusal("too-many-tokens").
    """
    held = select(func.count()).select_from(AccessToken).where(_holds(person, at))
    if (session.scalar(held) or 0) >= MOST:
        raise Refusal("too-many-tokens", limit=MOST)
    token = f"{PREFIX}{secrets.token_urlsafe(32)}"
    row = AccessToken(
        person_id=person,
        name=name.strip(),
        token_sha256=sha256(token),
        created_at=at,
        expires_at=at + timedelta(days=days),
    )
    session.add(row)
    session.flush()
    return token, row


def listed(session: Session, person: UUID, at: datetime) -> Sequence[AccessToken]:
    """List the tokens of a person that hold."""
    return session.scalars(select(AccessToken).where(_holds(person, at)).order_by(AccessToken.created_at.desc())).all()


def revoke(session: Session, person: UUID, token: UUID, at: datetime) -> None:
    """Revoke a token; refuse one that is not the person's own."""
    change = update(AccessToken).where(AccessToken.id == token, _holds(person, at)).values(revoked_at=at)
    if session.execute(change.returning(AccessToken.id)).first() is None:
        raise Refusal("not-found", thing="token")


def revoke_all(session: Session, person: UUID, at: datetime) -> None:
    """Revoke every token of a person, as after a new password."""
    held = (AccessToken.person_id == person) & AccessToken.revoked_at.is_(None)
    session.execute(update(AccessToken).where(held).values(revoked_at=at))


def who(session: Session, token: str, at: datetime) -> tuple[SignedIn, bool, str | None] | None:
    """Return who made this token, with the grants of this moment, if it holds: one statement, nothing written.

    Beside it, whether it is time to `touch` the token, and the stamp that differs when anything of this does.
    """
    rows = session.connection().execute(_WHO, {"sha": sha256(token), "at": at}).mappings().all()
    held = people.of_holder(rows, at)
    if held is None:
        return None
    account, person = held
    own, until, used = rows[0]["token_sha256"], rows[0]["expires_at"], rows[0]["last_used_at"]
    found = SignedIn(person=person, row=account, session_sha256=own, device=None, expires_at=until)
    return found, used is None or at - used > _TOUCH_AFTER, rows[0]["stamp"]


def touch(session: Session, token_sha256: str, at: datetime) -> None:
    """Keep when a token was last used, to some minutes."""
    session.execute(update(AccessToken).where(AccessToken.token_sha256 == token_sha256).values(last_used_at=at))


def _holds(person: UUID, at: datetime) -> ColumnElement[bool]:
    return (AccessToken.person_id == person) & AccessToken.revoked_at.is_(None) & (AccessToken.expires_at > at)


def sha256(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
