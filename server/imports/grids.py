"""Grid units from a file: placed in the tree, made one coverage with their neighbours, written whole."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

import numpy as np
import shapely
from sqlalchemy.orm import Session

from gis import crs, repair
from gis.crs import WGS84, Crs
from gis.records import Record, Source
from gis.smell import judge_shapes
from grids.errors import Refusal
from grids.levels import Level
from server.imports import coverage_report, enterprises, names, smelling, unit_rows
from server.imports.mapping import Mapping
from server.imports.names import Division, Territory
from server.imports.order import Order, Tell
from server.imports.report import Report
from server.imports.unit_rows import Unit

_SUFFIX: Final = "网格"
_MOSTLY: Final = 0.6
"""A unit belongs to the town in which more than this share of it lies."""


def run(
    session: Session, order: Order, source: Source, columns: Mapping, _batch: UUID, report: Report, tell: Tell
) -> None:
    """Import a file of grid units within the caller's transaction."""
    placed, metric = read(session, order, source, columns, report, tell)
    tell("repairing", 0, None)
    made = _mend(session, placed, metric, order, report)
    tell("repairing", 1, 1)
    tell("writing", 0, None)
    unit_rows.write(session, order, {unit.line: unit for unit in placed}, made, metric, report)
    unit_rows.reassign(session, order, report)
    tell("writing", 1, 1)


def read(
    session: Session, order: Order, source: Source, columns: Mapping, report: Report, tell: Tell
) -> tuple[list[Unit], Crs]:
    """Read the units of a file that have a place within reach, as stated and in metres; nothing is mended.

    Raises: Refusal `bad-file`, `bad-crs`.
    """
    territory = names.load(session)
    if not territory.of_level(Level.DISTRICT):
        raise Refusal("bad-file", cause="no-divisions")
    default = enterprises.default_district(order, territory)
    units = _parsed(source, columns, territory, report, tell)
    said = smelling.stated(order, columns, source)
    shapes = smelling.outlines(session, territory)
    claimed = smelling.claims([u.claimed.id if u.claimed else None for u in units], territory, shapes)
    smelling.accept(judge_shapes([u.shape for u in units], claimed, shapes, said.crs), said, report, order)
    metric = _metric(order, said.crs, units)
    for unit in units:
        unit.shape = crs.move(unit.shape, said.crs, WGS84)
        unit.metric = crs.move(unit.shape, WGS84, metric)
    placed = [unit for unit in units if _place(unit, territory, shapes, default, order, report)]
    return _once(placed, report), metric


def _parsed(source: Source, columns: Mapping, territory: Territory, report: Report, tell: Tell) -> list[Unit]:
    records = list(source.read())
    report.read = len(records)
    tell("reading", report.read, report.read)
    return [unit for record in records if (unit := _parse(record, columns, territory, report))]


def _parse(record: Record, columns: Mapping, territory: Territory, report: Report) -> Unit | None:
    fields = ("code", "name", "kind", "head", "head_phone", "remark", "city", "district", "town", "village")
    read = {name: columns.read(record.fields, name) for name in fields}
    if record.defect or not read["name"]:
        report.refuse(record.line, "name", record.defect or "empty")
        return None
    if record.geometry is None or record.geometry.geom_type not in {"Polygon", "MultiPolygon"}:
        report.refuse(record.line, "geometry", "no-polygon")
        return None
    dedicated = any(word in read["kind"].lower() for word in ("专属", "dedicated", "园区"))
    return Unit(
        line=record.line, code=read["code"] or read["name"], name=read["name"],
        kind="dedicated" if dedicated else "general", head=read["head"] or None,
        head_phone=read["head_phone"] or None, remark=read["remark"], shape=record.geometry,
        claimed=_claim(read, territory),
    )  # fmt: skip


def _claim(read: dict[str, str], territory: Territory) -> Division | None:
    """Find the finest division a unit names."""
    found: Division | None = None
    for level in (Level.CITY, Level.DISTRICT, Level.TOWN, Level.VILLAGE):
        found = territory.named(found.id if found else None, level, read[level]) or found
    return found


def _metric(order: Order, system: Crs, units: list[Unit]) -> Crs:
    if order.metric_srid:
        return crs.of_epsg(order.metric_srid)
    if not units:
        return WGS84
    middle = np.median([shapely.get_coordinates(shapely.centroid(unit.shape))[0] for unit in units], axis=0)
    lon, lat = crs.to_wgs84(system, middle[None, :])[0].tolist()
    return crs.of_epsg(crs.metric_srid(lon, lat))


def _place(
    unit: Unit, territory: Territory, shapes: dict[int, Any], default: Division | None, order: Order, report: Report
) -> bool:  # fmt: skip
    """Find the division a unit belongs to: what it names, then what it is named after, then where it lies."""
    above = unit.claimed or _lies_in(unit, Level.DISTRICT, None, territory, shapes) or default
    if above is None or above.district is None:
        report.refuse(unit.line, "district", "no-district")
        return False
    if above.level is Level.DISTRICT:
        namesake = territory.named(above.id, Level.TOWN, unit.name.removesuffix(_SUFFIX))
        above = namesake or _lies_in(unit, Level.TOWN, above.id, territory, shapes) or above
    if not order.reach.covers(above.district, above.town):
        report.refuse(unit.line, "district", "beyond-reach", place=above.name)
        return False
    unit.place = above
    return True


def _lies_in(
    unit: Unit, level: Level, within: int | None, territory: Territory, shapes: dict[int, Any]
) -> Division | None:
    """Find the division that holds most of a unit."""
    whole = shapely.make_valid(unit.shape)
    for division in territory.of_level(level):
        inside = division.id in shapes and within in {None, division.district, division.city}
        if inside and shapely.area(shapely.intersection(whole, shapes[division.id])) > _MOSTLY * shapely.area(whole):
            return division
    return None


def _once(units: list[Unit], report: Report) -> list[Unit]:
    """Refuse a unit whose code another row of the file has had in the same district."""
    first: dict[tuple[int | None, str], Unit] = {}
    for unit in units:
        key = (unit.place.district if unit.place else None, unit.code)
        if first.setdefault(key, unit) is not unit:
            report.refuse(unit.line, "code", "duplicate-in-file", first=first[key].line)
    return list(first.values())


def _mend(session: Session, units: list[Unit], metric: Crs, order: Order, report: Report) -> dict[int, Any]:
    """Make the general units one coverage together with those of their districts that are there already.

    Gives the outlines to write: of a unit of the file by its line, negative; of a changed neighbour by its id.
    Error: units of districts beyond the person's reach are not looked at, so strips may remain on that border.
    """
    general = {str(-u.line): u.metric for u in units if u.kind == "general"}
    neighbours = unit_rows.neighbours(session, units, metric)
    known = {str(own): neighbour.metric for own, neighbour in neighbours.items()}
    labels = {str(-u.line): u.name for u in units} | {str(own): n.name for own, n in neighbours.items()}
    repaired = repair.repair({**known, **general}, order.limits)
    lines = {u.line for u in units}
    coverage_report.refuse_contested(repaired, lines, labels, report)
    coverage_report.remark_invalid(repaired, lines, report)
    report.details["coverage"] = coverage_report.described(repaired, labels, metric)
    made = {int(unit): shape for unit, shape in repaired.units.items() if _differs(shape, known.get(unit))}
    return made | {-u.line: u.metric for u in units if u.kind == "dedicated"}


def _differs(made: Any, known: Any) -> bool:  # noqa: ANN401 - geometries
    return known is None or not shapely.equals_exact(shapely.normalize(made), shapely.normalize(known))
