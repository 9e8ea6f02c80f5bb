"""The indicators: what each counts of what, from one set of facts, so that a figure and its list never differ.

Source: docs/rules.md 4.3; `item` is its number there. Figures are as of the end of the period: a later act, move or
date changes none of them. A fact counts on the ground where its enterprise was then.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from grids.heat import BY_VISIT, EFFECTIVE
from grids.indicators import IndicatorPolicy, Period, Share, ranks
from grids.permissions import Scope
from grids.policy import HERE
from grids.spot_checks import untrue_days
from server.reads import scope as bind
from server.store import frequency
from server.store.policy import spot_checks_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One share: the facts it is made of, which of them count below the line, and which of those above."""

    id: str
    facts: str
    of: str = "TRUE"
    counted: str
    item: int
    is_good: bool | None = True
    """Whether more is better; None where neither is."""


_JUDGED: Final = "f.judged"
_BY_VISIT: Final = "f.source IN ({})".format(", ".join(f"'{source.value}'" for source in sorted(BY_VISIT)))
_LOOKED: Final = "f.outcome IN ({})".format(", ".join(f"'{outcome.value}'" for outcome in sorted(EFFECTIVE)))
_DUE: Final = "f.judged AND f.due_on BETWEEN :first AND :last"
_WAS_DUE: Final = "f.judged AND f.original_due_on BETWEEN :first AND :last"
_IN_TIME: Final = "f.judged_at < f.placed_at + make_interval(days => :reinspect_days)"
_SIGNED: Final = "f.acknowledged_at IS NOT NULL"
_SOON: Final = "f.acknowledged_at <= f.issued_at + make_interval(hours => :acknowledge_hours)"
_OFTEN: Final = "f.last_visit_at >= :until - make_interval(days => f.owed_days)"
_FRESH: Final = "f.verified_at >= :until - make_interval(days => :verified_days)"

_LOOKED_AFTER: Final = (
    "f.unit_id IN (SELECT g.unit_id FROM person_grant g WHERE g.role = 'officer' AND g.unit_id IS NOT NULL "
    "AND g.valid_from < :until AND (g.valid_to IS NULL OR g.valid_to >= :until))"
)

INDICATORS: Final = {
    each.id: each
    for each in (
        Indicator(id="rectified", facts="found", of=_JUDGED, counted="f.state = 'closed'", item=4),
        Indicator(
            id="major_rectified", facts="found", of=f"{_JUDGED} AND f.level = 'major'", counted="f.state = 'closed'",
            item=4,
        ),
        Indicator(id="on_the_spot", facts="found", of=f"{_JUDGED} AND {_BY_VISIT}", counted="f.on_the_spot", item=9),
        Indicator(
            id="repeated", facts="found", of=_JUDGED, counted="f.repeat_of IS NOT NULL", item=9, is_good=False
        ),
        Indicator(id="recorded_late", facts="found", of=_JUDGED, counted="f.late", item=13, is_good=False),
        Indicator(id="on_time", facts="due", of=_DUE, counted="f.finished_on <= f.due_on", item=5),
        Indicator(id="on_time_strict", facts="due", of=_WAS_DUE, counted="f.finished_on <= f.original_due_on", item=5),
        Indicator(id="extended", facts="due", of=_DUE, counted="f.extensions > 0", item=5, is_good=None),
        Indicator(id="overdue", facts="stock", counted="f.overdue", item=9, is_good=False),
        Indicator(id="reinspected", facts="reported", counted="f.verdict IS NOT NULL", item=6),
        Indicator(id="reinspected_in_time", facts="reported", counted=_IN_TIME, item=6),
        Indicator(
            id="passed_first", facts="reported", of="f.verdict IS NOT NULL AND f.first",
            counted="f.verdict = 'reinspection-passed'", item=6,
        ),
        Indicator(id="visited", facts="enterprise", counted="f.visited", item=2),
        Indicator(id="inspected", facts="enterprise", counted="f.inspected", item=2, is_good=None),
        Indicator(id="self_checked", facts="enterprise", counted="f.self_checked", item=2),
        Indicator(id="frequency_met", facts="enterprise", counted=_OFTEN, item=7),
        Indicator(id="effective", facts="visit", counted=_LOOKED, item=8),
        Indicator(id="at_site", facts="visit", counted="f.presence = 'at_site'", item=8),
        Indicator(id="with_findings", facts="visit", of=_LOOKED, counted="f.found", item=9, is_good=None),
        Indicator(id="active_officers", facts="officer", counted="f.worked", item=8),
        Indicator(id="acknowledged", facts="notice", counted=_SIGNED, item=10),
        Indicator(id="acknowledged_in_time", facts="notice", counted=_SOON, item=10),
        Indicator(id="graded", facts="enterprise", counted="f.grade IS NOT NULL", item=14),
        Indicator(id="owned", facts="enterprise", counted=f"{_LOOKED_AFTER} AND f.has_department", item=14),
        Indicator(id="positioned", facts="enterprise", counted="f.position_quality = 'site'", item=13),
        Indicator(id="fresh", facts="enterprise", counted=_FRESH, item=13),
    )
}  # fmt: skip
"""In the order they are shown."""

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
Key = str | int | UUID | None
"""What a row of the table is of: a place, a class or an enterprise."""
BY: Final = {
    "town": "town_id", "village": "village_id", "unit": "unit_id", "class": "supervision_class",
    "enterprise": "enterprise_id",
}  # fmt: skip
_PLACES: Final = ("city_id", "district_id", "town_id", "village_id")
_THERE: Final = (
    "LEFT JOIN enterprise_unit m ON m.enterprise_id = f.enterprise_id AND m.valid_to IS NOT NULL "
    "AND m.valid_from <= f.placed_at AND f.placed_at < m.valid_to LEFT JOIN grid_unit x ON x.id = m.unit_id"
)
"""The unit that the enterprise was in at that moment, where it has been moved since."""
SIDES: Final = {"of": "({of})", "counted": "({of}) AND ({counted})", "rest": "({of}) AND ({counted}) IS NOT TRUE"}
_HAZARD: Final = {"found": "f.id", "due": "f.id", "stock": "f.id", "reported": "f.hazard_id"}
_UNPLACED: Final = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Which days, whose ground, of which kind; `area` is a level and an id within the scope."""

    scope: Scope
    period: Period
    area: tuple[str, int] | None = None
    enterprise: UUID | None = None
    classes: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset(INDICATORS)

    def indicators(self) -> list[Indicator]:
        """Give those that are asked for, in the order they are shown."""
        return [each for each in INDICATORS.values() if each.id in self.names]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The numbers of policy a figure needs."""

    indicators: IndicatorPolicy

    def values(self) -> dict[str, Any]:
        """Give them as the statements bind them."""
        return {
            "reinspect_days": self.indicators.reinspect_days,
            "acknowledge_hours": self.indicators.acknowledge_hours,
            "verified_days": self.indicators.verified_days,
        }


