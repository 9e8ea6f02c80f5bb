"""The demo district's divisions, grid units and background, made from the files in data/."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely

from gis import crs
from gis.coverage import GRID_M, Shapes
from grids.levels import Level
from server.demo import cells
from server.demo.files import Row, outlines, rows, town_rows, water

DISTRICT: Final = "320412000000"
SYSTEM: Final = "nbs"
EDITION: Final = "2023-06-30"
UNITS: Final = 72
_ORDINALS: Final = "一二三四五六七八九"
_COMMITTEE: Final = re.compile("(居民委员会|村民委员会|居委会|村委会)$")
_SEED: Final = 320412


@dataclass(frozen=True, slots=True, kw_only=True)
class Division:
    """A division of the tree with its code; its outline in degrees where one is known."""

    id: int
    parent: int | None
    level: Level
    code: str
    name: str
    name_en: str | None
    kind: str | None
    town: int | None
    shape: Any
    centre: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """A town with ground: its share of the work and how carefully it works."""

    id: int
    code: str
    name: str
    weight: float
    care: float
    metric: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A grid unit: its outline on the 1 mm grid, the dry land in it, its villages with their ground in it."""

    id: int
    code: str
    name: str
    village: int | None
    town: Town
    metric: Any
    land: Any
    villages: tuple[tuple[int, Any], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Everything that lies under the demo."""

    srid: int
    city: int
    district: int
    divisions: tuple[Division, ...]
    towns: tuple[Town, ...]
    units: tuple[Unit, ...]

    def to_degrees(self, shape: Any) -> Any:  # noqa: ANN401 - a geometry
        """Give a metric shape, or an array of them, in WGS-84 degrees."""
        return crs.move(shape, crs.of_epsg(self.srid), crs.WGS84)

    def to_metres(self, point: Any) -> tuple[float, float]:  # noqa: ANN401 - a geometry
        """Give a point of WGS-84 in metres."""
        moved = crs.move(point, crs.WGS84, crs.of_epsg(self.srid))
        return float(moved.x), float(moved.y)


@dataclass(frozen=True, slots=True)
class _Atoms:
    """Pieces of ground: each belongs to a town, perhaps to a village, and to one unit of its town."""

    shapes: Shapes
    dry: Shapes
    towns: tuple[str, ...]
    villages: tuple[str | None, ...]
    units: tuple[int, ...]

    def joined(self, chosen: list[bool]) -> Any:  # noqa: ANN401 - a geometry
        return shapely.coverage_union_all(self.shapes[chosen]) if any(chosen) else None


def lay(metric_srid: int | None) -> Ground:
    """Cut the district into villages, towns and units; the same every time.

    Unit: outlines in degrees, those of units and towns in metres. Error: cells are Voronoi cells of centre
    points with bent edges, so a border may lie kilometres from the true one. Source: data/LICENCES.md.
    """
    shapes = outlines()
    middle = shapes[DISTRICT[:6]].centroid
    metric = crs.of_epsg(metric_srid or crs.metric_srid(middle.x, middle.y))
    ground = shapely.set_precision(crs.move(shapes[DISTRICT[:6]], crs.WGS84, metric), GRID_M)
    lakes = shapely.union_all([shape for *_, shape in water() if shape.geom_type == "Polygon"])
    atoms = _atoms(ground, crs.move(lakes, crs.WGS84, metric), metric)
    ids = {row["code"]: n for n, row in enumerate(rows("divisions"), start=1)}
    names = {row["code"]: row["name"] for row in rows("divisions")}
    towns = tuple(_town(row, names[row["code"]], ids, atoms) for row in town_rows())
    return Ground(
        srid=int(metric.epsg or 0),
        city=1,
        district=ids[DISTRICT],
        divisions=_divisions(atoms, ids, shapes, metric),
        towns=towns,
        units=_units(atoms, towns, ids),
    )


def _atoms(ground: Any, lakes: Any, metric: crs.Crs) -> _Atoms:  # noqa: ANN401 - geometries
    rng = np.random.default_rng(_SEED)
    centres = rows("centres")
    degrees = np.array([[float(row["lon"]), float(row["lat"])] for row in centres])
    wide = cells.voronoi(ground, np.round(crs.from_wgs84(metric, degrees), 3))
    owners = cells.settle(wide, [row["code"][:9] for row in centres])
    found: list[tuple[Any, str, str | None, int]] = []
    share = UNITS / sum(town["weight"] for town in town_rows())
    for town in town_rows():
        own = [n for n, owner in enumerate(owners) if owner == town["code"][:9]]
        villages = [_village(centres[n], town["code"]) for n in own]
        pieces = _pieces(wide[own], villages, lakes, max(1, round(share * town["weight"])), rng)
        found += [(shape, town["code"], village, unit) for shape, village, unit in pieces]
    shapes, towns, named, units = zip(*found, strict=True)
    bent = cells.roughen(cells.matched(cells.as_array(shapes)), rng)
    return _Atoms(bent, shapely.difference(bent, lakes), towns, named, units)


def _village(centre: Row, town: str) -> str | None:
    """Name the village of a cell; a village whose cell fell to another town keeps only its point."""
    mine = centre["level"] == Level.VILLAGE and centre["code"][:9] == town[:9]
    return centre["code"] if mine else None


def _pieces(
    shapes: Shapes,
    villages: list[str | None],
    lakes: Any,  # noqa: ANN401 - a geometry
    wanted: int,
    rng: np.random.Generator,
) -> list[tuple[Any, str | None, int]]:
    """Split a town's large cells and join its small ones, so that there are so many units."""
    dry = shapely.difference(shapes, lakes)
    size = shapely.area(dry)
    parts = np.maximum(1, np.round(size * wanted / size.sum())).astype(int)
    while parts.sum() < wanted:
        parts[np.argmax(size / parts)] += 1
    cut = [cells.split(shape, land, n, rng) for shape, land, n in zip(shapes, dry, parts.tolist(), strict=True)]
    flat = cells.matched(cells.as_array([piece for pieces in cut for piece in pieces]))
    owner = [village for village, pieces in zip(villages, cut, strict=True) for _ in pieces]
    units = cells.join_smallest(flat, shapely.area(shapely.difference(flat, lakes)).tolist(), wanted)
    return list(zip(flat, owner, units, strict=True))


def _town(row: dict[str, Any], name: str, ids: dict[str, int], atoms: _Atoms) -> Town:
    return Town(
        id=ids[row["code"]], code=row["code"], name=name, weight=row["weight"], care=row["care"],
        metric=atoms.joined([code == row["code"] for code in atoms.towns]),
    )  # fmt: skip


def _divisions(atoms: _Atoms, ids: dict[str, int], shapes: dict[str, Any], metric: crs.Crs) -> tuple[Division, ...]:
    points = {row["code"]: shapely.Point(float(row["lon"]), float(row["lat"])) for row in rows("centres")}
    found = []
    for row in rows("divisions"):
        code, level = row["code"], Level(row["level"])
        shape = _outline(code, level, atoms, shapes, metric)
        centre = points.get(code)
        if shape is not None and (centre is None or not shapely.covers(shape, centre)):
            centre = shapely.point_on_surface(shape)
        found.append(
            Division(
                id=ids[code],
                parent=ids.get(row["parent"]),
                level=level,
                code=code,
                name=row["name"],
                name_en=row["name_en"] or None,
                kind=row["kind"] or None,
                town=ids[row["parent"]] if level is Level.VILLAGE else None,
                shape=shape,
                centre=centre,
            )
        )
    return tuple(found)


def _outline(code: str, level: Level, atoms: _Atoms, shapes: dict[str, Any], metric: crs.Crs) -> Any:  # noqa: ANN401
    match level:
        case Level.CITY:
            return shapely.coverage_union_all(list(shapes.values()))
        case Level.DISTRICT if code == DISTRICT:
            own = atoms.joined([True] * len(atoms.towns))
        case Level.DISTRICT:
            return shapes[code[:6]]
        case Level.TOWN:
            own = atoms.joined([town == code for town in atoms.towns])
        case Level.VILLAGE:
            own = atoms.joined([village == code for village in atoms.villages])
    return None if own is None else crs.move(own, metric, crs.WGS84)


def _units(atoms: _Atoms, towns: tuple[Town, ...], ids: dict[str, int]) -> tuple[Unit, ...]:
    found: list[Unit] = []
    for town in towns:
        groups = [unit for unit, code in zip(atoms.units, atoms.towns, strict=True) if code == town.code]
        for group in dict.fromkeys(groups):
            own = [unit == group and code == town.code for unit, code in zip(atoms.units, atoms.towns, strict=True)]
            found.append(_unit(len(found) + 1, town, own, atoms, ids))
    return _named(found, {row["code"]: row["name"] for row in rows("divisions")}, ids)


def _unit(number: int, town: Town, own: list[bool], atoms: _Atoms, ids: dict[str, int]) -> Unit:
    dry: dict[str | None, list[Any]] = {}
    for n in np.flatnonzero(own).tolist():
        dry.setdefault(atoms.villages[n], []).append(atoms.dry[n])
    villages = tuple((ids[code], shapely.union_all(parts)) for code, parts in dry.items() if code is not None)
    return Unit(
        id=number, code="", name="", village=villages[0][0] if len(dry) == len(villages) == 1 else None,
        town=town, metric=atoms.joined(own), land=shapely.union_all(atoms.dry[own]), villages=villages,
    )  # fmt: skip


def _named(units: list[Unit], names: dict[str, str], ids: dict[str, int]) -> tuple[Unit, ...]:
    """Give units numbers and names: after the village they hold most of, after the town where they hold none."""
    codes = {number: code for code, number in ids.items()}
    holder = [codes[_largest(unit)] for unit in units]
    found = []
    for n, (unit, code) in enumerate(zip(units, holder, strict=True)):
        nth, several = holder[:n].count(code) + 1, holder.count(code) > 1
        place = _of_town(unit.town.name) if code == unit.town.code else _COMMITTEE.sub("", names[code])
        ordinal = f"第{_ORDINALS[nth - 1]}" if several else ""
        found.append(_as(unit, code=f"{code}{nth:03d}", name=f"{place}{ordinal}网格"))
    return tuple(found)


def _of_town(name: str) -> str:
    """Name the middle of a town.

    >>> _of_town("前黄镇"), _of_town("潞城街道")
    ('前黄集镇', '潞城街道')
    """
    return name.removesuffix("镇") + "集镇" if name.endswith("镇") else name


def _largest(unit: Unit) -> int:
    if not unit.villages:
        return unit.town.id
    return max(unit.villages, key=lambda village: float(shapely.area(village[1])))[0]


def _as(unit: Unit, *, code: str, name: str) -> Unit:
    return Unit(
        id=unit.id, code=code, name=name, village=unit.village, town=unit.town, metric=unit.metric,
        land=unit.land, villages=unit.villages,
    )  # fmt: skip
