"""Which enterprises a plan moves, and what each asks of its officer: by the changed ground only."""

from __future__ import annotations

import functools
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import shapely
from sqlalchemy import Row, TextClause, text
from sqlalchemy.orm import Session

from gis import crs, drawing
from gis.crs import WGS84, Crs
from grids.due import Standing, due_on, every
from grids.enterprises import VISITED, is_high_risk
from grids.frequency import Frequencies
from grids.policy import Policy
from grids.redraws import LoadPolicy
from grids.units import LonLat
from server.store import frequency, redraws
from server.store.policy import load_on, policy_on
from server.store.redraws import Image, Images, Units
from server.store.tables import RedrawRow

_SQL: Final = Path(__file__).with_name("sql")
_STRIP_M: Final = 0.002
"""Ground narrower than this on average is a new vertex on an old edge and moves nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policies:
    """The numbers that hold on a day."""

    visits: Policy
    load: LoadPolicy
    frequencies: Frequencies
    today: date


def policies(session: Session, today: date) -> Policies:
    """Return what holds on a day, with the frequencies that are published."""
    return Policies(visits=policy_on(today), load=load_on(today), frequencies=frequency.on(session, today), today=today)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The units that are looked at: their ids today, and how they are today."""

    unit_ids: Mapping[str, int | None]
    today: Images

    @property
    def keys_of(self) -> dict[int, str]:
        """Return the key of each unit id."""
        return {own: key for key, own in self.unit_ids.items() if own is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """An enterprise that comes into another unit; `manual` ones stay where somebody put them."""

    id: UUID
    unit_id: int | None
    key: str
    manual: bool
    with_unit: bool = False
    """It goes because its unit ends, not because of where it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """An enterprise and what it asks: its unit before and after by key."""

    id: UUID
    before: str | None
    after: str | None
    is_visited: bool
    is_due: bool
    is_high_risk: bool
    open_hazards: int
    minutes: float
    at: LonLat | None
    """Where it is, as far as that is more than the middle of a village."""


def plan_of(units: Units) -> Plan:
    """Look at these units as they are today, whatever a plan makes of them."""
    today: dict[str, Image | None] = {key: unit.base if unit.touched else unit.image for key, unit in units.items()}
    return Plan(unit_ids={key: unit.unit_id for key, unit in units.items()}, today=today)


def moves(session: Session, row: RedrawRow, plan: Plan, made: Images) -> list[Move]:
    """List the enterprises that come into another unit when units become as `made`.

    Cost: the enterprises inside the changed ground, and those of units that end.
    """
    metric = redraws.metric_of(row)
    gained = {key: box for key in made if (box := _gained(plan.today.get(key), made[key], metric)) is not None}
    found = _by_point(session, row, plan, made, gained) if gained else []
    ended = [key for key, unit in made.items() if unit is not None and unit.wkb is None and plan.unit_ids[key]]
    gone = {plan.unit_ids[key] for key in ended}
    by_point = [move for move in found if not (move.manual and move.unit_id in gone)]
    return by_point + _with_unit(session, plan, made, ended, {move.id for move in by_point})


def sites(
    session: Session, plan: Plan, before: Sequence[Move], after: Sequence[Move], policies: Policies,
    only: Collection[str] | None = None,
) -> list[Site]:  # fmt: skip
    """List the enterprises of the units looked at, and of those that come from elsewhere, with what they ask.

    `only`: of these units, and those that move.
    """
    was = {move.id: move.key for move in before if not move.manual or move.with_unit}
    will = {move.id: move.key for move in after if not move.manual or move.with_unit}
    keys = plan.keys_of
    wanted = [own for own, key in keys.items() if only is None or key in only]
    statement = _statement("redraw_load")
    rows = session.execute(statement, {"units": wanted, "ids": [*(was.keys() | will.keys())]})
    asks = _Asks(policies)
    return [_site(row, was.get(row.id, keys.get(row.unit_id)), will.get(row.id, keys.get(row.unit_id)), asks)
            for row in rows]  # fmt: skip


@functools.cache
def _statement(name: str) -> TextClause:
    return text((_SQL / f"{name}.sql").read_text("utf-8").replace("{waived}", frequency.WAIVED))


class _Asks:
    """What is the same for many enterprises, worked out once: a plan is tried while somebody drags a line."""

    def __init__(self, policies: Policies) -> None:
        self.visits = policies.visits
        self.latest = policies.today + timedelta(days=policies.load.due_within_days)
        self.days = functools.cache(policies.frequencies.visit_days)
        self._load = policies.load
        self.minutes = functools.cache(self._minutes)

    def _minutes(self, grade: str | None, days: int, *, key_list: bool) -> float:
        return self._load.minutes_a_month(grade, every(days, self.visits, key_list=key_list))


def _site(row: Row[Any], before: str | None, after: str | None, asks: _Asks) -> Site:
    is_visited = row.status in VISITED
    days = asks.days(row.district_id, row.supervision_class, row.grade)
    standing = Standing(
        interval_days=days, since=row.listed_on, last_visit_on=row.last_visit_on, revisit_on=row.revisit_on,
        waived_on=row.waived_on,
        position_verified=row.position_verified, oldest_submitted_on=row.oldest_submitted_on,
        has_open_hazard=row.has_open, has_open_major=row.has_major, key_list=row.key_list,
        untrue_until=row.untrue_until,
    )  # fmt: skip
    return Site(
        id=row.id, before=before, after=after, is_visited=is_visited,
        is_due=is_visited and due_on(standing, asks.visits) <= asks.latest,
        is_high_risk=is_high_risk(row.grade, row.risk_colour, is_key=row.key_list),
        open_hazards=row.open, minutes=asks.minutes(row.grade, days, key_list=row.key_list) if is_visited else 0.0,
        at=None if row.lon is None else (row.lon, row.lat),
    )  # fmt: skip


def _gained(before: Image | None, after: Image | None, metric: Crs) -> bytes | None:
    """Return the box of the ground that came to a unit, as WKB of WGS-84."""
    if after is None or after.wkb is None:
        return None
    shape = shapely.from_wkb(after.wkb)
    if before is not None and before.wkb is not None:
        if before.wkb == after.wkb:
            return None
        shape = shapely.difference(shape, shapely.from_wkb(before.wkb))
    parts = shapely.get_parts(shape)
    wide = parts[2 * shapely.area(parts) > _STRIP_M * shapely.length(parts)]
    if not len(wide):
        return None
    return bytes(shapely.to_wkb(shapely.envelope(crs.move(shapely.geometrycollections(wide), metric, WGS84))))


def _by_point(session: Session, row: RedrawRow, plan: Plan, made: Images, gained: Mapping[str, bytes]) -> list[Move]:
    metric = redraws.metric_of(row)
    there = [key for key, unit in made.items() if unit is not None and unit.wkb is not None]
    ranked = sorted(there, key=lambda key: (plan.unit_ids.get(key) is None, plan.unit_ids.get(key) or 0, key))
    shapes = [bytes(shapely.to_wkb(drawing.to_degrees(_wkb(made[key]), metric))) for key in ranked]
    values = {
        "keys": ranked, "units": [plan.unit_ids.get(key) for key in ranked], "ranks": list(range(len(ranked))),
        "shapes": shapes, "gained": [gained.get(key) for key in ranked], "district": row.district_id,
    }  # fmt: skip
    statement = _statement("redraw_moves")
    return [
        Move(id=each.id, unit_id=each.unit_id, key=each.key, manual=each.manual)
        for each in session.execute(statement, values)
    ]


def _with_unit(session: Session, plan: Plan, made: Images, ended: Sequence[str], gone: set[UUID]) -> list[Move]:
    """Let what is left of units that end go to the unit that gets most of their ground."""
    found = []
    for key in ended:
        heir = _heir(plan.today[key], made)
        left = text("SELECT e.id, e.unit_source FROM enterprise e WHERE e.unit_id = :unit AND e.status <> 'merged'")
        for row in session.execute(left, {"unit": plan.unit_ids[key]}):
            if row.id not in gone:
                manual = row.unit_source == "manual"
                own = plan.unit_ids[key]
                found.append(Move(id=row.id, unit_id=own, key=heir, manual=manual, with_unit=True))
    return found


def _heir(ended: Image | None, made: Images) -> str:
    shape = shapely.from_wkb(_wkb(ended))
    there = {key: shapely.from_wkb(unit.wkb) for key, unit in made.items() if unit is not None and unit.wkb is not None}
    return max(there, key=lambda key: (shapely.area(shapely.intersection(shape, there[key])), key))


def _wkb(unit: Image | None) -> bytes:
    if unit is None or unit.wkb is None:
        raise LookupError("no outline")
    return unit.wkb
