"""Access tokens for GIS programs: made by a person, shown once, kept as SHA-256; they read the map and nothing else."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, DateTime, bindparam, func, select, update
from sqlalchemy.orm import Session

from grids.errors import Refusal
from grids.policy import local_day
from server.people import SignedIn
from server.store import people
from server.store.tables import AccessToken, GrantRow, PersonRow

LONGEST_DAYS: Final = 400
MOST: Final = 20
PREFIX: Final = "wgt_"
"""So that a token that lies about somewhere is known for what it is."""
_TOUCH_AFTER: Final = timedelta(minutes=5)

_AT: Final = bindparam("at", type_=DateTime(timezone=True))
_WHO: Final = (
    select(AccessToken.token_sha256, AccessToken.expires_at, AccessToken.last_used_at, *PersonRow.__table__.columns,
           *(column.label(f"g_{column.key}") for column in GrantRow.__table__.columns))
    .join(PersonRow, PersonRow.id == AccessToken.person_id)
    .outerjoin(GrantRow, (GrantRow.person_id == PersonRow.id) & people.held(_AT))
    .where(AccessToken.token_sha256 == bindparam("sha"), AccessToken.revoked_at.is_(None), AccessToken.expires_at > _AT)
)  # fmt: skip
"""Made once: it is asked with every tile and page that a program reads. Plain columns: rows that nobody will change
need no session that watches them, which took longer than the question."""
_OF_PERSON: Final = tuple(PersonRow.__table__.columns.keys())
_OF_GRANT: Final = tuple(GrantRow.__table__.columns.keys())


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
        token_sha256=_sha(token),
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


def who(session: Session, token: str, at: datetime) -> tuple[SignedIn, bool] | None:
    """Return who made this token, with the grants of this moment, if it holds: one statement, nothing written.

    Beside it, whether it is time to `touch` the token.
    """
    rows = session.connection().execute(_WHO, {"sha": _sha(token), "at": at}).mappings().all()
    if not rows:
        return None
    row = rows[0]
    account = PersonRow(**{name: row[name] for name in _OF_PERSON})
    grants = [GrantRow(**{name: each[f"g_{name}"] for name in _OF_GRANT}) for each in rows if each["g_id"] is not None]
    person = people.of_rows(account, grants, local_day(at))
    if person is None:
        return None
    used, until = row["last_used_at"], row["expires_at"]
    found = SignedIn(
        person=person, row=account, session_sha256=row["token_sha256"], device=None, expires_at=until
    )  # fmt: skip
    return found, used is None or at - used > _TOUCH_AFTER


def touch(session: Session, token_sha256: str, at: datetime) -> None:
    """Keep when a token was last used, to some minutes."""
    session.execute(update(AccessToken).where(AccessToken.token_sha256 == token_sha256).values(last_used_at=at))


def _holds(person: UUID, at: datetime) -> ColumnElement[bool]:
    return (AccessToken.person_id == person) & AccessToken.revoked_at.is_(None) & (AccessToken.expires_at > at)


def _sha(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
