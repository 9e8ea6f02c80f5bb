"""One sheet of an assessment as its readers see it: each line with its points, and what these rest on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from grids.assessments import AssessmentPolicy, AssessmentState, Line, Outcome, total
from grids.commands import AssessmentItem, ObjectKind
from grids.levels import Level
from grids.offices import offices_of
from grids.permissions import Person, Role
from server.catalogue import LANGUAGES
from server.catalogue import text as said
from server.reads import assessment_counts
from server.store import assessments as store
from server.store.tables import AssessmentRow, AssessmentSheet


def own_keys(person: Person) -> list[str]:
    """List the offices a person belongs to."""
    return sorted(office.key for office in offices_of(person.grants))


def above(person: Person, role: Role, level: Level) -> set[int]:
    """List the areas above whose offices a person stands in a role."""
    return {g.area for g in person.grants if g.role is role and g.level is level and g.area is not None}


def is_district(person: Person, row: AssessmentRow) -> bool:
    """Tell whether an assessment is of the person's own district."""
    return row.district_id in above(person, Role.DISTRICT, Level.DISTRICT)


def summed(lines: tuple[Line, ...], mark: int) -> dict[str, Any]:
    """Sum a sheet: numbers as text, and no outcome while something waits."""
    told = total(lines)
    percent = told.percent()
    return {
        "earned": str(told.earned), "possible": str(told.possible),
        "percent": None if percent is None else str(percent),
        "outcome": Outcome.NONE.value if told.waiting else told.outcome(mark).value,
        "waiting": told.waiting, "not_assessable": told.not_assessable,
    }  # fmt: skip


def whole(
    session: Session, person: Person, row: AssessmentRow, own: Sequence[AssessmentSheet],
    lines: Mapping[UUID, tuple[Line, ...]],
) -> list[dict[str, Any]]:  # fmt: skip
    """Write sheets with who gave what and why, their appeals, and what the reader may do."""
    kind, standard = ObjectKind(row.object_kind), {each.key: each for each in store.items(row)}
    entries, appeals = said_on(session, [each.id for each in own])
    return [
        {
            "id": each.id, "object": each.object, "name": each.name, "enterprise_id": each.enterprise_id,
            **summed(lines[each.id], row.pass_percent),
            "lines": [_line(line, standard[line.key]) for line in lines[each.id]],
            "entries": _of(entries, each.id), "appeals": _of(appeals, each.id),
            "question": assessment_counts.question(kind, each.object),
            "may": _may_on(person, row, each),
        }
        for each in own
    ]  # fmt: skip


def said_on(session: Session, own: Sequence[UUID]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the entries and the appeals of sheets, the newest first: the first entry of a side counts."""
    return _said(session, _ENTRIES, own), _said(session, _APPEALS, own)


def _of(said_: Sequence[Mapping[str, Any]], own: UUID) -> list[dict[str, Any]]:
    return [{name: each[name] for name in each if name != "sheet_id"} for each in said_ if each["sheet_id"] == own]


def _line(line: Line, item: AssessmentItem) -> dict[str, Any]:
    share = line.share
    return {
        **item_shown(item), "state": line.state.value, "got": None if line.points is None else str(line.points),
        "counted": None if line.counted is None else str(line.counted),
        "share": None if share is None else {"n": share.n, "d": share.d},
    }  # fmt: skip


def item_shown(item: AssessmentItem) -> dict[str, Any]:
    """Write an item as a page shows it: a counted one with the name and formula of its indicator."""
    auto = item.automatic
    return {
        "key": item.key, "text": item.text, "text_en": item.text_en, "points": item.points, "evidence": item.evidence,
        "automatic": None if auto is None else {
            "indicator": auto.indicator, "full_at": auto.full_at, "none_at": auto.none_at, **_indicator(auto.indicator),
        },
    }  # fmt: skip


def indicators(kind: ObjectKind, policy: AssessmentPolicy) -> list[dict[str, Any]]:
    """Name the indicators an item for such objects can be counted by, which way is better, and the shares proposed."""
    return [
        {"indicator": name, "name": _indicator(name)["name"], "is_good": is_good, **policy.ends(is_good=is_good)}
        for name, is_good in assessment_counts.known(kind).items()
    ]


def _indicator(name: str) -> dict[str, Any]:
    words = ("name", "formula")
    keys = {"name": f"indicator.{name}", "formula": f"indicator.{name}.formula"}
    told = {word: {lang: said("figures", keys[word], lang) for lang in LANGUAGES} for word in words}
    return {**told, "facts": assessment_counts.FACTS[name]}


def _may_on(person: Person, row: AssessmentRow, own: AssessmentSheet) -> list[str]:
    """Name the steps on a sheet: the district scores and answers, the own office assesses itself and appeals."""
    if row.state != AssessmentState.OPEN.value:
        return []
    writes = person.roles() & {Role.TOWN_OFFICER, Role.DEPARTMENT}
    is_own = bool(writes) and own.object in own_keys(person)
    steps = {
        "answer-appeal": is_district(person, row), "appeal-assessment": is_own, "assess-own-work": is_own,
        "score-assessment": is_district(person, row),
    }  # fmt: skip
    return [step for step, is_open in steps.items() if is_open]


def _said(session: Session, query: Any, own: Sequence[UUID]) -> list[dict[str, Any]]:  # noqa: ANN401 - a text clause
    rows = [dict(row._mapping) for row in session.execute(query, {"sheets": list(own)})]  # noqa: SLF001
    return [{**row, "points": None if row["points"] is None else str(row["points"])} for row in rows]


_ENTRIES: Final = text(
    "SELECT e.sheet_id, e.id, e.item, e.of_whom, e.points, e.reason, e.attachments, e.appeal_id, e.at, "
    "p.name AS by_name FROM assessment_entry e JOIN person p ON p.id = e.by_person WHERE e.sheet_id = ANY(:sheets) "
    "ORDER BY e.at DESC, e.id DESC"
)
_APPEALS: Final = text(
    "SELECT q.sheet_id, q.id, q.item, q.reason, q.attachments, q.at, p.name AS by_name, q.accepted, q.answer, "
    "q.answered_at, w.name AS answered_by_name, "
    "(SELECT e.points FROM assessment_entry e WHERE e.sheet_id = q.sheet_id AND e.appeal_id = q.id) AS points "
    "FROM assessment_appeal q JOIN person p ON p.id = q.by_person LEFT JOIN person w ON w.id = q.answered_by "
    "WHERE q.sheet_id = ANY(:sheets) ORDER BY q.at DESC, q.id DESC"
)
