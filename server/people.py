"""Signing in: passwords, sessions kept as hashes, and who is asking."""

from __future__ import annotations

import functools
import hashlib
import secrets
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from grids.errors import Refusal
from grids.permissions import Person
from server import throttle
from server.store import onboarding, people
from server.store.tables import PersonRow, SignInFailure, SignInSession

_HASHER: Final = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
"""OWASP's profile of 2023: 19 MiB, two passes."""
_AT_ONCE = threading.BoundedSemaphore(4)
_TRIES: Final = 8
_PAUSE: Final = timedelta(minutes=10)
_TOUCH_AFTER: Final = timedelta(minutes=5)
_WHO: Final = people.holder_of(
    SignInSession, SignInSession.token_sha256, SignInSession.device_id, SignInSession.expires_at,
    SignInSession.last_seen_at,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """A person and the session they came with."""

    person: Person
    row: PersonRow
    session_sha256: str
    device: UUID | None
    expires_at: datetime


def hash_password(password: str) -> str:
    """Hash a password with Argon2id; at most four at a time, each takes 19 MiB."""
    with _AT_ONCE:
        return _HASHER.hash(password)


def sign_in(  # noqa: PLR0913 - what a sign-in is made of
    session: Session,
    username: str,
    password: str,
    *,
    key: bytes,
    device: UUID | None,
    address: str,
    user_agent: str,
    at: datetime,
    days: int,
) -> tuple[str, PersonRow] | None:
    """Check a password and open a session; return the token, which is kept nowhere but in the cookie.

    `key` is the installation's own (server/links.secret). Returns nothing when name or password is wrong; the failure
    is kept, so the caller must commit before it refuses. Tries of a name from an address are looked at one after the
    other. Raises: Refusal("too-many-tries") for ten minutes after eight failures of these two.
    """
    name = username.strip().lower()
    own = throttle.fingerprint(key, f"{name}\n{address}", at)
    throttle.turn(session, own)
    recent = select(func.count()).where(SignInFailure.key == own, SignInFailure.at > at - _PAUSE)
    if (session.scalar(recent) or 0) >= _TRIES:
        raise Refusal("too-many-tries", minutes=int(_PAUSE.total_seconds() // 60))
    row = session.scalars(select(PersonRow).where(PersonRow.username == name, PersonRow.active)).one_or_none()
    if not _matches(row, password) or row is None:
        session.add(SignInFailure(key=own, at=at))
        return None
    session.execute(delete(SignInFailure).where(SignInFailure.key == own))
    onboarding.note_sign_in(session, row.id, at)
    token = secrets.token_urlsafe(32)
    session.add(
        SignInSession(
            token_sha256=_sha(token), person_id=row.id, device_id=device, user_agent=user_agent[:300],
            created_at=at, expires_at=at + timedelta(days=days), last_seen_at=at,
        )
    )  # fmt: skip
    return token, row


def forget_failures(session: Session, at: datetime) -> None:
    """Erase failures that pause nobody any more."""
    session.execute(delete(SignInFailure).where(SignInFailure.at < at - _PAUSE))


def who(session: Session, token: str, at: datetime) -> tuple[SignedIn, bool] | None:
    """Return who holds this token, if it holds: one statement, nothing written.

    Beside it, whether it is time to `touch` the sign-in.
    """
    rows = session.connection().execute(_WHO, {"sha": _sha(token), "at": at}).mappings().all()
    held = people.of_holder(rows, at)
    if held is None:
        return None
    account, person = held
    sha256, until, seen = rows[0]["token_sha256"], rows[0]["expires_at"], rows[0]["last_seen_at"]
    found = SignedIn(
        person=person, row=account, session_sha256=sha256, device=rows[0]["device_id"], expires_at=until
    )  # fmt: skip
    return found, at - seen > _TOUCH_AFTER


def touch(session: Session, session_sha256: str, at: datetime) -> None:
    """Keep when a device was last seen, to some minutes."""
    own = SignInSession.token_sha256 == session_sha256
    session.execute(update(SignInSession).where(own).values(last_seen_at=at))


def sessions(session: Session, person: UUID, at: datetime) -> Sequence[SignInSession]:
    """List where a person is signed in."""
    query = select(SignInSession).where(
        SignInSession.person_id == person, SignInSession.revoked_at.is_(None), SignInSession.expires_at > at
    )
    return session.scalars(query.order_by(SignInSession.last_seen_at.desc())).all()


def revoke(session: Session, person: UUID, session_sha256: str, at: datetime) -> None:
    """Sign a device out; refuse one that is not the person's own."""
    change = (
        update(SignInSession)
        .where(SignInSession.token_sha256 == session_sha256, SignInSession.person_id == person)
        .values(revoked_at=at)
    )
    if session.execute(change.returning(SignInSession.token_sha256)).first() is None:
        raise Refusal("not-found", thing="session")


def revoke_all(session: Session, person: UUID, at: datetime) -> None:
    """Sign a person out everywhere, as after a new password."""
    held = (SignInSession.person_id == person) & SignInSession.revoked_at.is_(None)
    session.execute(update(SignInSession).where(held).values(revoked_at=at))


def _matches(row: PersonRow | None, password: str) -> bool:
    """Compare, taking the same time for a name that does not exist."""
    stored = row.password_hash if row is not None else _nobody()
    with _AT_ONCE:
        try:
            _HASHER.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False
    return row is not None


@functools.cache
def _nobody() -> str:
    return _HASHER.hash(secrets.token_urlsafe(16))


def _sha(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
