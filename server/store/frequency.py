"""Frequencies as they hold on a day: rows that were published, and the tables for all others."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from grids import frequency as rules
from grids.frequency import Frequencies, GradeRule
from server.store.policy import plans_on, policy_on
from server.store.tables import FrequencyRow


def on(session: Session, day: date) -> Frequencies:
    """Return what every class of every district is owed on a day."""
    rows = session.execute(
        select(
            FrequencyRow.district_id, FrequencyRow.supervision_class, FrequencyRow.valid_from, FrequencyRow.grades
        ).order_by(FrequencyRow.at)
    )
    published = [(row.district_id, row.supervision_class, row.valid_from, _rules(row.grades)) for row in rows]
    return Frequencies(default=rules.defaults(policy_on(day), plans_on(day)), published=rules.in_force(published, day))


def stored(rule: GradeRule) -> dict[str, Any]:
    """Write a grade's rule as its row has it."""
    return {**asdict(rule), "checklists": list(rule.checklists)}


def intervals(frequencies: Frequencies, what: str = "visit_days") -> str:
    """Give a number of each grade as statements take it: by `district/class`, by `district/`, and by nothing.

    Read in SQL with `lookup`.
    """
    told = {"": {grade: getattr(rule, what) for grade, rule in frequencies.default.items()}}
    for (district, supervision_class), own in frequencies.published.items():
        told[f"{district}/{supervision_class or ''}"] = {grade: getattr(rule, what) for grade, rule in own.items()}
    return json.dumps(told)


def lookup(bind: str, alias: str = "e") -> str:
    """Read a number of `intervals` for a row with district, class and grade; `bind` names the value."""
    known = f"CAST(:{bind} AS jsonb)"
    grade = f"coalesce({alias}.grade, 'none')"
    return (
        f"coalesce({known} -> ({alias}.district_id || '/' || {alias}.supervision_class) ->> {grade}, "
        f"{known} -> ({alias}.district_id || '/') ->> {grade}, {known} -> '' ->> {grade})::int"
    )


def _rules(grades: list[Mapping[str, Any]]) -> dict[str, GradeRule]:
    return {
        each["grade"]: GradeRule(
            visit_days=each["visit_days"], inspection_days=each["inspection_days"], cap=each["cap"],
            checklists=tuple(each.get("checklists", ())),
        )
        for each in grades
    }  # fmt: skip
