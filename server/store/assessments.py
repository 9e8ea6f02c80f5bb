"""Assessments: rows to the rules' values and back, and the objects an assessment can have."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from grids.assessments import Line, Outcome, Total, lines, total
from grids.commands import AssessmentItem, ObjectKind
from grids.errors import Refusal
from grids.indicators import Period, Share
from server.store.tables import (
    AssessmentAppeal,
    AssessmentDecision,
    AssessmentEntry,
    AssessmentResult,
    AssessmentRow,
    AssessmentSheet,
)

ITEMS: Final[TypeAdapter[tuple[AssessmentItem, ...]]] = TypeAdapter(tuple[AssessmentItem, ...])
ENTERPRISE: Final = "enterprise:"
Shares = Mapping[str, Mapping[str, Share]]
"""Object -> indicator -> share."""


def load(session: Session, assessment: UUID, *, lock: bool = False) -> AssessmentRow:
    """Find an assessment, or refuse."""
    query = select(AssessmentRow).where(AssessmentRow.id == assessment)
    found = session.scalars(query.with_for_update() if lock else query).one_or_none()
    if found is None:
        raise Refusal("not-found", thing="assessment")
    return found


def sheet(session: Session, own: UUID) -> AssessmentSheet:
    """Find a sheet, or refuse."""
    found = session.get(AssessmentSheet, own)
    if found is None:
        raise Refusal("not-found", thing="assessment")
    return found


def sheets(session: Session, assessment: UUID) -> Sequence[AssessmentSheet]:
    """Return the sheets of an assessment by name."""
    query = select(AssessmentSheet).where(AssessmentSheet.assessment_id == assessment)
    return session.scalars(query.order_by(AssessmentSheet.name, AssessmentSheet.object)).all()


def items(row: AssessmentRow) -> tuple[AssessmentItem, ...]:
    """Read the standard off its row."""
    return ITEMS.validate_python(row.items)


def item(row: AssessmentRow, key: str) -> AssessmentItem:
    """Find an item of the standard, or refuse."""
    found = next((each for each in items(row) if each.key == key), None)
    if found is None:
        raise Refusal("unknown-thing", thing="item")
    return found


def period(row: AssessmentRow) -> Period:
    """Return the days an assessment is of."""
    return Period(row.period_first, row.period_last)


def enterprise_of(key: str) -> UUID:
    """Read the enterprise off an object's key. Raises: Refusal `unknown-thing`."""
    try:
        return UUID(key.removeprefix(ENTERPRISE))
    except ValueError as error:
        raise Refusal("unknown-thing", thing="enterprise") from error


def is_of(kind: ObjectKind, key: str) -> bool:
    """Tell whether an object's key is of the kind."""
    return key.startswith(f"{kind.value}:")


def entries(session: Session, own: Iterable[UUID]) -> dict[UUID, list[AssessmentEntry]]:
    """Return what was scored on sheets, oldest first."""
    query = select(AssessmentEntry).where(AssessmentEntry.sheet_id.in_(list(own)))
    found: dict[UUID, list[AssessmentEntry]] = defaultdict(list)
    for each in session.scalars(query.order_by(AssessmentEntry.at, AssessmentEntry.id)):
        found[each.sheet_id].append(each)
    return found


def open_appeals(session: Session, own: Iterable[UUID]) -> dict[UUID, int]:
    """Count appeals without answer by sheet."""
    query = (
        select(AssessmentAppeal.sheet_id, func.count())
        .where(AssessmentAppeal.sheet_id.in_(list(own)), AssessmentAppeal.answered_at.is_(None))
        .group_by(AssessmentAppeal.sheet_id)
    )
    return {sheet_id: n for sheet_id, n in session.execute(query)}  # noqa: C416 - rows are no pairs to a type checker


def standing(session: Session, assessment: UUID) -> AssessmentDecision | None:
    """Return the decision that stands, if one does."""
    query = select(AssessmentDecision).where(
        AssessmentDecision.assessment_id == assessment, AssessmentDecision.withdrawn_at.is_(None)
    )
    return session.scalars(query.order_by(AssessmentDecision.n.desc()).limit(1)).one_or_none()


def scored(
    session: Session, row: AssessmentRow, own: Sequence[AssessmentSheet], shares: Shares
) -> dict[UUID, tuple[Line, ...]]:
    """Write the lines of sheets as they stand now."""
    standard, given = items(row), entries(session, [each.id for each in own])
    return {
        each.id: lines(
            standard,
            shares.get(each.object, {}),
            {entry.item: entry.points for entry in given.get(each.id, []) if entry.of_whom == "district"},
        )
        for each in own
    }


def kept(line: Line) -> dict[str, Any]:
    """Write a line as a decision keeps it: numbers as text, so that none is rounded."""
    return {
        "key": line.key, "most": str(line.most), "points": None if line.points is None else str(line.points),
        "counted": None if line.counted is None else str(line.counted),
        "n": None if line.share is None else line.share.n, "d": None if line.share is None else line.share.d,
    }  # fmt: skip


def line_of(told: Mapping[str, Any]) -> Line:
    """Read a line back."""
    return Line(
        key=told["key"], most=Decimal(told["most"]),
        points=None if told["points"] is None else Decimal(told["points"]),
        counted=None if told["counted"] is None else Decimal(told["counted"]),
        share=None if told["d"] is None else Share(n=told["n"], d=told["d"]),
    )  # fmt: skip


def results(session: Session, decision: UUID) -> dict[UUID, AssessmentResult]:
    """Return what a decision froze, by sheet."""
    query = select(AssessmentResult).where(AssessmentResult.decision_id == decision)
    return {each.sheet_id: each for each in session.scalars(query)}


def result(decision: UUID, sheet_id: UUID, told: tuple[Line, ...], rank: int | None, mark: int) -> AssessmentResult:
    """Freeze a sheet."""
    summed: Total = total(told)
    outcome: Outcome = summed.outcome(mark)
    return AssessmentResult(
        decision_id=decision, sheet_id=sheet_id, earned=summed.earned, possible=summed.possible, rank=rank,
        outcome=outcome.value, lines=[kept(each) for each in told],
    )  # fmt: skip
