"""What the automatic items of an assessment count: the product's own indicators, for each object as of its period.

A town is counted on its ground, a department over its classes, an enterprise by itself: as the page of figures does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy.orm import Session

from grids.commands import ObjectKind
from grids.indicators import Share
from grids.offices import of_key
from grids.permissions import Scope
from server.reads.indicator_terms import INDICATORS, Question, Rules
from server.reads.indicators import by_object
from server.store import assessments
from server.store.columns.keeping import Keeper
from server.store.policy import indicators_on
from server.store.tables import AssessmentRow, AssessmentSheet

FACTS: Final[Mapping[str, str]] = {each.id: each.facts for each in INDICATORS.values()}
"""Indicator -> what it counts."""
_OF_GROUND: Final = "officer"


def known(kind: ObjectKind) -> dict[str, bool | None]:
    """Name the indicators that can count such objects, each with whether more is better; None where neither is.

    Officers stand on ground: over a department's classes or an enterprise theirs would be nothing over nothing.
    """
    told = [each for each in INDICATORS.values() if kind is ObjectKind.TOWN or each.facts != _OF_GROUND]
    return {each.id: each.is_good for each in told}


def shares(
    session: Session, row: AssessmentRow, sheets: Sequence[AssessmentSheet], today: date, keeper: Keeper | None = None
) -> dict[str, dict[str, Share]]:
    """Count every automatic item for these sheets; towns and enterprises in one pass, departments one by one.

    With `keeper`, as `by_object`.
    """
    names = frozenset(item.automatic.indicator for item in assessments.items(row) if item.automatic is not None)
    if not names or not sheets:
        return {}
    rules = Rules(indicators=indicators_on(today))
    match ObjectKind(row.object_kind):
        case ObjectKind.TOWN:
            asked = Question(scope=_district(row), period=assessments.period(row), names=names)
            counted = by_object(session, asked, rules, "town", keeper)
            return {each.object: counted.get(of_key(each.object).area, {}) for each in sheets}
        case ObjectKind.DEPARTMENT:
            return {each.object: _department(session, row, each.object, names, rules, keeper) for each in sheets}
        case ObjectKind.ENTERPRISE:
            firms = frozenset(each.enterprise_id for each in sheets if each.enterprise_id is not None)
            asked = Question(scope=Scope(enterprises=firms), period=assessments.period(row), names=names)
            counted = by_object(session, asked, rules, "enterprise")
            return {each.object: counted.get(each.enterprise_id, {}) for each in sheets}


def question(kind: ObjectKind, key: str) -> dict[str, Any]:
    """Return what the facts of an indicator are asked for beside the period, to list what an object's figure counts."""
    match kind:
        case ObjectKind.TOWN:
            return {"town": of_key(key).area}
        case ObjectKind.DEPARTMENT:
            office = of_key(key)
            return {"district": office.area, "supervision_class": sorted(office.classes or ())}
        case ObjectKind.ENTERPRISE:
            return {"enterprise": str(assessments.enterprise_of(key))}


def _department(
    session: Session, row: AssessmentRow, key: str, names: frozenset[str], rules: Rules, keeper: Keeper | None
) -> dict[str, Share]:
    asked = Question(
        scope=_district(row), period=assessments.period(row), classes=of_key(key).classes or frozenset(), names=names
    )  # fmt: skip
    return by_object(session, asked, rules, None, keeper)[None]


def _district(row: AssessmentRow) -> Scope:
    return Scope(districts=frozenset({row.district_id}))
