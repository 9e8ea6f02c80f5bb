"""The facts that indicators count, as one statement for each kind: on the asker's ground, as they were then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from grids.indicators import Period
from grids.policy import HERE
from grids.spot_checks import untrue_days
from server.reads import scope as bind
from server.reads.indicator_terms import Question, Rules
from server.store import frequency
from server.store.policy import spot_checks_on

_DONE: Final = (
    "SELECT v.enterprise_id, bool_or(v.kind = 'patrol') AS visited, bool_or(v.kind <> 'patrol') AS inspected "
    "FROM visit v WHERE v.finished_at >= :from AND v.finished_at < :until GROUP BY v.enterprise_id"
)
_CHECKED: Final = (
    "SELECT h.enterprise_id FROM hazard h WHERE h.source = 'self_check' AND h.found_at >= :from "
    "AND h.found_at < :until UNION "
    "SELECT k.enterprise_id FROM self_check k WHERE k.finished_at >= :from AND k.finished_at < :until"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Which facts of a kind, and where what is known of their enterprises comes from; all of them from the database.

    `where` is asked of the row `h` of a hazard that rests or of its events, `changed` of one that changed since,
    `facts` of the facts themselves, `i`.
    """

    where: str = "TRUE"
    changed: str = "TRUE"
    facts: str = "TRUE"
    done: str = _DONE
    checked: str = _CHECKED
    values: Mapping[str, Any] = field(default_factory=dict)


WHOLE: Final = Part()
_OPEN: Final = "('open', 'rectifying', 'plan_review', 'submitted')"
_PUT_OFF: Final = "h.original_due_on IS DISTINCT FROM h.due_on AND h.original_due_on BETWEEN :first AND :last"
_FIRST_RULES: Final = date(2020, 1, 1)
"""Tables of policy begin here; a period before is asked what held first."""
_OWED_DAYS: Final = frequency.sooner(
    frequency.lookup(district="p.own_district_id", supervision_class="p.supervision_class", grade="p.grade"),
    frequency.share("p.on_key_list", "p.untrue_until >= coalesce(p.last_on, p.listed_on)"),
)
_IN_PERIOD: Final = "h.found_at >= :from AND h.found_at < :until"
_WANTED: Final = {
    "found": (_IN_PERIOD, _IN_PERIOD),
    "due": (
        f"(h.due_on BETWEEN :first AND :last OR ({_PUT_OFF}))",
        "TRUE",
    ),
    "stock": (f"h.state IN {_OPEN} AND h.found_at < :until", "TRUE"),
}
"""Which hazards can be among the facts: of those that are as they were, and of those that changed since."""
_PLACES: Final = ("city_id", "district_id", "town_id", "village_id")
_THERE: Final = (
    "LEFT JOIN enterprise_unit m ON m.enterprise_id = f.enterprise_id AND m.valid_to IS NOT NULL "
    "AND m.valid_from <= f.placed_at AND f.placed_at < m.valid_to LEFT JOIN grid_unit x ON x.id = m.unit_id"
)
"""The unit that the enterprise was in at that moment, where it has been moved since."""


def facts_of(
    session: Session, question: Question, rules: Rules, facts: str, part: Part = WHOLE
) -> tuple[str, dict[str, Any]]:
    """Put together the facts of one kind on the asker's ground, each where its enterprise was at that moment."""
    wanted, changed = _WANTED.get(facts, ("FALSE", "FALSE"))
    wanted, changed = f"{wanted} AND {part.where}", f"{changed} AND {part.changed}"
    then = bind.statement("hazard_then").format(wanted=wanted, changed=changed)
    inner = bind.statement(f"indicator_{facts}").replace("{then}", then)
    inner = inner.replace("{owed_days}", _OWED_DAYS).replace("{beside}", part.where)
    inner = inner.replace("{done}", part.done).replace("{checked}", part.checked)
    placed = ", ".join(
        f"CASE WHEN x.id IS NULL THEN f.own_{name} ELSE x.{'id' if name == 'unit_id' else name} END AS {name}"
        for name in (*_PLACES, "unit_id")
    )
    bound = bind.visits(question.scope, "p")
    where, values = [bound.sql], dict(bound.values)
    if question.area is not None:
        where.append(f"p.{question.area[0]}_id = :area")
        values["area"] = question.area[1]
    if question.enterprise is not None:
        where.append("p.enterprise_id = :enterprise")
        values["enterprise"] = question.enterprise
    if question.classes:
        where.append("p.supervision_class = ANY(:classes)")
        values["classes"] = sorted(question.classes)
    near, known = _near(session, question)
    near = f"{near} AND {part.facts}"
    sql = (
        f"SELECT p.* FROM (SELECT f.*, {placed} FROM (SELECT * FROM ({inner}) i WHERE {near}) f {_THERE}) p "
        f"WHERE {' AND '.join(where)}"
    )
    owed = _owed(session, question.period.last) if facts == "enterprise" else {}
    return sql, values | known | dict(part.values) | rules.values() | owed | days(question.period)


def _near(session: Session, question: Question) -> tuple[str, dict[str, Any]]:
    """Say which facts can be on the asker's ground: of enterprises that are there now, or were moved from there.

    The ground itself is asked of each fact's own moment, which no index knows; a district would read the whole city.
    """
    if question.scope.cities and question.area is None:
        return "TRUE", {}
    own = [bind.facts(question.scope, "i").sql]
    own += [f"i.own_{question.area[0]}_id = :area"] if question.area is not None else []
    bound = bind.units(question.scope, "x")
    moved = session.scalars(text(_MOVED.format(scope=bound.sql)), bound.values).all()
    return f"(({' AND '.join(own)}) OR i.enterprise_id = ANY(:moved))", {"moved": moved}


_MOVED: Final = (
    "SELECT DISTINCT m.enterprise_id FROM enterprise_unit m JOIN grid_unit x ON x.id = m.unit_id "
    "WHERE m.valid_to IS NOT NULL AND {scope}"
)


def _owed(session: Session, day: date) -> dict[str, Any]:
    """Bind how often visits were owed on a day: a rule that holds later moves nothing before it."""
    known = max(day, _FIRST_RULES)
    return {**frequency.binds(session, known), "untrue_days": untrue_days(spot_checks_on(known))}


def days(period: Period) -> dict[str, Any]:
    """Bind a period: its days, and its moments half-open."""

    def midnight(day: Any) -> datetime:  # noqa: ANN401 - a date
        return datetime.combine(day, time.min, tzinfo=HERE)

    return {
        "first": period.first, "last": period.last, "from": midnight(period.first), "until": midnight(period.until),
        "zone": str(HERE),
    }  # fmt: skip
