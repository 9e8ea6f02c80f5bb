"""Divisions from a file: each row found by name within its parent, then by code of the same system and edition.

A 9-digit code alone is never enough: 320412001 is one street in the statistical lists of 2016 and 2023 and
another in the civil-affairs list of 2025.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

import numpy as np
import shapely
from geoalchemy2 import WKBElement
from sqlalchemy import func, insert, or_, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from gis import crs
from gis.records import Record, Source
from gis.smell import judge_points, judge_shapes
from grids.errors import Refusal
from grids.levels import Level
from server.imports import names, smelling, values
from server.imports.mapping import Mapping
from server.imports.names import ORDER, Division, Territory
from server.imports.order import Order, Tell
from server.imports.report import Report
from server.imports.smelling import Stated
from server.imports.values import BadValueError
from server.store.tables import Area, AreaCode

_LEVELS: Final = {
    Level.CITY: {"city", "市", "地级市", "设区市", "1"},
    Level.DISTRICT: {"district", "county", "区", "县", "区县", "县级", "县级市", "2"},
    Level.TOWN: {"town", "township", "subdistrict", "镇", "乡", "街道", "镇街", "乡级", "镇街道", "3"},
    Level.VILLAGE: {"village", "community", "村", "社区", "村居", "村级", "村社区", "4"},
}
_ABOVE: Final = {Level.DISTRICT: Level.CITY, Level.TOWN: Level.DISTRICT, Level.VILLAGE: Level.TOWN}
_POLYGONS: Final = {"Polygon", "MultiPolygon"}


@dataclass(slots=True, kw_only=True)
class _Row:
    """One division as the file states it."""

    line: int
    level: Level
    name: str
    code: str
    parent_code: str
    above: tuple[str, ...]
    """Names of city, district and town, empty where the file has none."""
    extra: dict[str, str | None]
    shape: Any = None
    point: tuple[float, float] | None = None
    own: int | None = None
    parent: int | None = field(default=None)


def run(
    session: Session, order: Order, source: Source, columns: Mapping, _batch: UUID, report: Report, tell: Tell
) -> None:
    """Import a file of divisions within the caller's transaction."""
    territory = names.load(session)
    edition = _edition(order, columns)
    rows = [row for record in _records(source, report, tell) if (row := _parse(record, columns, report))]
    for level in ORDER:
        same = [row for row in rows if row.level is level]
        placed = [row for row in same if _find(row, territory, edition, report)]
        _insert(session, territory, placed, report)
        _keep_codes(session, territory, edition, placed)
        tell("writing", ORDER.index(level) + 1, len(ORDER))
    _shapes(session, order, source, columns, [row for row in rows if row.own is not None], territory, report)
    report.details["levels"] = {level.value: sum(r.level is level for r in rows if r.own) for level in ORDER}


def _edition(order: Order, columns: Mapping) -> tuple[str, str] | None:
    """Give system and edition of the file's codes; codes without them would mean nothing later."""
    if "code" not in columns.columns:
        return None
    system = order.code_system or columns.constants.get("code_system")
    edition = order.code_edition or columns.constants.get("code_edition")
    if not system or not edition:
        raise Refusal("bad-file", cause="code-edition", column=columns.columns["code"])
    return system, edition


def _records(source: Source, report: Report, tell: Tell) -> list[Record]:
    records = list(source.read())
    report.read = len(records)
    tell("reading", report.read, report.read)
    return records


def _parse(record: Record, columns: Mapping, report: Report) -> _Row | None:
    read = {f: columns.read(record.fields, f) for f in ("name", "code", "parent_code", "level", "kind", "name_en")}
    if record.defect or not read["name"]:
        report.refuse(record.line, "name", record.defect or "empty")
        return None
    level = _level(read["level"], read["code"])
    if level is None:
        report.refuse(record.line, "level", "no-level", value=read["level"] or read["code"])
        return None
    above = tuple(columns.read(record.fields, name) for name in ("city", "district", "town"))
    row = _Row(
        line=record.line, level=level, name=read["name"], code=read["code"], parent_code=read["parent_code"],
        above=above, extra={"kind": read["kind"] or None, "name_en": read["name_en"] or None},
    )  # fmt: skip
    _locate(row, record, columns, report)
    return row


