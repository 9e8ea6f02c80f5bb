"""A method or a frequency tried before it is published: grades that move, visits an officer a week, what falls due.

Nothing is written. Both sides are graded as of today from the same facts, so that only the method differs.
Source: docs/rules.md 2.7, 2.9, 4.3 (item 7).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from grids.grading import Grader, GradingPolicy, Result
from grids.grading_methods import Method
from grids.permissions import Scope
from grids.policy import Policy
from server.reads import scope as bind
from server.store import grading, grading_facts
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


def tried(
    session: Session, seen: Scope, wish: Wish, policies: tuple[GradingPolicy, Policy], today: date
) -> dict[str, Any]:
    """Compare what holds with what is tried, over the enterprises in scope."""
    grades, policy = policies
    both = list(_both(session, seen, wish, grades, today))
    since = _since(session, seen, wish)
    now, then = dict(policy.visit_interval_days), {**policy.visit_interval_days, **wish.intervals}
    ungraded = {UNGRADED: policy.ungraded_interval_days}
    sides = {
        "now": _side([(each.enterprise, each.now) for each in both], since, {**now, **ungraded}, today),
        "then": _side([(each.enterprise, each.then) for each in both], since, {**ungraded, **then}, today),
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


def _since(session: Session, seen: Scope, wish: Wish) -> dict[UUID, date]:
    """Return from which day the next visit of every enterprise counts. Source: docs/rules.md 2.7, grids/due.py."""
    bound = bind.enterprises(seen)
    sql = f"SELECT e.id, coalesce(e.last_visit_on, e.listed_on) FROM enterprise e WHERE e.district_id = :district AND {bound.sql}"  # noqa: E501 - bound scope
    rows = session.execute(text(sql), {"district": wish.district, **bound.values})
    return {row[0]: row[1] for row in rows}


def _side(
    graded: list[tuple[UUID, Result]], since: Mapping[UUID, date], days: Mapping[str, int], today: date
) -> dict[str, Any]:
    counts = Counter(_name(result) for _, result in graded)
    late = sum(since[own] + timedelta(days=days[_name(result)]) < today for own, result in graded)
    return {
        "grades": [{"grade": name, "n": n} for name, n in sorted(counts.items())],
        "intervals": dict(days),
        "visits_a_week": sum(n * _WEEK / days[name] for name, n in counts.items()),
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
