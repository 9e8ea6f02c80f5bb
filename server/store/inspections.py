"""Cases of inspection: rows to the rules' value and back, and the serial that all papers of a chain share."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from grids import inspections as rules
from grids.commands import DocumentKind, InspectionGround
from grids.errors import Refusal
from grids.inspections import Inspection, InspectionPolicy, InspectionState
from server.store import authorities, people, places, serials
from server.store.policy import inspections_on
from server.store.tables import InspectionEntry, InspectionPaper, InspectionRow, PersonRow

SERIES = "inspection"
"""The kind of the serial: one for all forms of an authority and year."""


def load(session: Session, inspection_id: UUID) -> InspectionRow:
    """Find a case and lock it, or refuse."""
    query = select(InspectionRow).where(InspectionRow.id == inspection_id).with_for_update()
    found = session.scalars(query).one_or_none()
    if found is None:
        raise Refusal("not-found", thing="inspection")
    return found


def paper(session: Session, paper_id: UUID) -> tuple[InspectionPaper, InspectionRow]:
    """Find a document and its case and lock both, or refuse; the case first, as whoever issues in it does."""
    case_id = session.scalar(select(InspectionPaper.inspection_id).where(InspectionPaper.id == paper_id))
    if case_id is None:
        raise Refusal("not-found", thing="document")
    case = load(session, case_id)
    return session.scalars(select(InspectionPaper).where(InspectionPaper.id == paper_id).with_for_update()).one(), case


def counts(session: Session, notice_id: UUID) -> None:
    """Refuse where a notice is the order of a case and that document is void."""
    state = session.scalar(select(InspectionPaper.state).where(InspectionPaper.notice_id == notice_id))
    if state is not None:
        rules.check_counts(state)


def value(session: Session, row: InspectionRow) -> Inspection:
    """Read the rules' value off a row."""
    entered = session.scalar(select(func.count()).where(InspectionEntry.inspection_id == row.id))
    return Inspection(
        id=row.id, opened_by=row.opened_by, second=row.second_id, ground=InspectionGround(row.ground),
        announced=row.announced, emergency=row.emergency, state=InspectionState(row.state), approved=row.approved,
        decided_at=row.decided_at, started_at=row.started_at, entered=bool(entered),
    )  # fmt: skip


def write(row: InspectionRow, after: Inspection) -> None:
    """Put the rules' value onto its row."""
    row.state, row.approved = after.state.value, after.approved
    row.decided_at, row.started_at = after.decided_at, after.started_at
    row.version += 1


def licensed(session: Session, row: InspectionRow, at: datetime) -> None:
    """Refuse where one of the two has no licence that is valid on the day of a moment."""
    both = (row.opened_by, row.second_id)
    names = {own: session.get_one(PersonRow, own).name for own in both}
    rules.licensed({own: people.person_at(session, own, at) for own in both}, names)


def recorded(session: Session, inspection_id: UUID) -> bool:
    """Tell whether a case has an on-site record that counts."""
    query = select(func.count()).where(
        InspectionPaper.inspection_id == inspection_id, InspectionPaper.kind == DocumentKind.RECORD.value,
        InspectionPaper.state == "issued",
    )  # fmt: skip
    return bool(session.scalar(query))


def numbered(session: Session, row: InspectionRow, kind: DocumentKind, day: date) -> tuple[str, int]:
    """Give the next number of a form in the case's chain, and the count that makes it the next.

    The case is locked, and then the year's series: whoever issues in another case of the chain waits there, holding
    nothing that is wanted here. A serial is taken with the first number and given back when the transaction is.
    """
    if row.serial is None or row.year is None:
        _take_serial(session, row, day)
    serials.hold(session, SERIES, row.district_id, row.year or 0)
    count = select(func.coalesce(func.max(InspectionPaper.again), 0)).where(
        InspectionPaper.district_id == row.district_id, InspectionPaper.kind == kind.value,
        InspectionPaper.year == row.year, InspectionPaper.serial == row.serial,
    )  # fmt: skip
    again = (session.scalar(count) or 0) + 1
    year, serial = row.year or 0, row.serial or 0
    return rules.number(policy(day), _code(session, row.district_id, day), kind, year, serial, again), again


def policy(day: date) -> InspectionPolicy:
    """Return how inspections are approved and numbered on a day."""
    return inspections_on(day)


def _take_serial(session: Session, row: InspectionRow, day: date) -> None:
    before = session.get(InspectionRow, row.follows_id) if row.follows_id else None
    if before is not None and before.serial is not None:
        row.year, row.serial = before.year, before.serial
    else:
        taken = serials.following(session, SERIES, row.district_id, day.year)
        row.year, row.serial = day.year, taken
    session.flush()


def _code(session: Session, district: int, day: date) -> str:
    authority = authorities.on_day(session, district, day)
    short = authority.short if authority else ""
    return short or rules.short_name(places.area_name(session, district))