def _level(word: str, code: str) -> Level | None:
    by_word = next((level for level, words in _LEVELS.items() if word.lower() in words), None)
    return by_word or names.level_of(code)


def _locate(row: _Row, record: Record, columns: Mapping, report: Report) -> None:
    if record.geometry is not None and record.geometry.geom_type in _POLYGONS:
        row.shape = record.geometry
    elif record.geometry is not None and record.geometry.geom_type == "Point":
        row.point = (record.geometry.x, record.geometry.y)
    lon, lat = columns.read(record.fields, "lon"), columns.read(record.fields, "lat")
    if lon and lat:
        try:
            row.point = (values.degrees(lon), values.degrees(lat))
        except BadValueError as bad:
            report.remark(row.line, "lon", bad.code, **bad.facts)


def _find(row: _Row, territory: Territory, edition: tuple[str, str] | None, report: Report) -> bool:
    """Find the parent, then the division itself below it; refuse what would mix two places."""
    row.parent = _parent(row, territory, edition)
    if row.parent is None and row.level is not Level.CITY:
        report.refuse(row.line, "parent_code", "no-parent", value=row.parent_code or "、".join(filter(None, row.above)))
        return False
    by_name = territory.named(row.parent, row.level, row.name)
    by_code = territory.coded(*edition, row.code) if edition and row.code else None
    if by_name and by_code and by_name.id != by_code.id:
        report.refuse(row.line, "code", "code-of-another", value=row.code, name=by_code.name)
        return False
    found = by_name or by_code
    row.own = found.id if found else None
    return True


def _parent(row: _Row, territory: Territory, edition: tuple[str, str] | None) -> int | None:
    """Find the division above: by its code in this edition, by names, or by the head of the own code."""
    level = _ABOVE.get(row.level)
    if level is None:
        return None
    by_code = territory.coded(*edition, row.parent_code) if edition and row.parent_code else None
    return next(
        (d.id for d in (by_code, _named_above(row, level, territory), _head(row, level, territory, edition)) if d), None
    )


def _named_above(row: _Row, level: Level, territory: Territory) -> Division | None:
    found: Division | None = None
    for above, name in zip(ORDER, row.above, strict=False):
        if name and ORDER.index(above) <= ORDER.index(level):
            found = territory.named(found.id if found else None, above, name)
    return found if found and found.level is level else None


def _head(row: _Row, level: Level, territory: Territory, edition: tuple[str, str] | None) -> Division | None:
    """Read the parent off the first digits; a town's own digits are only sure within one edition."""
    digits = {Level.CITY: 4, Level.DISTRICT: 6, Level.TOWN: 9}[level]
    if names.level_of(row.code) is not row.level:
        return None
    head = row.code[:digits]
    same = territory.coded(*edition, head) if edition else None
    sure_anywhere = level is not Level.TOWN
    found = same or (territory.coded_anywhere(head) if sure_anywhere else None)
    return found if found and found.level is level else None


def _insert(session: Session, territory: Territory, rows: list[_Row], report: Report) -> None:
    """Insert what is new under its parent; a name twice under one parent is one division."""
    fresh: dict[tuple[int | None, str], _Row] = {}
    for row in [row for row in rows if row.own is None]:
        first = fresh.setdefault((row.parent, row.name), row)
        if first is not row:
            report.refuse(row.line, "name", "duplicate-in-file", first=first.line)
    if fresh:
        new = list(fresh.values())
        stated = [
            {"parent_id": r.parent, "level": r.level, "name": r.name, **r.extra, **_above(r, territory)} for r in new
        ]
        made = insert(Area).returning(Area.id, sort_by_parameter_order=True)
        for row, own in zip(new, session.scalars(made, stated), strict=True):
            row.own = own
            territory.add(_division(row, territory))
    report.inserted += len(fresh)
    report.unchanged += sum(row.own is not None for row in rows) - len(fresh)


