"""Frequencies as they hold on a day: rows that were published, and the tables for all others.

What statements ask of the interval between visits is here alone: tasks, table of visits, indicators and trials read it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any, Final

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from grids import frequency as rules
from grids.frequency import Frequencies, GradeRule
from grids.policy import local_day
from server.store.policy import plans_on, policy_on
from server.store.tables import FrequencyRow

LAST: Final = "coalesce(e.last_visit_on, e.listed_on)"
"""The day of the last visit of an enterprise e, or of its listing."""
UNTRUE: Final = f"e.untrue_until >= {LAST}"
WAIVED: Final = (
    "(SELECT max(wt.due_on) FROM task wt WHERE wt.enterprise_id = e.id AND wt.kind = 'patrol' AND wt.state = 'waived')"
)
"""The due day of the last turn of an enterprise e that was waived. Index: ix_task_waived."""
TURN: Final = f"greatest({LAST}, {WAIVED})"
"""The day from which the next turn of an enterprise e counts: its last visit, or the turn that was waived since."""


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


def names_standards(session: Session, district: int) -> bool:
    """Tell whether anything published in a district, now or once, names the standards to look by."""
    return bool(session.scalar(_NAMES, {"district": district}))


def beginning(session: Session, district: int, after: date, until: date) -> list[str | None]:
    """List the classes (None: all of the district) whose frequency begins in these days and was published before.

    `after` is not one of the days, `until` is.
    """
    begins = FrequencyRow.valid_from
    known = (FrequencyRow.district_id == district) & (begins > after) & (begins <= until)
    rows = session.execute(select(FrequencyRow.supervision_class, begins, FrequencyRow.at).where(known))
    ahead = {row.supervision_class for row in rows if local_day(row.at) < row.valid_from}
    return sorted(ahead, key=lambda name: name or "")


_NAMES: Final = text(
    "SELECT EXISTS (SELECT 1 FROM frequency f CROSS JOIN LATERAL jsonb_array_elements(f.grades) g "
    "WHERE f.district_id = :district AND jsonb_array_length(coalesce(g -> 'checklists', '[]')) > 0)"
)


def intervals(frequencies: Frequencies, what: str = "visit_days") -> str:
    """Give a number of each grade as statements take it: by `district/class`, by `district/`, and by nothing.

    Read in SQL with `lookup`.
    """
    told = {"": {grade: getattr(rule, what) for grade, rule in frequencies.default.items()}}
    for (district, supervision_class), own in frequencies.published.items():
        told[f"{district}/{supervision_class or ''}"] = {grade: getattr(rule, what) for grade, rule in own.items()}
    return json.dumps(told)


def binds(session: Session, day: date) -> dict[str, Any]:
    """Give what `lookup` and `share` bind, as it holds on a day."""
    policy = policy_on(day)
    return {
        "visit_days": intervals(on(session, day)), "key_list_factor": policy.key_list_factor,
        "untrue_factor": policy.untrue_factor,
    }  # fmt: skip


def lookup(
    bind: str = "visit_days", *, district: str = "e.district_id", supervision_class: str = "e.supervision_class",
    grade: str = "e.grade",
) -> str:  # fmt: skip
    """Read a number of `intervals` for columns with district, class and grade; `bind` names the value."""
    known, graded = f"CAST(:{bind} AS jsonb)", f"coalesce({grade}, 'none')"
    return (
        f"coalesce({known} -> ({district} || '/' || {supervision_class}) ->> {graded}, "
        f"{known} -> ({district} || '/') ->> {graded}, {known} -> '' ->> {graded})::int"
    )


def share(key_list: str = "e.key_list", untrue: str = UNTRUE) -> str:
    """Say which share of the interval passes before the next visit is owed; the two are conditions. As grids/due.py."""
    return (
        f"least(CASE WHEN {key_list} THEN CAST(:key_list_factor AS numeric) ELSE 1 END, "
        f"CASE WHEN {untrue} THEN CAST(:untrue_factor AS numeric) ELSE 1 END)"
    )


def sooner(days: str, share: str) -> str:
    """Say the days of a share of an interval, rounded up. As grids/due.py, sooner."""
    return f"ceil({days} * {share})::int"


DAYS: Final = sooner(lookup(), share())
"""After how many days from `TURN` the next visit of an enterprise e is owed; binds `binds`."""
DUE_ON: Final = f"({TURN} + {DAYS})"
"""The day on which the frequency owes an enterprise e its next visit."""


def _rules(grades: list[Mapping[str, Any]]) -> dict[str, GradeRule]:
    return {
        each["grade"]: GradeRule(
            visit_days=each["visit_days"], inspection_days=each["inspection_days"], cap=each["cap"],
            checklists=tuple(each.get("checklists", ())),
        )
        for each in grades
    }  # fmt: skip
