"""Reports from people without an account: admitted by rate, kept apart from who made them, answered by number and code.

No act of the ledger: the ledger never forgets, and who reported must be forgettable. What the office does with a report
is an act like any other (server/acts/public_reports.py).
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from geoalchemy2.elements import WKTElement
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from grids.commands import Channel, Subject
from grids.errors import Refusal
from grids.escalation import Audience
from grids.policy import local_day
from grids.public_reports import OPEN, PublicReportPolicy, ReportState, due_on
from server import throttle
from server.messages import Message, tell
from server.recipients import Roll
from server.store import public_reports as kept
from server.store.policy import policy_on
from server.store.tables import Area, PublicReport, PublicReporter, PublicReportPhoto
from server.store.tables.public_reports import Try

_LETTERS: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_CODE_LENGTH: Final = 12
"""Sixty bits: with so few wrong tries (tables/public_reports.toml, looks) nobody comes to another's report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What somebody tells. Unit: `point` is WGS-84 degrees, east before north."""

    subject: Subject
    words: str
    place: str
    point: tuple[float, float] | None
    town: int | None
    enterprise_named: str
    is_employee: bool
    name: str
    contact: str
    photos: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What the reporter is shown once: the number, and the code that is kept nowhere."""

    number: str
    code: str
    due_on: str


def receive(session: Session, key: bytes, address: str, told: Told, at: datetime) -> Receipt:
    """Take a report into quarantine and tell the office that one waits.

    Raises: Refusal `too-many-tries` or `reports-full` before anything is written, `report-outside`, `too-large`.
    """
    numbers = kept.numbers_on(local_day(at))
    own = throttle.fingerprint(key, address, at)
    most = {throttle.HOUR: numbers.address_hour, throttle.DAY: numbers.address_day}
    throttle.admit(session, own, Try.REPORT, most, at)
    _check_full(session, numbers, at)
    if len(told.photos) > numbers.photos_max:
        raise Refusal("too-large", limit=str(numbers.photos_max))
    code = "".join(secrets.choice(_LETTERS) for _ in range(_CODE_LENGTH))
    row = write(session, told, Channel.PAGE, at)
    row.code_seal = _seal(key, row.id, code)
    session.flush()
    if told.name or told.contact:
        session.add(PublicReporter(report_id=row.id, name=told.name, contact=told.contact))
    tell_office(session, row, at)
    return Receipt(number=row.number, code=code, due_on=row.due_on.isoformat())


def write(session: Session, told: Told, channel: Channel, at: datetime, report: UUID | None = None) -> PublicReport:
    """Write a report down, without who made it."""
    day = local_day(at)
    area = None if told.town is None else session.get(Area, told.town)
    point = None if told.point is None else WKTElement("POINT({:.6f} {:.6f})".format(*told.point), srid=4326)
    ground = kept.ground(session, point, area)
    row = PublicReport(
        id=report or uuid4(), number=kept.number(session, int(ground["district_id"] or 0), day.year),
        channel=channel.value, state=ReportState.RECEIVED.value,
        subject=told.subject.value, words=told.words, place=told.place, point=point,
        enterprise_named=told.enterprise_named, is_employee=told.is_employee,
        is_named=bool(told.name or told.contact), received_at=at,
        due_on=due_on(at, kept.numbers_on(day), policy_on(day)), transfers=0, version=1, **ground,
    )  # fmt: skip
    session.add(row)
    session.flush()
    for place, sha256 in enumerate(dict.fromkeys(told.photos)):
        session.add(PublicReportPhoto(report_id=row.id, sha256=sha256.lower(), role="report", place=place))
    return row


def tell_office(session: Session, row: PublicReport, at: datetime) -> None:
    """Tell the office that checks it; the message has the number and nothing of what was told."""
    people = Roll(session, at).of_place(kept.place_of(row), Audience.TOWN_OFFICER)
    message = Message(
        event="report-waits", ref_kind="report", ref_id=str(row.id), dedupe=f"report:{row.id}:{row.transfers}",
        facts={"number": row.number, "due": row.due_on.isoformat()},
    )  # fmt: skip
    tell(session, people, message, at)


def find(session: Session, key: bytes, address: str, number: str, code: str, at: datetime) -> UUID | None:
    """Return the report of a number and its code, or nothing; the failure is kept, so the caller commits and refuses.

    Raises: Refusal `too-many-tries` after so many wrong ones from an address.
    """
    own = throttle.fingerprint(key, address, at)
    numbers = kept.numbers_on(local_day(at))
    throttle.check(session, own, Try.LOOK, {timedelta(minutes=numbers.look_minutes): numbers.looks}, at)
    row = session.scalars(select(PublicReport).where(PublicReport.number == number.strip())).one_or_none()
    wanted = "" if row is None or row.code_seal is None else row.code_seal
    given = _seal(key, row.id if row is not None else UUID(int=0), plain(code))
    if row is None or not hmac.compare_digest(wanted, given):
        throttle.note(session, own, Try.LOOK, at)
        return None
    return row.id


def owes(session: Session, report: UUID, sha256: str, at: datetime) -> bool:
    """Tell whether a photo was named by the report, and may still be sent."""
    row = session.get_one(PublicReport, report)
    hours = kept.numbers_on(local_day(at)).photo_hours
    if ReportState(row.state) not in OPEN or at > row.received_at + timedelta(hours=hours):
        return False
    found = session.get(PublicReportPhoto, (report, sha256))
    return found is not None and found.role == "report"


def forget(session: Session, at: datetime) -> int:
    """Erase names whose days are over; say how many.

    Source: 个人信息保护法 art 19; tables/public_reports.toml.
    """
    before = local_day(at) - timedelta(days=kept.numbers_on(local_day(at)).identity_days)
    over = select(PublicReport.id).where(PublicReport.settled_on < before)
    gone = session.scalars(
        delete(PublicReporter).where(PublicReporter.report_id.in_(over)).returning(PublicReporter.report_id)
    ).all()
    session.execute(update(PublicReport).where(PublicReport.id.in_(gone)).values(is_named=False))
    return len(gone)


def plain(code: str) -> str:
    """Read a code as somebody typed it: spaces, hyphens and small letters do not matter."""
    return "".join(code.split()).replace("-", "").upper()


def _check_full(session: Session, numbers: PublicReportPolicy, at: datetime) -> None:
    """Refuse everybody while more comes than can be read."""
    hour = at - throttle.HOUR
    recent = select(func.count()).where(PublicReport.received_at > hour, PublicReport.channel == Channel.PAGE.value)
    waiting = select(func.count()).where(PublicReport.state == ReportState.RECEIVED.value)
    if session.scalar(recent) >= numbers.all_hour or session.scalar(waiting) >= numbers.waiting_max:  # type: ignore[operator]
        raise Refusal("reports-full")


def _seal(key: bytes, report: UUID, code: str) -> str:
    return hmac.new(key, b"report code\n" + report.bytes + code.encode(), hashlib.sha256).hexdigest()
