"""Reports of the public as the office reads them: the list with its figures, one with its steps, and who made it.

Who made a report is read by `reporter` and by nothing else; a reason must have been given shortly before.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from grids.commands import Finding
from grids.errors import Refusal
from grids.levels import Place
from grids.permissions import MAY, READS_REPORTERS, SEES_REPORTS, Person, scope
from grids.policy import local_day
from grids.public_reports import OPEN, STEPS, PublicReportPolicy, ReportState, may_still_read
from server.reads import scope as bind
from server.reads.counted import counted
from server.store.accidents import grade_of
from server.store.public_reports import numbers_on
from server.store.tables import FileRecord, PublicReporter, PublicReporterReading

_LISTED: Final = 500
_FILTERS: Final[Mapping[str, str]] = {
    "state": "p.state = ANY(:state)",
    "finding": "p.finding = :finding",
    "channel": "p.channel = ANY(:channel)",
    "town": "p.town_id = :town",
    "overdue": "p.state IN ('received', 'accepted') AND p.due_on < :today",
    "first": "p.received_at >= :first",
    "until": "p.received_at < :until",
    "id": "p.id = :id",
}
_FIGURES: Final = """
SELECT count(*) AS received, count(*) FILTER (WHERE p.state IN ('received', 'accepted')) AS open,
  count(*) FILTER (WHERE p.state IN ('received', 'accepted') AND p.due_on < :today) AS overdue,
  count(*) FILTER (WHERE p.state = 'settled') AS settled, count(*) FILTER (WHERE p.state = 'discarded') AS discarded,
  count(*) FILTER (WHERE p.state IN ('settled', 'discarded') AND p.settled_on <= p.due_on) AS on_time,
  {findings}, coalesce(sum(p.reward_yuan), 0) AS reward_yuan
FROM public_report p WHERE {scope} {filter}
"""
_EVENTS: Final = text(
    "SELECT event, at, person_name, body FROM public_report_event WHERE report_id = :report ORDER BY id"
)
_PHOTOS: Final = text(
    "SELECT f.sha256, f.role, EXISTS (SELECT 1 FROM photo b WHERE b.sha256 = f.sha256) AS received "
    "FROM public_report_photo f WHERE f.report_id = :report ORDER BY f.role DESC, f.place"
)
_READINGS: Final = text(
    "SELECT act_id, person_name, at, reason FROM public_reporter_reading WHERE report_id = :report ORDER BY at"
)
_ANSWER: Final = text(
    "SELECT p.number, p.state, p.received_at, p.due_on, p.transfers, p.finding, p.feedback, p.settled_on, p.reward, "
    "p.reward_yuan, p.reward_decision, CASE WHEN h.state = 'closed' THEN 'done' WHEN h.state IN ('invalid', 'void', "
    "'merged') THEN 'ended' WHEN h.id IS NOT NULL THEN 'treated' END AS hazard, "
    "(SELECT count(*) FROM public_report_photo f WHERE f.report_id = p.id AND f.role = 'report') AS photos, "
    "(SELECT count(*) FROM public_report_photo f JOIN photo b ON b.sha256 = f.sha256 "
    "WHERE f.report_id = p.id AND f.role = 'report') AS photos_received "
    "FROM public_report p LEFT JOIN hazard h ON h.id = p.hazard_id WHERE p.id = :report"
)


def listed(session: Session, person: Person, wanted: Mapping[str, Any], today: date) -> dict[str, Any]:
    """List reports of my area, open ones first by the day of their answer, with figures of the period.

    At most 500, `total` says how many there are.
    Unit: reports, yuan. Figures count what came in the period (half-open), whatever its state; `on_time` of answered.
    """
    rows, total = _rows(session, person, wanted, today, limit=_LISTED)
    return {"items": rows, "total": total, "figures": _figures(session, person, wanted, today)}


def every(session: Session, person: Person, wanted: Mapping[str, Any], today: date) -> list[dict[str, Any]]:
    """Return all reports of my area that the filters find, in the order of the list."""
    rows, _ = _rows(session, person, wanted, today, limit=None)
    return rows


def one(session: Session, person: Person, report: UUID, today: date) -> dict[str, Any]:
    """Return a report with photos, steps and readings of its reporter's name, and what I may do; or refuse."""
    rows, _ = _rows(session, person, {"id": report}, today, limit=1)
    if not rows:
        raise Refusal("not-found", thing="report")
    about = {"report": report}
    parts = {"events": _EVENTS, "photos": _PHOTOS, "readings": _READINGS}
    told = {name: [dict(row) for row in session.execute(sql, about).mappings()] for name, sql in parts.items()}
    return {
        **rows[0],
        "photo_count": rows[0]["photos"],
        **told,
        "may": _may(person, rows[0]),
        "reward_rule": _rule(session, rows[0], today),
    }


def answer(session: Session, report: UUID) -> dict[str, Any]:
    """Return what the reporter is told: state, days, finding, feedback, reward, and how far the hazard is."""
    return dict(session.execute(_ANSWER, {"report": report}).mappings().one())


