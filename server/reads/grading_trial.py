"""A method or a frequency tried before it is published: grades that move, visits an officer a week, what falls due.

Nothing is written. Both sides are graded as of today from the same facts, so that only the method differs.
Source: docs/rules.md 2.7, 2.9, 4.3 (item 7).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from grids.frequency import Frequencies
from grids.grading import Grader, GradingPolicy, Result
from grids.grading_methods import Method
from grids.permissions import Scope
from server.reads import scope as bind
from server.store import frequency, grading, grading_facts
from server.store.grading import Held

_WEEK: Final = 7
_PACE_WEEKS: Final = 13
"""A quarter: long enough for holidays to even out."""
LISTED: Final = 200
UNGRADED: Final = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is tried: a method for one class or for all, and how often each grade is visited."""

    district: int
    supervision_class: str | None
    method: Method | None
    intervals: Mapping[str, int]
    of: tuple[str, str] | None = None
    """Enterprises that move from this grade to that are listed."""


@dataclass(frozen=True, slots=True)
class _Both:
    enterprise: UUID
    now: Result
    then: Result


@dataclass(frozen=True, slots=True)
class _Turn:
    supervision_class: str
    since: date
    share: Decimal
    """Of the interval after which a visit is owed: less on the key list, and after a report that was untrue."""


def tried(session: Session, seen: Scope, wish: Wish, policy: GradingPolicy, today: date) -> dict[str, Any]:
    """Compare what holds with what is tried, over the enterprises in scope."""
    both = list(_both(session, seen, wish, policy, today))
    turns = _turns(session, seen, wish, today)
    now = frequency.on(session, today)
    sides = {
        "now": _side([(turns[each.enterprise], each.now) for each in both], wish, now, today),
        "then": _side([(turns[each.enterprise], each.then) for each in both], wish, _wished(now, wish), today),
    }
    moves = Counter((_name(each.now), _name(each.then)) for each in both)
    crew = _crew(session, wish, today)
    picked = [each for each in both if (_name(each.now), _name(each.then)) == wish.of]
    return {
        "as_of": today.isoformat(),
        "enterprises": len(both),
        "moved": {"n": sum(n for (a, b), n in moves.items() if a != b), "d": len(both)},
        "moves": [{"was": a, "grade": b, "n": n} for (a, b), n in sorted(moves.items())],
        "officers": crew["officers"],
        "pace": {"n": crew["visits"], "d": _PACE_WEEKS},
        **{name: _loaded(side, crew) for name, side in sides.items()},
        "listed": _listed(session, picked),
    }  # fmt: skip


def _both(session: Session, seen: Scope, wish: Wish, policy: GradingPolicy, today: date) -> Iterator[_Both]:
    bound = bind.enterprises(seen)
    held = grading.held_on(session, wish.district, today)
    own = [each.supervision_class for each in held if each.supervision_class is not None]
    for each in held:
        narrowed, values = _part(each, own, wish.supervision_class)
        if narrowed is None:
            continue
        new = each.method if wish.method is None else wish.method
        measures = tuple(dict.fromkeys([*each.method.measures(), *new.measures()]))
        old_grader, new_grader = Grader(each.method, measures), Grader(new, measures)
        of = grading.of_district(wish.district, f"{narrowed} AND {bound.sql}", {**values, **bound.values})
        for found in grading_facts.gather(session, of, measures, policy.topics, new.filled_by, today):
            yield _Both(found.enterprise, old_grader.grade(found.row), new_grader.grade(found.row))


def _part(held: Held, own: list[str], wanted: str | None) -> tuple[str | None, dict[str, Any]]:
    """Say which enterprises a method in force covers, of those that the trial is about.

    A trial for all leaves classes with a method of their own as they are.
    """
    if wanted is None:
        if held.supervision_class is not None:
            return None, {}
        return "AND NOT (e.supervision_class = ANY(:own))", {"own": own}
    covers = held.supervision_class == wanted or (held.supervision_class is None and wanted not in own)
    return ("AND e.supervision_class = :class", {"class": wanted}) if covers else (None, {})


