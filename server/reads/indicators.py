"""The indicators: what each counts of what, from one set of facts, so that a figure and its list never differ.

Source: docs/rules.md 4.3; `item` is its number there. Figures are as of the end of the period: a later act, move or
date changes none of them. A fact counts on the ground where its enterprise was then.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from grids.indicators import IndicatorPolicy, Share, ranks
from server.reads import indicator_columns
from server.reads.indicator_columns import Kept
from server.reads.indicator_facts import WHOLE, facts_of
from server.reads.indicator_terms import BY, SIDES, Indicator, Key, Question, Rules, counting, shares
from server.store.columns.keeping import Keeper

_HAZARD: Final = {"found": "f.id", "due": "f.id", "stock": "f.id", "reported": "f.hazard_id"}
_UNPLACED: Final = ""
_TRIES: Final = 3


def table(session: Session, question: Question, rules: Rules, by: str, keeper: Keeper | None = None) -> dict[str, Any]:
    """Count indicators, in all and for each place or class.

    Shares are {n, d, percent, small}; rows carry their rank beside, where the base is not small.
    """
    now = by_object(session, question, rules, by, keeper)
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


def totals(
    session: Session, question: Question, rules: Rules, keeper: Keeper | None = None
) -> dict[str, dict[str, Any]]:
    """Count the same indicators in all."""
    return _told(by_object(session, question, rules, None, keeper)[None], rules.indicators)


def listed(  # noqa: PLR0913 - the question, the page and the place in the table are one address
    session: Session, question: Question, rules: Rules, indicator: Indicator, *,
    side: str, key: tuple[str, str | None] | None, after: tuple[datetime, str] | None, limit: int,
) -> dict[str, Any]:  # fmt: skip
    """List exactly the facts behind a figure, newest first: all below the line, those above it, or the rest.

    `key`: a column of the table's rows and its value, for the figure of one row.
    """
    statement, values = facts_of(session, question, rules, indicator.facts)
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


def by_object(
    session: Session, question: Question, rules: Rules, by: str | None, keeper: Keeper | None = None
) -> dict[Key, dict[str, Share]]:
    """Count for each place, class or enterprise: key -> indicator -> share.

    The key None is everything together, the empty one what has no place. With `keeper`, what rests is counted from the
    columns and only the rest in the database; when something changed meanwhile, both once more.
    """
    for _ in range(_TRIES):
        columns = keeper.current(session) if keeper and indicator_columns.able(question, by) else None
        if not keeper or not columns:
            break
        with Kept(session, columns, question, rules) as kept:
            counted = _counted(session, question, rules, by, kept)
        if not indicator_columns.may_cross(session, question) or keeper.is_current(session, columns):
            return counted
    return _counted(session, question, rules, by, None)


def _counted(
    session: Session, question: Question, rules: Rules, by: str | None, kept: Kept | None
) -> dict[Key, dict[str, Share]]:
    nothing = {each.id: Share(n=0, d=0) for each in question.indicators()}
    counted: dict[Key, dict[str, Share]] = {None: dict(nothing)}
    for facts, indicators in _by_facts(question).items():
        rows = [*kept.count(facts, indicators, by)] if kept else []
        for part in kept.besides(session, facts) if kept else [WHOLE]:
            statement, values = facts_of(session, question, rules, facts, part)
            rows += map(dict, session.execute(text(counting(statement, indicators, by)), values).mappings())
        for row in rows:
            key = None if row["is_all"] else _UNPLACED if row["key"] is None else row["key"]
            own = counted.setdefault(key, dict(nothing))
            own |= {name: own[name] + share for name, share in shares(row, indicators).items()}
    return counted


def _told(told: Mapping[str, Share], policy: IndicatorPolicy) -> dict[str, dict[str, Any]]:
    return {
        name: {"n": share.n, "d": share.d, "percent": share.percent(policy), "small": share.is_small(policy)}
        for name, share in told.items()
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
