"""Past inspections from another system: their places become enterprises, their findings hazards, all marked imported.

Nobody's act is invented: visits and hazards belong to the account of imports, which nobody can sign in to, each carries
its batch, and the one step of a hazard says which source had it. Nothing enters the ledger. Source: docs/decisions.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy.orm import Session

from gis.records import Record, Source
from grids.commands import HazardLevel
from grids.policy import HERE
from server.imports import enterprises, stage
from server.imports.mapping import Mapping
from server.imports.order import Order, Tell
from server.imports.report import Report
from server.store.people import IMPORT_HOLDER

_BATCH: Final = 5000
_LONGEST: Final = 2000
_OUTCOMES: Final = ("open", "on_the_spot", "closed")
LATER_INSPECTION: Final = "later-inspection"
"""What `settled_by` may say: a finding counts as closed on the day of the next inspection of the same place."""
_COLUMNS: Final = ("line", "own_code", "visit_no", "found_on", "finding", "level", "category", "outcome")
_NO_CATEGORY: Final = "S11"
"""Other, on site. Source: docs/rules.md, categories."""


@dataclass(slots=True)
class _BadFindingError(Exception):
    """A cell of a finding that can't be meant."""

    field: str
    code: str
    value: str


def run(
    session: Session, order: Order, source: Source, columns: Mapping, batch: UUID, report: Report, tell: Tell
) -> None:
    """Import a file with one row a finding, or one row an inspection without finding, within the caller's transaction.

    Rows stream into staging tables; what is held in memory is one code for each place and the rows that come back.
    """
    places = Report(kind=order.kind, file_name=order.file_name, dry_run=order.dry_run)
    enterprises.run(session, order, _once_each(source, columns), columns, batch, places, tell)
    report.crs, report.warnings, report.flagged = places.crs, places.warnings, places.flagged
    report.remarks += places.remarks
    report.details |= places.details
    stage.run_sql(session, "findings_stage")
    stage.copy_findings(session, _COLUMNS, _parsed(source, columns, report, tell))
    for line, code in stage.run_sql(session, "findings_lost"):
        if line not in report.refused_lines:
            report.refuse(line, "own_code", "no-place", value=code)
    tell("writing", 0, None)
    named = {
        "source": columns.constants.get("source", order.file_name),
        "batch": batch, "at": order.at, "zone": str(HERE), "holder": IMPORT_HOLDER, "file": order.file_name,
        "later": columns.constants.get("settled_by") == LATER_INSPECTION,
    }  # fmt: skip
    [visits] = stage.run_sql(session, "findings_visits", **named)
    stage.run_sql(session, "findings_known", zone=str(HERE))
    [findings] = stage.run_sql(session, "findings_write", **named)
    report.inserted, report.updated = findings.fresh, findings.changed
    report.unchanged = findings.staged - findings.fresh - findings.changed
    report.details["history"] = {
        "places": places.read, "places_new": places.inserted, "visits": visits.visits, "visits_new": visits.fresh,
        "findings": findings.staged, "without_finding": findings.rows - findings.staged, "rows": report.read,
    }  # fmt: skip
    tell("writing", 1, 1)


def _once_each(source: Source, columns: Mapping) -> Source:
    """Give each place once, by the first row that names it."""

    def read() -> Iterator[Record]:
        seen: set[str] = set()
        for record in source.read():
            code = columns.read(record.fields, "own_code")
            if code and not record.defect and code not in seen:
                seen.add(code)
                yield record

    return replace(source, read=read)


def _parsed(source: Source, columns: Mapping, report: Report, tell: Tell) -> Iterator[tuple[Any, ...]]:
    for records in source.batches(_BATCH):
        for record in records:
            report.read += 1
            if record.defect:
                report.refuse(record.line, "row", record.defect)
                continue
            try:
                yield (record.line, *_finding(record, columns))
            except _BadFindingError as bad:
                report.refuse(record.line, bad.field, bad.code, value=bad.value)
        tell("reading", report.read, source.rows)


def _finding(record: Record, columns: Mapping) -> tuple[str, str, date, str | None, str, str, str]:
    read = {name: columns.read(record.fields, name) for name in _COLUMNS[1:]}
    if not read["own_code"]:
        raise _BadFindingError("own_code", "empty", "")
    try:
        found_on = date.fromisoformat(read["found_on"][:10])
    except ValueError as bad:
        raise _BadFindingError("found_on", "not-a-day", read["found_on"]) from bad
    level, outcome = read["level"] or HazardLevel.GENERAL.value, read["outcome"] or _OUTCOMES[0]
    if level not in set(HazardLevel):
        raise _BadFindingError("level", "not-mapped", level)
    if outcome not in _OUTCOMES:
        raise _BadFindingError("outcome", "not-mapped", outcome)
    if len(read["finding"]) > _LONGEST:
        raise _BadFindingError("finding", "too-much", read["finding"][:40])
    visit = read["visit_no"] or f"{read['own_code']}/{found_on.isoformat()}"
    category = read["category"] or _NO_CATEGORY
    return read["own_code"], visit, found_on, read["finding"] or None, level, category, outcome
