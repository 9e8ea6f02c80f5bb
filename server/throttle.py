"""How often somebody without an account may do what needs none: counted by the day, with no address kept."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, func, select, text
from sqlalchemy.orm import Session

from grids.errors import Refusal
from grids.policy import local_day
from server.store.tables import PublicTry
from server.store.tables.public_reports import Try

HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)
_KEPT: Final = timedelta(days=2)
_LOCK: Final = text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 33))")


def fingerprint(key: bytes, address: str, at: datetime) -> str:
    """Key an address, or a name and an address, for one day: none is stored, tomorrow's key fits no try of today.

    `key` is the installation's own (server/links.secret): who has the table alone cannot try all addresses.
    """
    told = f"public try\n{local_day(at).isoformat()}\n{address}"
    return hmac.new(key, told.encode(), hashlib.sha256).hexdigest()


def turn(session: Session, *of: str) -> None:
    """Let whoever counts the same thing wait until this transaction ends: what is counted then holds for it too."""
    session.execute(_LOCK, {"key": "\n".join(of)})


def check(session: Session, own: str, kind: Try, most: Mapping[timedelta, int], at: datetime) -> None:
    """Refuse who tried too often; until the transaction ends, the same address waits for its turn.

    `most` is how many within which time. Raises: Refusal `too-many-tries`.
    """
    turn(session, own)
    for within, allowed in most.items():
        recent = select(func.count()).where(PublicTry.key == own, PublicTry.kind == kind, PublicTry.at > at - within)
        if (session.scalar(recent) or 0) >= allowed:
            raise Refusal("too-many-tries", minutes=int(within.total_seconds() // 60))


def note(session: Session, own: str, kind: Try, at: datetime) -> None:
    """Count a try."""
    session.add(PublicTry(key=own, kind=kind.value, at=at))


def admit(session: Session, own: str, kind: Try, most: Mapping[timedelta, int], at: datetime) -> None:
    """Count a try, or refuse it."""
    check(session, own, kind, most, at)
    note(session, own, kind, at)


def forget(session: Session, at: datetime) -> None:
    """Erase tries of days gone by."""
    session.execute(delete(PublicTry).where(PublicTry.at < at - _KEPT))