def table(session: Session, question: Question, rules: Rules, by: str) -> dict[str, Any]:
    """Count indicators, in all and for each place or class.

    Shares are {n, d, percent, small}; rows carry their rank beside, where the base is not small.
    """
    now = by_object(session, question, rules, by)
    total = now.pop(None)
    names = _names(session, by, now)
    ranked = {
        each.id: ranks(
            {str(key): shares[each.id] for key, shares in now.items()},
            rules.indicators,
            lowest_first=each.is_good is False,
        )
        for each in question.indicators()
    }
    rows = [
        {
            "key": key or None,
            "name": names.get(key, str(key)),
            "shares": _told(shares, rules.indicators),
            "ranks": {name: places[str(key)] for name, places in ranked.items() if str(key) in places},
        }
        for key, shares in now.items()
    ]
    return {
        "total": _told(total, rules.indicators),
        "rows": sorted(rows, key=lambda row: (row["key"] is None, str(row["name"]), str(row["key"]))),
    }


def totals(session: Session, question: Question, rules: Rules) -> dict[str, dict[str, Any]]:
    """Count the same indicators in all."""
    return _told(by_object(session, question, rules, None)[None], rules.indicators)


def listed(  # noqa: PLR0913 - the question, the page and the place in the table are one address
    session: Session, question: Question, rules: Rules, indicator: Indicator, *,
    side: str, key: tuple[str, str | None] | None, after: tuple[datetime, str] | None, limit: int,
) -> dict[str, Any]:  # fmt: skip
    """List exactly the facts behind a figure, newest first: all below the line, those above it, or the rest.

    `key`: a column of the table's rows and its value, for the figure of one row.
    """
    statement, values = _facts(session, question, rules, indicator.facts)
    wanted = SIDES[side].format(of=indicator.of, counted=indicator.counted)
    if key is not None:
        wanted += f" AND f.{BY[key[0]]} IS NOT DISTINCT FROM CAST(:key AS {_kind(key[0])})"
        values["key"] = key[1]
    whole = f"WITH f AS ({statement}) SELECT count(*) FROM f WHERE {wanted}"
    total = session.scalar(text(whole), values)
    if after is not None:
        wanted += " AND (f.moment, f.id::text) < (:after_moment, :after_id)"
        values |= {"after_moment": after[0], "after_id": after[1]}
    found = session.execute(
        text(
            f"WITH f AS ({statement}) "
            "SELECT f.id::text, f.label, f.moment, f.enterprise_id, e.name AS enterprise_name, "
            f"{_HAZARD.get(indicator.facts, 'NULL::uuid')} AS hazard_id, "
            f"({indicator.counted}) IS TRUE AS counted FROM f LEFT JOIN enterprise e ON e.id = f.enterprise_id "
            f"WHERE {wanted} ORDER BY f.moment DESC, f.id::text DESC LIMIT :limit"
        ),
        {**values, "limit": limit},
    )
    return {"total": total, "items": [dict(row._mapping) for row in found]}  # noqa: SLF001