def _above(row: _Row, territory: Territory) -> dict[str, int | None]:
    parent = territory.by_id[row.parent] if row.parent else None
    return {f"{level}_id": getattr(parent, level, None) for level in ORDER[:3]}


def _division(row: _Row, territory: Territory) -> Division:
    above = _above(row, territory)
    return names.division(
        row.own or 0, row.level, row.name, row.parent, (above["city_id"], above["district_id"], above["town_id"])
    )


def _keep_codes(session: Session, territory: Territory, edition: tuple[str, str] | None, rows: list[_Row]) -> None:
    if edition is None:
        return
    system, name = edition
    kept = {row.code: row for row in rows if row.code and row.own is not None}
    for row in kept.values():
        territory.add_code(system, name, row.code, row.own or 0)
    if kept:
        stated = [
            {"system": system, "edition": name, "code": r.code, "area_id": r.own, "name": r.name} for r in kept.values()
        ]
        session.execute(upsert(AreaCode).on_conflict_do_nothing(), stated)


def _shapes(
    session: Session, order: Order, source: Source, columns: Mapping, rows: list[_Row], territory: Territory,
    report: Report,
) -> None:  # fmt: skip
    """Write outlines and centres, once their system is judged by outlines that are known already."""
    outlined, dotted = [r for r in rows if r.shape is not None], [r for r in rows if r.point is not None]
    if not outlined and not dotted:
        return
    said = smelling.stated(order, columns, source)
    known = smelling.outlines(session, territory)
    if outlined:
        claimed = smelling.claims([row.own for row in outlined], territory, known)
        smelling.accept(judge_shapes([r.shape for r in outlined], claimed, known, said.crs), said, report, order)
    if dotted:
        claimed = smelling.claims([row.own for row in dotted], territory, known)
        xy = np.array([row.point for row in dotted], dtype=np.float64)
        smelling.accept(judge_points(xy, claimed, known, said.crs), said, report, order)
    changed = _write_shapes(session, outlined, said, report) | _write_points(session, dotted, said.crs)
    report.updated = len(changed)
    report.unchanged = max(0, report.unchanged - report.updated)


def _write_shapes(session: Session, rows: list[_Row], said: Stated, report: Report) -> set[int]:
    changed = set()
    for row in rows:
        if not shapely.is_valid(row.shape):
            report.remark(row.line, "geometry", "made-valid", reason=str(shapely.is_valid_reason(row.shape)))
        shape = smelling.outline_in_wgs84(said, row.shape)
        value = WKBElement(shapely.to_wkb(shape), srid=4326)
        centre = func.coalesce(Area.point, func.ST_PointOnSurface(value))
        differs = or_(Area.geom.is_(None), ~func.ST_OrderingEquals(Area.geom, value))
        where = (Area.id == row.own, differs)
        changed |= set(session.scalars(update(Area).where(*where).values(geom=value, point=centre).returning(Area.id)))
    return changed


def _write_points(session: Session, rows: list[_Row], system: crs.Crs) -> set[int]:
    if not rows:
        return set()
    wgs84 = crs.to_wgs84(system, np.array([row.point for row in rows], dtype=np.float64))
    changed = set()
    for row, (lon, lat) in zip(rows, wgs84.tolist(), strict=True):
        value = func.ST_SetSRID(func.ST_MakePoint(lon, lat), 4326)
        where = (Area.id == row.own, or_(Area.point.is_(None), ~func.ST_Equals(Area.point, value)))
        changed |= set(session.scalars(update(Area).where(*where).values(point=value).returning(Area.id)))
    return changed
