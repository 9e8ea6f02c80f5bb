"""What happens in a generated city: enterprises in clusters, visits, hazards with places, as columns ready for COPY.

Every row is marked as generated (`is_demo`). Columns are arrays or lists of text; `city_loading` writes them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import shapely

from bench.city_ground import Array, Ground, Recipe, scattered

UNTIL: Final = datetime(2026, 11, 20, tzinfo=UTC)
"""The city's last moment: fixed, so that the same recipe always gives the same rows."""
Columns = dict[str, Any]
_WGS84: Final = 4326
_NO_UNIT: Final = -1
_CLUSTERS: Final = 700
_ZIPF: Final = 0.9
_LONELY: Final = 0.18
_SIGMA_M: Final = (120, 1_500)
_JITTER_M: Final = 25
_OUTLINED: Final = 0.3
"""Share of the enterprises known on site whose buildings have an outline."""
_PARETO: Final = 1.5
_FRESH_DAYS: Final = 60
_CLOSED: Final = 0.96
_QUALITY: Final = (("address", 0.62), ("site", 0.25), ("village", 0.09), ("town", 0.04))
_STATUS: Final = (("active", 0.93), ("suspended", 0.04), ("moved_out", 0.02), ("deregistered", 0.01))
_CLASS: Final = (("industry", 0.55), ("commerce", 0.22), ("other", 0.15), ("hazardous_chemicals", 0.08))
_GRADE: Final = (("A", 0.2), ("B", 0.5), ("C", 0.25), ("D", 0.05))
_LEVEL: Final = (("general", 0.98), ("major", 0.02))
_SOURCE: Final = (("grid", 0.6), ("self_check", 0.2), ("inspection", 0.15), ("town", 0.03), ("department", 0.02))
_UNRESOLVED: Final = (("open", 0.2), ("rectifying", 0.45), ("submitted", 0.2), ("reported", 0.1), ("plan_review", 0.05))
_DROPPED: Final = (("void", 0.3), ("invalid", 0.5), ("merged", 0.2))
_AT_VISIT: Final = 0.7
_DROPPED_SHARE: Final = 0.015
_KIND: Final = (("patrol", 0.85), ("inspection", 0.12), ("reinspection", 0.03))
_OUTCOME: Final = (("inspected", 0.9), ("closed_door", 0.05), ("suspended", 0.03), ("not_found", 0.02))
_PRESENCE: Final = (("at_site", 0.8), ("near", 0.15), ("away", 0.03), ("unknown", 0.02))
_SEEN: Final = (
    "配电箱前堆放纸箱，检修通道不足", "灭火器压力不足，指针在红区", "安全出口被货架挡住一半",
    "除尘器灰斗未清灰，积尘超过三毫米", "砂轮机无防护罩", "气瓶未固定，氧气与乙炔同处存放",
    "电动自行车在车间内充电", "有限空间作业无审批单",
)  # fmt: skip
_SPOTS: Final = ("一号车间", "配电室", "仓库东侧", "装配线", "喷漆房", "宿舍楼梯口")


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Where rows belong, by index of unit; `_NO_UNIT` where the file knows no unit."""

    ids: list[str]
    metres: Array
    home: Array
    quality: Array
    kind: Array


def drawn(chance: np.random.Generator, shares: Sequence[tuple[str, float]], number: int) -> Array:
    """Choose words, each as often as its share says."""
    words, share = zip(*shares, strict=True)
    return np.array(words)[chance.choice(len(words), number, p=np.array(share) / sum(share))]


def places(recipe: Recipe, ground: Ground, chance: np.random.Generator) -> Placed:
    """Set enterprises: crowded in clusters of Zipf sizes, some anywhere, all in a unit."""
    number = recipe.some(recipe.enterprises)
    city = shapely.coverage_union_all(ground.units)
    clusters = recipe.some(_CLUSTERS)
    centres = scattered(city, clusters, chance)
    spread = np.exp(chance.uniform(np.log(_SIGMA_M[0]), np.log(_SIGMA_M[1]), clusters))
    weight = 1 / np.arange(1, clusters + 1) ** _ZIPF
    chosen = chance.choice(clusters, number, p=weight / weight.sum())
    metres = centres[chosen] + chance.normal(0, 1, (number, 2)) * spread[chosen, None]
    lonely = chance.random(number) < _LONELY
    metres[lonely] = scattered(city, int(lonely.sum()), chance)
    home = unit_of(ground, metres)
    outside = home == _NO_UNIT
    metres[outside] = scattered(city, int(outside.sum()), chance)
    quality = drawn(chance, _QUALITY, number)
    home = unit_of(ground, metres)
    metres = _known_by_area(ground, metres, home, quality)
    return Placed(
        ids=uuids(chance, number), metres=metres, home=home, quality=quality, kind=drawn(chance, _CLASS, number)
    )


def unit_of(ground: Ground, metres: Array) -> Array:
    """Give the index of the unit of every point, the lowest on an edge, or `_NO_UNIT`."""
    unit, point = shapely.STRtree(shapely.points(metres)).query(ground.units, predicate="intersects")
    home = np.full(len(metres), len(ground.units))
    np.minimum.at(home, point, unit)
    return np.where(home == len(ground.units), _NO_UNIT, home)


def _known_by_area(ground: Ground, metres: Array, home: Array, quality: Array) -> Array:
    """Move what is only known by village or town to the village's or town's middle."""
    moved = metres.copy()
    for word, group_of in (("village", ground.village_of), ("town", ground.town_of)):
        middles = shapely.get_coordinates(shapely.point_on_surface(ground.joined(group_of)))
        rows = quality == word
        moved[rows] = middles[group_of[home[rows]]]
    return moved


def uuids(chance: np.random.Generator, number: int) -> list[str]:
    """Draw ids as 32 hexadecimal digits."""
    text = chance.bytes(16 * number).hex()
    return [text[at : at + 32] for at in range(0, len(text), 32)]


def ewkb(ground: Ground, shapes: Any) -> list[str]:  # noqa: ANN401 - an array of geometries
    """Write metric shapes in degrees as PostGIS reads them."""
    turned = shapely.set_srid(ground.degrees(shapes), _WGS84)
    written: list[str] = shapely.to_wkb(turned, hex=True, include_srid=True).tolist()
    return written


def of_enterprises(ground: Ground, at: Placed, chance: np.random.Generator) -> Columns:
    """Give the enterprises' files."""
    number = len(at.ids)
    sites = np.full(number, r"\N", dtype=object)
    built = np.flatnonzero((chance.random(number) < _OUTLINED) & (at.quality == "site"))
    half = chance.uniform(8, 70, (len(built), 2))
    corners = np.hstack((at.metres[built] - half, at.metres[built] + half)).T
    sites[built] = ewkb(ground, shapely.multipolygons(shapely.box(*corners)[:, None]))
    return {
        "id": at.ids,
        "uscc": [f"91{n:014d}GE" for n in range(number)],
        "name": [f"生成第{n}机械制造有限公司" for n in range(number)],
        "address": [f"工业园路{n % 900}号" for n in range(number)],
        "industry": drawn(chance, [(f"行业{n}", 1 / n) for n in range(1, 43)], number),
        "employees": np.minimum(2 + chance.gamma(0.7, 60, number), 9_000).astype(int),
        "grade": drawn(chance, _GRADE, number),
        "status": drawn(chance, _STATUS, number),
        "point": ewkb(ground, shapely.points(at.metres)),
        "site": sites,
        "position_quality": at.quality,
        "unit_source": np.where(np.isin(at.quality, ("site", "address")), "point", "none"),
        "listed_on": ["2023-01-01"] * number,
        **_belonging(ground, at, np.arange(number)),
    }