def by_object(session: Session, question: Question, rules: Rules, by: str | None) -> dict[Key, dict[str, Share]]:
    """Count for each place, class or enterprise: key -> indicator -> share.

    The key None is everything together, the empty one what has no place.
    """
    nothing = {each.id: Share(n=0, d=0) for each in question.indicators()}
    counted: dict[Key, dict[str, Share]] = {None: dict(nothing)}
    for facts, indicators in _by_facts(question).items():
        for key, is_all, shares in _of_facts(session, question, rules, facts, indicators, by):
            counted.setdefault(None if is_all else _UNPLACED if key is None else key, dict(nothing)).update(shares)
    return counted


def _of_facts(
    session: Session, question: Question, rules: Rules, facts: str, indicators: Sequence[Indicator], by: str | None
) -> Iterable[tuple[Any, bool, dict[str, Share]]]:
    statement, values = _facts(session, question, rules, facts)
    counts = ", ".join(
        f"count(*) FILTER (WHERE {side.format(of=each.of, counted=each.counted)}) AS {name}_{n}"
        for n, each in enumerate(indicators)
        for name, side in (("d", SIDES["of"]), ("n", SIDES["counted"]))
    )
    key = f"f.{BY[by]}" if by else "NULL::text"
    sets = f"GROUP BY GROUPING SETS ((f.{BY[by]}), ())" if by else ""
    is_all = f"GROUPING(f.{BY[by]}) = 1" if by else "TRUE"
    sql = f"WITH f AS ({statement}) SELECT {key} AS key, {is_all} AS is_all, {counts} FROM f {sets}"
    for row in session.execute(text(sql), values).mappings():
        shares = {each.id: Share(n=row[f"n_{n}"], d=row[f"d_{n}"]) for n, each in enumerate(indicators)}
        yield row["key"], row["is_all"], shares


def _facts(session: Session, question: Question, rules: Rules, facts: str) -> tuple[str, dict[str, Any]]:
    """Put together the facts of one kind on the asker's ground, each where its enterprise was at that moment."""
    wanted, changed = _WANTED.get(facts, ("FALSE", "FALSE"))
    then = bind.statement("hazard_then").format(wanted=wanted, changed=changed)
    inner = bind.statement(f"indicator_{facts}").replace("{then}", then).replace("{owed_days}", _OWED_DAYS)
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
    sql = (
        f"SELECT p.* FROM (SELECT f.*, {placed} FROM (SELECT * FROM ({inner}) i WHERE {near}) f {_THERE}) p "
        f"WHERE {' AND '.join(where)}"
    )
    owed = _owed(session, question.period.last) if facts == "enterprise" else {}
    return sql, values | known | rules.values() | owed | _days(question.period)


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


def _days(period: Period) -> dict[str, Any]:
    def midnight(day: Any) -> datetime:  # noqa: ANN401 - a date
        return datetime.combine(day, time.min, tzinfo=HERE)

    return {
        "first": period.first, "last": period.last, "from": midnight(period.first), "until": midnight(period.until),
        "zone": str(HERE),
    }  # fmt: skip


def _told(shares: Mapping[str, Share], policy: IndicatorPolicy) -> dict[str, dict[str, Any]]:
    return {
        name: {"n": share.n, "d": share.d, "percent": share.percent(policy), "small": share.is_small(policy)}
        for name, share in shares.items()
    }


def _names(session: Session, by: str, keys: Iterable[Key]) -> dict[Key, str]:
    """Name places; classes are named by whoever shows them."""
    table = {"town": "area", "village": "area", "unit": "grid_unit"}.get(by)
    if table is None:
        return {}
    ids = [key for key in keys if isinstance(key, int)]
    found = session.execute(text(f"SELECT id, name FROM {table} WHERE id = ANY(:ids)"), {"ids": ids})
    return {row.id: row.name for row in found}


def _kind(by: str) -> str:
    return "text" if by == "class" else "int"


def _by_facts(question: Question) -> Mapping[str, list[Indicator]]:
    found: dict[str, list[Indicator]] = {}
    for each in question.indicators():
        found.setdefault(each.facts, []).append(each)
    return found
