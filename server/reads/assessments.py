"""Assessments as readers see them: district and city all, an office its own sheet, and once decided the ranking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from grids.assessments import AssessmentState, Line, ranking, total
from grids.errors import Refusal
from grids.levels import Level
from grids.permissions import Person, Role
from server.reads import assessment_counts
from server.reads import assessment_sheets as sheets_of
from server.reads import scope as bind
from server.store import assessments as store
from server.store.columns.keeping import Keeper
from server.store.policy import assessments_on
from server.store.tables import AssessmentDecision, AssessmentResult, AssessmentRow, AssessmentSheet

_FILTERS: Final[Mapping[str, str]] = {
    "state": "a.state = :state",
    "object_kind": "a.object_kind = :object_kind",
    "before": "(a.opened_at, a.id) < (SELECT b.opened_at, b.id FROM assessment b WHERE b.id = :before)",
    "id": "a.id = :id",
}
_ABOVE: Final = {Role.DISTRICT: Level.DISTRICT, Role.CITY: Level.CITY}


def listed(session: Session, person: Person, wanted: Mapping[str, Any], limit: int) -> dict[str, Any]:
    """List assessments newest first; `next` is the last one's id where there are more."""
    rows = _rows(session, person, wanted, limit + 1)
    items = [_short(row, person) for row in rows[:limit]]
    return {"items": items, "next": items[-1]["id"] if len(rows) > limit else None}


def one(
    session: Session, person: Person, assessment: UUID, today: date, keeper: Keeper | None = None
) -> dict[str, Any]:
    """Return an assessment whole: its standard, the sheets the reader may see, the decision. Raises: `not-found`."""
    short = _found(session, person, assessment)
    return _told(session, person, short, _counted(session, person, short, today, keeper), today)