def of_hazards(
    recipe: Recipe, ground: Ground, at: Placed, people: str, chance: np.random.Generator, visits: Columns
) -> Columns:
    """Give hazards near their enterprises, a few enterprises having many, in the order they were found.

    With papers, most were found at a visit.
    """
    number = recipe.some(recipe.hazards)
    whose = _crowded(chance, len(at.ids), number)
    found_at_visit: Columns = {}
    if recipe.papers:
        visit = chance.integers(0, len(visits["id"]), number)
        at_visit = chance.random(number) < _AT_VISIT
        row_of = {key: row for row, key in enumerate(at.ids)}
        of_visit = np.array([row_of[key] for key in visits["enterprise_id"].tolist()])
        whose = np.where(at_visit, of_visit[visit], whose)
        found_at_visit = {"visit_id": np.where(at_visit, np.array(visits["id"])[visit], r"\N")}
    found = _moments(recipe, chance, number)
    days = np.datetime64(UNTIL.date()) - found.astype("datetime64[D]")
    closed = chance.random(number) < np.where(days.astype(int) < _FRESH_DAYS, 0.45, _CLOSED)
    state = np.where(closed, "closed", drawn(chance, _UNRESOLVED, number))
    dropped = chance.random(number) < _DROPPED_SHARE
    state = np.where(dropped, drawn(chance, _DROPPED, number), state)
    allowed = chance.integers(3, 31, number).astype("timedelta64[D]")
    taken = (allowed * chance.uniform(0.1, 1.3, number)).astype("timedelta64[D]")
    due = (found.astype("datetime64[D]") + allowed).astype(str)
    closed_at = np.minimum(found + taken.astype("timedelta64[s]"), np.datetime64(UNTIL.replace(tzinfo=None), "s"))
    due = np.where(np.isin(state, ("reported", "invalid")), r"\N", due)
    metres = at.metres[whose] + chance.normal(0, _JITTER_M, (number, 2))
    return {
        "id": uuids(chance, number),
        "ledger_no": [f"G{n:09d}" for n in range(number)],
        "enterprise_id": np.array(at.ids)[whose],
        "state": state,
        "level": drawn(chance, _LEVEL, number),
        "source": drawn(chance, _SOURCE, number),
        "category": drawn(chance, [(f"S{n:02d}", 1 / n) for n in range(1, 13)], number),
        "place": drawn(chance, [(spot, 1) for spot in _SPOTS], number),
        "description": drawn(chance, [(seen, 1) for seen in _SEEN], number),
        "point": ewkb(ground, shapely.points(metres)),
        "point_from": ["fix"] * number,
        "found_by": [people] * number,
        "found_at": _utc(found),
        "recorded_at": _utc(found),
        "due_on": due,
        "original_due_on": due,
        "closed_at": np.where(state == "closed", _utc(closed_at), r"\N"),
        "submitted_on": np.where(state == "closed", closed_at.astype("datetime64[D]").astype(str), r"\N"),
        "changed_at": np.where(state == "closed", _utc(closed_at), _utc(found)),
        **found_at_visit,
        **_belonging(ground, at, whose),
    }