def _turns(session: Session, seen: Scope, wish: Wish, today: date) -> dict[UUID, _Turn]:
    """Return for every enterprise from which day its next visit counts. Source: docs/rules.md 2.7, grids/due.py."""
    bound = bind.enterprises(seen)
    sql = text(
        f"SELECT e.id, e.supervision_class, {frequency.TURN} AS since, {frequency.share()} AS share "
        f"FROM enterprise e WHERE e.district_id = :district AND {bound.sql}"
    )
    rows = session.execute(sql, {"district": wish.district, **bound.values, **frequency.binds(session, today)})
    return {row.id: _Turn(row.supervision_class, row.since, row.share) for row in rows}


def _wished(now: Frequencies, wish: Wish) -> Frequencies:
    """Return what would hold once what is tried was published; a class with days of its own keeps them."""
    grades = {
        grade: replace(rule, visit_days=wish.intervals.get(grade, rule.visit_days))
        for grade, rule in now.of(wish.district, wish.supervision_class).items()
    }
    return replace(now, published={**now.published, (wish.district, wish.supervision_class): grades})


def _side(graded: list[tuple[_Turn, Result]], wish: Wish, owed: Frequencies, today: date) -> dict[str, Any]:
    """Count grades, visits a week and who is overdue, each enterprise by the days of its class."""
    counts = Counter(_name(result) for _, result in graded)
    days = [owed.visit_days(wish.district, turn.supervision_class, result.grade) for turn, result in graded]
    late = sum(
        turn.since + timedelta(days=math.ceil(own * turn.share)) < today
        for own, (turn, _) in zip(days, graded, strict=True)
    )
    told = owed.of(wish.district, wish.supervision_class)
    return {
        "grades": [{"grade": name, "n": n} for name, n in sorted(counts.items())],
        "intervals": {grade: rule.visit_days for grade, rule in told.items()},
        "visits_a_week": sum(_WEEK / own for own in days),
        "overdue": {"n": late, "d": len(graded)},
    }


def _loaded(side: dict[str, Any], crew: Mapping[str, int]) -> dict[str, Any]:
    """Add what an officer has to do, and the share that the pace of the last quarter leaves undone."""
    needed, pace = side["visits_a_week"], crew["visits"] / _PACE_WEEKS
    return {
        **side,
        "visits_a_week": round(needed, 1),
        "each_officer": {"n": round(needed, 1), "d": crew["officers"]},
        "left_undone": {"n": round(max(0.0, needed - pace), 1), "d": round(needed, 1)},
    }


def _crew(session: Session, wish: Wish, today: date) -> dict[str, int]:
    """Count the officers of the district and the visits they finished in the last quarter to these enterprises."""
    row = session.execute(
        text(
            "SELECT (SELECT count(DISTINCT g.person_id) FROM person_grant g JOIN grid_unit u ON u.id = g.unit_id "
            "WHERE g.role = 'officer' AND u.district_id = :district AND u.valid_to IS NULL AND g.valid_to IS NULL) "
            "AS officers, "
            "(SELECT count(*) FROM visit v WHERE v.district_id = :district AND v.kind = 'patrol' "
            "AND v.finished_at IS NOT NULL AND v.started_at >= CAST(:today AS date) - CAST(:days AS int) "
            "AND (CAST(:class AS text) IS NULL OR v.supervision_class = :class)) AS visits"
        ),
        {"district": wish.district, "today": today, "days": _PACE_WEEKS * _WEEK, "class": wish.supervision_class},
    ).one()
    return {"officers": row.officers, "visits": row.visits}


def _listed(session: Session, moved: list[_Both]) -> list[dict[str, Any]]:
    """Name the first of those that move, with their points on both sides."""
    names: dict[UUID, str] = dict(
        session.execute(
            text("SELECT id, name FROM enterprise WHERE id = ANY(:ids)"), {"ids": [e.enterprise for e in moved]}
        ).all()
    )
    rows = [
        {"id": str(e.enterprise), "name": names[e.enterprise], "was": _name(e.now), "grade": _name(e.then),
         "low": e.now.low, "high": e.now.high, "then_low": e.then.low, "then_high": e.then.high}
        for e in moved
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (row["name"], row["id"]))[:LISTED]


def _name(result: Result) -> str:
    return result.grade or UNGRADED
