"""Grid units in the base: read as neighbours, written from a file, and followed by their enterprises."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import shapely
from geoalchemy2 import WKBElement
from sqlalchemy import case, func, literal, select
from sqlalchemy.orm import Session

from gis import crs
from gis.coverage import GRID_M
from gis.crs import WGS84, Crs
from server.imports.names import Division
from server.imports.order import Order
from server.imports.report import Report
from server.imports.stage import run_sql
from server.store import moving
from server.store.tables import GridUnit


@dataclass(slots=True, kw_only=True)
class Unit:
    """One grid unit as the file states it, and where it belongs."""

    line: int
    code: str
    name: str
    kind: str
    head: str | None
    head_phone: str | None
    remark: str
    shape: Any
    claimed: Division | None
    place: Division | None = None
    metric: Any = None


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A unit of the base beside those of the file, in metres."""

    name: str
    metric: Any


def neighbours(session: Session, units: Collection[Unit], metric: Crs) -> dict[int, Neighbour]:
    """Read the general units of the districts of the file that the file does not replace, in the metric system."""
    replaced = {(unit.place.district, unit.code) for unit in units if unit.place}
    in_metres = func.coalesce(func.ST_SRID(GridUnit.geom_metric) == metric.epsg, literal(value=False))
    outline = func.ST_AsBinary(case((in_metres, func.ST_SetSRID(GridUnit.geom_metric, 4326)), else_=GridUnit.geom))
    query = select(GridUnit.id, GridUnit.district_id, GridUnit.code, GridUnit.name, in_metres, outline).where(
        GridUnit.district_id.in_({district for district, _ in replaced}),
        GridUnit.valid_to.is_(None),
        GridUnit.kind == "general",
    )
    found = {}
    for own, district, code, name, has_metres, wkb in session.execute(query):
        if (district, code) in replaced:
            continue
        shape = shapely.from_wkb(bytes(wkb))
        found[own] = Neighbour(name, _single(shape if has_metres else crs.move(shape, WGS84, metric)))
    return found


def write(
    session: Session, order: Order, units: Mapping[int, Unit], made: Mapping[int, Any], metric: Crs, report: Report
) -> None:
    """Write the outlines that were made: of the file's units by line, negative; of neighbours by id."""
    refused = report.refused_lines
    for key, outline in made.items():
        unit = units.get(-key)
        if unit is not None and unit.line not in refused:
            _write_unit(session, order, unit, outline, metric, report)
        elif unit is None:
            row = session.get_one(GridUnit, key)
            _set_outline(row, outline, metric)
            row.version += 1
            report.warn("neighbour-changed", name=row.name)
    session.flush()


def reassign(session: Session, order: Order, report: Report) -> None:
    """Let the enterprises of the districts follow their points; what was assigned by hand stays."""
    rows = run_sql(session, "reassign", at=order.at, districts=report.details.pop("districts", []))
    moved = [row.id for row in rows]
    moving.follow(session, moved, order.at, order.person)
    report.details["enterprises_moved"] = len(moved)


def _write_unit(session: Session, order: Order, unit: Unit, outline: Any, metric: Crs, report: Report) -> None:  # noqa: ANN401
    place = unit.place
    if place is None or place.district is None or place.city is None:
        report.refuse(unit.line, "district", "no-district")
        return
    report.details.setdefault("districts", [])
    if place.district not in report.details["districts"]:
        report.details["districts"].append(place.district)
    query = select(GridUnit).where(
        GridUnit.district_id == place.district, GridUnit.code == unit.code, GridUnit.valid_to.is_(None)
    )
    row = session.scalars(query).one_or_none()
    if row is None:
        row = GridUnit(code=unit.code, name=unit.name, kind=unit.kind, district_id=place.district, city_id=place.city,
                       town_id=place.town, village_id=place.village, valid_from=order.day)  # fmt: skip
        session.add(row)
        report.inserted += 1
        _fill(row, unit)
        _set_outline(row, outline, metric)
        return
    before = _state(row)
    _fill(row, unit)
    row.town_id, row.village_id = place.town or row.town_id, place.village or row.village_id
    _set_outline(row, outline, metric)
    if _state(row) == before:
        session.expire(row)
        report.unchanged += 1
    else:
        row.version += 1
        report.updated += 1


def _fill(row: GridUnit, unit: Unit) -> None:
    """Take what the file says; an empty cell erases nothing."""
    row.name, row.kind = unit.name, unit.kind
    row.head, row.head_phone = unit.head or row.head, unit.head_phone or row.head_phone
    row.remark = unit.remark or row.remark or ""


def _state(row: GridUnit) -> tuple[Any, ...]:
    """Give what an import can change, the outline as its bytes in metres."""
    outline = row.geom_metric
    data = outline.data if isinstance(outline, WKBElement) else outline
    wkb = (
        shapely.to_wkb(shapely.normalize(shapely.from_wkb(bytes(data) if not isinstance(data, str) else data)))
        if data
        else b""
    )
    return row.name, row.kind, row.head, row.head_phone, row.remark, row.town_id, row.village_id, wkb


def _set_outline(row: GridUnit, outline: Any, metric: Crs) -> None:  # noqa: ANN401 - a geometry
    snapped = _multi(shapely.set_precision(outline, GRID_M))
    row.geom_metric = WKBElement(shapely.to_wkb(snapped), srid=metric.epsg or -1)
    row.geom = WKBElement(shapely.to_wkb(_multi(crs.move(snapped, metric, WGS84))), srid=4326)


def _multi(shape: Any) -> Any:  # noqa: ANN401 - a geometry
    return shape if shape.geom_type == "MultiPolygon" else shapely.MultiPolygon([shape])


def _single(shape: Any) -> Any:  # noqa: ANN401 - a geometry
    parts = shapely.get_parts(shape)
    return parts[0] if len(parts) == 1 else shape