def of_visits(recipe: Recipe, ground: Ground, at: Placed, people: str, chance: np.random.Generator) -> Columns:
    """Give visits, patrols and inspections, in the order they were made."""
    number = recipe.some(recipe.visits)
    whose = chance.integers(0, len(at.ids), number)
    begun = _moments(recipe, chance, number)
    ended = begun + chance.integers(300, 5_400, number).astype("timedelta64[s]")
    return {
        "id": uuids(chance, number),
        "enterprise_id": np.array(at.ids)[whose],
        "kind": drawn(chance, _KIND, number),
        "officer_id": [people] * number,
        "started_at": _utc(begun),
        "received_at": _utc(ended),
        "finished_at": _utc(ended),
        "presence": drawn(chance, _PRESENCE, number),
        "outcome": drawn(chance, _OUTCOME, number),
        **_belonging(ground, at, whose),
    }


def _crowded(chance: np.random.Generator, of: int, number: int) -> Array:
    weight = chance.pareto(_PARETO, of) + 0.05
    return chance.choice(of, number, p=weight / weight.sum())


def _moments(recipe: Recipe, chance: np.random.Generator, number: int) -> npt.NDArray[np.datetime64]:
    """Draw moments of the years before the city's last, sorted, in working hours of UTC+8."""
    day = np.sort(chance.integers(1, 365 * recipe.years, number))[::-1]
    second = chance.integers(0, 9 * 3_600, number)
    last = np.datetime64(UNTIL.replace(tzinfo=None), "s")
    moments: npt.NDArray[np.datetime64] = last - day.astype("timedelta64[D]") + second.astype("timedelta64[s]")
    return moments


def _utc(moments: npt.NDArray[np.datetime64]) -> Array:
    return np.char.add(moments.astype("datetime64[s]").astype(str), "Z")


def _belonging(ground: Ground, at: Placed, whose: Array) -> Columns:
    """Copy the enterprise's place, as far as its file knows it; ids as `city_loading` gives them."""
    home, quality = at.home[whose], at.quality[whose]
    pointed = np.isin(quality, ("site", "address"))
    ids = AreaIds.of(ground)
    return {
        "unit_id": np.where(pointed, (home + 1).astype(str), r"\N"),
        "village_id": np.where(quality != "town", (ids.village + ground.village_of[home]).astype(str), r"\N"),
        "town_id": ids.town + ground.town_of[home],
        "district_id": ids.district + ground.district_of[home],
        "city_id": [str(ids.city)] * len(whose),
        "supervision_class": at.kind[whose],
        "is_demo": ["t"] * len(whose),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaIds:
    """The first id of every level of division."""

    city: int
    district: int
    town: int
    village: int

    @classmethod
    def of(cls, ground: Ground) -> AreaIds:
        """Count them up: the city first, then districts, towns, villages."""
        district = 2
        town = district + int(ground.district_of.max()) + 1
        return cls(city=1, district=district, town=town, village=town + int(ground.town_of.max()) + 1)
