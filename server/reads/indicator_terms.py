"""The terms of the indicators: what each counts of what, and how a question is asked; no statement of its own.

Source: docs/rules.md 4.3; `item` is its number there. A formula is SQL over facts `f`, the same in the database and in
the columns (`indicator_columns.py`), so it uses what both understand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from grids.heat import BY_VISIT, EFFECTIVE
from grids.indicators import IndicatorPolicy, Period, Share
from grids.permissions import Scope

Key = str | int | UUID | None
"""What a row of the table is of: a place, a class or an enterprise."""
BY: Final = {
    "town": "town_id", "village": "village_id", "unit": "unit_id", "class": "supervision_class",
    "enterprise": "enterprise_id",
}  # fmt: skip
SIDES: Final = {"of": "({of})", "counted": "({of}) AND ({counted})", "rest": "({of}) AND ({counted}) IS NOT TRUE"}


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
_IN_TIME: Final = "f.judged_at - f.placed_at < :reinspect_days * interval '1 day'"
_SIGNED: Final = "f.acknowledged_at IS NOT NULL"
_SOON: Final = "f.acknowledged_at - f.issued_at <= :acknowledge_hours * interval '1 hour'"
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


def counting(statement: str, indicators: Sequence[Indicator], by: str | None) -> str:
    """Write the statement that counts indicators over facts: `key`, `is_all`, and d_0, n_0, d_1 and so on.

    One row for each place, class or enterprise, and one for all of them together.
    """
    counts = ", ".join(
        f"count(*) FILTER (WHERE {side.format(of=each.of, counted=each.counted)}) AS {name}_{n}"
        for n, each in enumerate(indicators)
        for name, side in (("d", SIDES["of"]), ("n", SIDES["counted"]))
    )
    key = f"f.{BY[by]}" if by else "NULL"
    sets = f"GROUP BY GROUPING SETS ((f.{BY[by]}), ())" if by else ""
    is_all = f"GROUPING(f.{BY[by]}) = 1" if by else "TRUE"
    return f"WITH f AS ({statement}) SELECT {key} AS key, {is_all} AS is_all, {counts} FROM f {sets}"


def shares(row: Mapping[str, Any], indicators: Sequence[Indicator]) -> dict[str, Share]:
    """Read the shares out of a row of that statement."""
    return {each.id: Share(n=row[f"n_{n}"], d=row[f"d_{n}"]) for n, each in enumerate(indicators)}