def sheets(
    session: Session, person: Person, assessment: UUID, today: date, keeper: Keeper | None = None
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return an assessment with every sheet whole, for its book. Raises: Refusal `not-found`, `not-yours`."""
    short = _found(session, person, assessment)
    if not _sees_all(short, person):
        raise Refusal("not-yours", step="assessment-book")
    counted = _counted(session, person, short, today, keeper)
    whole = sheets_of.whole(session, person, counted.row, counted.own, counted.lines)
    return _told(session, person, short, counted, today), whole


def sheet(session: Session, person: Person, own: UUID, today: date, keeper: Keeper | None = None) -> dict[str, Any]:
    """Return one sheet whole. Raises: Refusal `not-found`."""
    found, short = _seen(session, person, own)
    row = store.load(session, found.assessment_id)
    decision = store.standing(session, row.id)
    frozen = {} if decision is None else store.results(session, decision.id)
    lines = _lines(session, row, [found], frozen, today, keeper)
    (told,) = sheets_of.whole(session, person, row, [found], lines)
    return {
        **told, "assessment": _short(short, person), "source": row.source,
        "rank": frozen[found.id].rank if found.id in frozen else None,
        "ranked": sum(each.rank is not None for each in frozen.values()),
        "decision": None if decision is None else _decision(session, decision),
    }  # fmt: skip


def file(session: Session, person: Person, own: UUID, sha256: str) -> dict[str, Any]:
    """Find a piece of evidence of a sheet the reader may see; nothing is counted. Raises: Refusal `not-found`."""
    _seen(session, person, own)
    said_of = (said_ for each in sheets_of.said_on(session, [own]) for said_ in each)
    found = next((each for said_ in said_of for each in said_["attachments"] if each["sha256"] == sha256), None)
    if found is None:
        raise Refusal("not-found", thing="attachment")
    return dict(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counted:
    """An assessment with the sheets a reader sees, counted once for all that is told of them."""

    row: AssessmentRow
    decision: AssessmentDecision | None
    own: Sequence[AssessmentSheet]
    lines: Mapping[UUID, tuple[Line, ...]]
    ranks: Mapping[UUID, int | None]


def _counted(
    session: Session, person: Person, short: Mapping[str, Any], today: date, keeper: Keeper | None
) -> _Counted:
    """Count what the reader sees: until it is decided an office its own sheet, and no rank, which tells of others."""
    row, decision = store.load(session, short["id"]), store.standing(session, short["id"])
    frozen = {} if decision is None else store.results(session, decision.id)
    own, sees_all = store.sheets(session, row.id), _sees_all(short, person)
    if decision is None and not sees_all:
        mine = sheets_of.own_keys(person)
        own = [each for each in own if each.object in mine]
    lines = _lines(session, row, own, frozen, today, keeper)
    ranks: dict[UUID, int | None] = {each.id: frozen[each.id].rank for each in own if each.id in frozen}
    if decision is None and sees_all:
        now = ranking({str(each.id): total(lines[each.id]) for each in own}, assessments_on(today))
        ranks = {each.id: now.get(str(each.id)) for each in own}
    return _Counted(row=row, decision=decision, own=own, lines=lines, ranks=ranks)


def _told(session: Session, person: Person, short: Mapping[str, Any], counted: _Counted, today: date) -> dict[str, Any]:
    row, decision = counted.row, counted.decision
    return {
        **_short(short, person),
        "source": row.source, "cancelled_at": row.cancelled_at, "cancel_reason": row.cancel_reason,
        "items": [sheets_of.item_shown(each) for each in store.items(row)], "sees_all": _sees_all(short, person),
        "rows": _ranked(session, person, counted),
        "decision": None if decision is None else _decision(session, decision),
        "history": _history(session, row.id),
        "criticism_due_days": assessments_on(today).criticism_due_days, "may": _may(person, row),
    }  # fmt: skip


def _seen(session: Session, person: Person, own: UUID) -> tuple[AssessmentSheet, dict[str, Any]]:
    """Find a sheet within the reader's scope, and its assessment. Raises: Refusal `not-found`."""
    found = store.sheet(session, own)
    short = _found(session, person, found.assessment_id)
    if not _sees_all(short, person) and found.object not in sheets_of.own_keys(person):
        raise Refusal("not-found", thing="assessment")
    return found, short


def _lines(
    session: Session, row: AssessmentRow, own: Sequence[AssessmentSheet], frozen: Mapping[UUID, AssessmentResult],
    today: date, keeper: Keeper | None,
) -> dict[UUID, tuple[Line, ...]]:  # fmt: skip
    """Return lines as decided, else as they stand."""
    if frozen:
        return {each.id: tuple(store.line_of(line) for line in frozen[each.id].lines) for each in own}
    return store.scored(session, row, own, assessment_counts.shares(session, row, own, today, keeper))


def _ranked(session: Session, person: Person, counted: _Counted) -> list[dict[str, Any]]:
    lines, appeals = counted.lines, store.open_appeals(session, counted.lines)
    mine = sheets_of.own_keys(person)
    told = [
        {
            "id": each.id, "object": each.object, "name": each.name, "enterprise_id": each.enterprise_id,
            **sheets_of.summed(lines[each.id], counted.row.pass_percent),
            "rank": counted.ranks.get(each.id), "open_appeals": appeals.get(each.id, 0), "mine": each.object in mine,
        }
        for each in counted.own
    ]  # fmt: skip
    return sorted(told, key=lambda each: (each["rank"] is None, each["rank"] or 0, each["name"]))


def _decision(session: Session, row: AssessmentDecision) -> dict[str, Any]:
    by = session.scalar(text("SELECT name FROM person WHERE id = :id"), {"id": row.by_person})
    return {
        "id": row.id, "n": row.n, "at": row.at, "by_name": by, "opinion": row.opinion, "honours": row.honours,
        "criticisms": row.criticisms,
    }  # fmt: skip


def _history(session: Session, assessment: UUID) -> list[dict[str, Any]]:
    return [dict(row._mapping) for row in session.execute(_WITHDRAWN, {"assessment": assessment})]  # noqa: SLF001


_WITHDRAWN: Final = text(
    "SELECT d.n, d.at, p.name AS by_name, d.opinion, d.honours, d.criticisms, d.withdrawn_at, "
    "w.name AS withdrawn_by_name, d.withdraw_reason "
    "FROM assessment_decision d JOIN person p ON p.id = d.by_person JOIN person w ON w.id = d.withdrawn_by "
    "WHERE d.assessment_id = :assessment ORDER BY d.n DESC"
)


def _rows(session: Session, person: Person, wanted: Mapping[str, Any], limit: int) -> list[dict[str, Any]]:
    chosen = {name: value for name, value in wanted.items() if value not in (None, "") and name in _FILTERS}
    above = {level: sorted(sheets_of.above(person, role, level)) for role, level in _ABOVE.items()}
    bound = bind.assessments(sheets_of.own_keys(person), above[Level.DISTRICT], above[Level.CITY])
    where = "".join(f" AND {_FILTERS[name]}" for name in chosen)
    sql = bind.statement("assessments").format(scope=bound.sql, filter=where)
    values = {**bound.values, **chosen, "own": sheets_of.own_keys(person), "limit": limit}
    return [dict(row._mapping) for row in session.execute(text(sql), values)]  # noqa: SLF001


def _found(session: Session, person: Person, assessment: UUID) -> dict[str, Any]:
    rows = _rows(session, person, {"id": assessment}, 1)
    if not rows:
        raise Refusal("not-found", thing="assessment")
    return rows[0]


def _short(row: Mapping[str, Any], person: Person) -> dict[str, Any]:
    names = (
        "id", "title", "object_kind", "pass_percent", "state", "district_name", "opened_at", "opened_by_name", "sheets",
        "decided_at", "own_sheet", "is_demo",
    )  # fmt: skip
    sees_all = _sees_all(row, person)
    return {
        **{name: row[name] for name in names},
        "period": {"from": row["period_first"], "to": row["period_last"]},
        "open_appeals": row["open_appeals"] if sees_all else None,
        "passed": row["passed"] if row["decided_at"] is not None else None,
    }  # fmt: skip


def _sees_all(row: Mapping[str, Any], person: Person) -> bool:
    return any(row[f"{level.value}_id"] in sheets_of.above(person, role, level) for role, level in _ABOVE.items())


def _may(person: Person, row: AssessmentRow) -> list[str]:
    if not sheets_of.is_district(person, row):
        return []
    return {
        AssessmentState.OPEN.value: ["cancel-assessment", "decide-assessment"],
        AssessmentState.DECIDED.value: ["withdraw-assessment"],
    }.get(row.state, [])