def reporter(session: Session, person: Person, report: UUID, reading: UUID, at: datetime) -> dict[str, Any]:
    """Return who made a report, to whoever gave a reason for reading it within the last minutes.

    Raises: Refusal `not-found`, `report-reading`, `report-nobody`.
    """
    bound = bind.public_reports(scope(person.grants, READS_REPORTERS))
    here = text(f"SELECT p.id FROM public_report p WHERE p.id = :id AND {bound.sql}")
    if session.scalar(here, {**bound.values, "id": report}) is None:
        raise Refusal("not-found", thing="report")
    opened = session.get(PublicReporterReading, reading)
    numbers = numbers_on(local_day(at))
    if opened is None or not _is_own(opened, person, report) or not may_still_read(opened.at, at, numbers):
        raise Refusal("report-reading")
    found = session.get(PublicReporter, report)
    if found is None:
        raise Refusal("report-nobody")
    return {"name": found.name, "contact": found.contact, "until": _until(opened.at, numbers)}


def has_photo(session: Session, person: Person, report: UUID, sha256: str) -> bool:
    """Tell whether a photo is one of a report that the person may see."""
    bound = bind.public_reports(scope(person.grants, SEES_REPORTS))
    sql = text(
        f"SELECT EXISTS (SELECT 1 FROM public_report p JOIN public_report_photo f ON f.report_id = p.id "
        f"WHERE p.id = :id AND f.sha256 = :sha256 AND {bound.sql})"
    )
    return bool(session.scalar(sql, {**bound.values, "id": report, "sha256": sha256}))


def _rows(
    session: Session, person: Person, wanted: Mapping[str, Any], today: date, *, limit: int | None
) -> tuple[list[dict[str, Any]], int]:
    bound, condition, values = _bound(person, wanted)
    sql = bind.statement("public_reports").format(scope=bound.sql, filter=condition)
    values = {**bound.values, **values, "today": today, "limit": limit}
    found, total = counted(session.execute(text(sql), values).mappings())
    return [_told(row, today) for row in found], total


def _figures(session: Session, person: Person, wanted: Mapping[str, Any], today: date) -> dict[str, int]:
    of_period = {name: wanted.get(name) for name in ("town", "channel", "first", "until")}
    bound, condition, values = _bound(person, of_period)
    findings = ", ".join(f"count(*) FILTER (WHERE p.finding = '{f.value}') AS {f.name.lower()}_" for f in Finding)
    sql = _FIGURES.format(scope=bound.sql, filter=condition, findings=findings)
    row = session.execute(text(sql), {**bound.values, **values, "today": today}).mappings().one()
    return {name.rstrip("_"): int(count) for name, count in row.items()}


def _bound(person: Person, wanted: Mapping[str, Any]) -> tuple[bind.Bound, str, dict[str, Any]]:
    bound = bind.public_reports(scope(person.grants, SEES_REPORTS))
    values = {name: value for name, value in wanted.items() if value not in (None, "", [], False) and name in _FILTERS}
    return bound, "".join(f" AND {_FILTERS[name]}" for name in values), values


def _told(row: dict[str, Any], today: date) -> dict[str, Any]:
    is_open = ReportState(row["state"]) in OPEN
    point = None if row["lon"] is None else [round(row["lon"], 6), round(row["lat"], 6)]
    late_there = row["feedback_due_on"] is not None and is_open and today > row["feedback_due_on"]
    rest = {name: value for name, value in row.items() if name not in {"lon", "lat"}}
    return {**rest, "point": point, "overdue": is_open and today > row["due_on"], "feedback_late": late_there}


def _may(person: Person, row: Mapping[str, Any]) -> list[str]:
    """Name the steps that the reader's roles and the state allow; the rules may still refuse one."""
    place = Place(unit=row["unit_id"], town=row["town_id"], district=row["district_id"], city=row["city_id"])
    here, state = person.roles(place), ReportState(row["state"])
    steps = [step for step, states in STEPS.items() if state in states and MAY[step] & here]
    if row["reward"] is not None:
        steps = [step for step in steps if step != "reward-report"]
    reads = ["open-reporter"] if row["is_named"] and READS_REPORTERS & here else []
    return sorted(steps + reads)


def _rule(session: Session, row: Mapping[str, Any], today: date) -> dict[str, Any]:
    """Tell by what numbers a reward is reckoned, so that the page can say so before the office decides."""
    numbers = numbers_on(today)
    record = None if row["accident_id"] is None else session.get_one(FileRecord, row["accident_id"])
    each = None if record is None else numbers.concealed_yuan(grade_of(record.fields))
    return {
        "share_percent": numbers.reward_share_percent, "least_yuan": numbers.reward_least_yuan,
        "most_yuan": numbers.reward_most_yuan, "general_most_yuan": numbers.reward_general_most_yuan,
        "concealed_yuan": each,
    }  # fmt: skip


def _is_own(opened: PublicReporterReading, person: Person, report: UUID) -> bool:
    return opened.person_id == person.id and opened.report_id == report


def _until(opened_at: datetime, numbers: PublicReportPolicy) -> str:
    return (opened_at + timedelta(minutes=numbers.reading_minutes)).isoformat()
