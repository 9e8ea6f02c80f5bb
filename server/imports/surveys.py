"""A file of unit outlines, read and diagnosed and not mended: what is wrong waits as a list for a person."""

from __future__ import annotations

import base64
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
import shapely
from sqlalchemy import case, func, literal, select
from sqlalchemy.orm import Session

from gis import crs, survey_ground
from gis.coverage import diagnose
from gis.crs import WGS84, Crs
from gis.readers import open_source
from gis.survey import Sheet
from grids.errors import Refusal
from grids.permissions import Scope
from grids.surveys import SurveyState
from server.db import Database
from server.imports import grids, mapping
from server.imports.order import Order, Reach, silent
from server.imports.report import Report, field_name, sentence
from server.imports.run import in_words
from server.imports.unit_rows import Unit
from server.store import surveys as store
from server.store.surveys import Stated
from server.store.tables import Area, GridUnit, SurveyRow

_REMARKS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """A general unit as it is today, in metres."""

    code: str
    name: str
    district: int
    town: int | None
    village: int | None
    shape: Any


def reach(session: Session, seen: Scope) -> Reach:
    """Say how far somebody may bring outlines: own towns and districts, and the districts of own cities."""
    below = select(Area.id).where(Area.level == "district", Area.city_id.in_(seen.cities))
    return Reach(districts=seen.districts | frozenset(session.scalars(below)), towns=seen.towns)


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """The survey a file is to become; `is_whole`: it has all units, those of today that are not in it end."""

    survey: UUID
    sha256: str
    is_whole: bool


def read(database: Database, order: Order, coming: Incoming) -> str:
    """Read a file, find what is wrong and keep it; somebody begins with it by an act. Returns its coordinate system.

    Raises: Refusal `bad-file`, `bad-crs` in words.
    """
    try:
        with open_source(order.path, order.layer) as source, database.session() as session, session.begin():
            columns = mapping.find(session, order.kind, source.columns, order.mapping)
            report = Report(kind=order.kind, file_name=order.file_name, dry_run=False, headings=source.columns)
            placed, metric = grids.read(session, order, source, columns, report, silent)
            general = [unit for unit in placed if unit.kind == "general"]
            for unit in placed:
                if unit.kind != "general":
                    report.refuse(unit.line, "kind", "dedicated-aside")
            if not general:
                raise Refusal("bad-file", cause="no-units", reasons=_reasons(report, order.language))  # noqa: TRY301
            row = _row(session, order, coming, general, metric, report)
            session.add(row)
            return row.crs
    except Refusal as refusal:
        raise in_words(refusal, order.language) from refusal


def _row(session: Session, order: Order, coming: Incoming, units: list[Unit], metric: Crs, report: Report) -> SurveyRow:
    city, districts, town = _area(units, order.reach)
    today = _today(session, districts, town, metric)
    grounds = _grounds(today, town)
    stated = _stated(units, [] if coming.is_whole else today, grounds, town)
    cut = Sheet(
        {key: survey_ground.Stated(shapely.from_wkb(each.wkb), each.ground) for key, each in stated.items()}, grounds,
        order.limits,
    )  # fmt: skip
    areas = cut.areas_m2({})
    row = SurveyRow(
        id=coming.survey, city_id=city, district_id=districts[0] if len(districts) == 1 else None, town_id=town,
        chain_id=districts[0], state=SurveyState.READ.value, file_name=order.file_name, sha256=coming.sha256,
        crs=report.crs or "wgs84", metric_srid=metric.epsg, overlap_m=order.limits.overlap_m, gap_m=order.limits.gap_m,
        is_whole=coming.is_whole, by_person=order.person, at=order.at, touched_at=order.at, touched_by=order.person,
        units=[{**each.told(), "stated_m2": areas[key][0], "sole_m2": areas[key][1]} for key, each in stated.items()],
        grounds={str(area): base64.b64encode(shapely.to_wkb(shape)).decode() for area, shape in grounds.items()},
        faults=[store.told_fault(each, cut, metric) for each in cut.faults({})], loose=[], choices={},
        before=store.figures(diagnose({key: shapely.from_wkb(each.wkb) for key, each in stated.items()})), after=None,
        rows=_told(report, len(units), cut, order.language), handed=[],
    )  # fmt: skip
    store.choose(row, {})
    return row


def _area(units: Iterable[Unit], reach: Reach) -> tuple[int, list[int], int | None]:
    """Find city, districts and, for who has no more than a town, the town of the units.

    Raises: Refusal `survey-area` where they lie in two cities, or in two towns of somebody who has only these.
    """
    places = [unit.place for unit in units if unit.place is not None]
    cities = {each.city for each in places if each.city is not None}
    districts = sorted({each.district for each in places if each.district is not None})
    towns = {each.town for each in places}
    is_wide = all(district in (reach.districts or ()) for district in districts)
    if len(cities) != 1 or not (is_wide or len(towns) == 1):
        raise Refusal("survey-area")
    return cities.pop(), districts, None if is_wide else towns.pop()


def _today(session: Session, districts: Collection[int], town: int | None, metric: Crs) -> list[Today]:
    in_metres = func.coalesce(func.ST_SRID(GridUnit.geom_metric) == metric.epsg, literal(value=False))
    outline = func.ST_AsBinary(case((in_metres, func.ST_SetSRID(GridUnit.geom_metric, 4326)), else_=GridUnit.geom))
    query = select(
        GridUnit.code, GridUnit.name, GridUnit.district_id, GridUnit.town_id, GridUnit.village_id, in_metres, outline
    ).where(GridUnit.district_id.in_(districts), GridUnit.valid_to.is_(None), GridUnit.kind == "general")
    if town is not None:
        query = query.where(GridUnit.town_id == town)
    found = []
    for code, name, district, own, village, has_metres, wkb in session.execute(query.order_by(GridUnit.id)):
        shape = shapely.from_wkb(bytes(wkb))
        in_m = shape if has_metres else crs.move(shape, WGS84, metric)
        found.append(Today(code=code, name=name, district=district, town=own, village=village, shape=_on_grid(in_m)))
    return found


def _grounds(today: list[Today], town: int | None) -> dict[int, Any]:
    """Join today's units of each district, or of the town, to the ground that may not change."""
    parts: dict[int, list[Any]] = {}
    for unit in today:
        parts.setdefault(unit.district if town is None else town, []).append(unit.shape)
    return {area: shapely.union_all(np.array(shapes, dtype=object)) for area, shapes in parts.items()}


def _stated(units: list[Unit], today: list[Today], grounds: dict[int, Any], town: int | None) -> dict[str, Stated]:
    found: dict[str, Stated] = {}
    for unit in units:
        place = unit.place
        if place is None or place.district is None:
            continue
        key = unit.code if unit.code not in found else f"{unit.code} {place.district}"
        ground = place.district if town is None else town
        found[key] = _told_unit(
            key, Today(code=unit.code, name=unit.name, district=place.district, town=place.town, village=place.village,
                       shape=unit.metric), ground if ground in grounds else None, known=False,
        )  # fmt: skip
    taken = {(each.district, each.code) for each in found.values()}
    for known in today:
        if (known.district, known.code) not in taken:
            key = known.code if known.code not in found else f"{known.code} {known.district}"
            found[key] = _told_unit(key, known, known.district if town is None else town, known=True)
    return found


def _told_unit(key: str, unit: Today, ground: int | None, *, known: bool) -> Stated:
    return Stated(
        key=key, code=unit.code, name=unit.name, district=unit.district, town=unit.town, village=unit.village,
        known=known, ground=ground, stated_m2=0.0, sole_m2=0.0, wkb=bytes(shapely.to_wkb(unit.shape)),
    )  # fmt: skip


def _on_grid(shape: Any) -> Any:  # noqa: ANN401 - a geometry
    return shapely.transform(shape, lambda xy: np.round(xy, 3))


def _told(report: Report, taken: int, cut: Sheet, language: str) -> dict[str, Any]:
    """Say what became of the rows, in the language of who brought them."""
    remarks = [
        {"line": each.line, "field": field_name(each.field, language),
         "text": sentence(f"reason.{each.code}", language, each.facts)}
        for each in report.remarks[:_REMARKS]
    ]  # fmt: skip
    warnings = [sentence(f"warning.{each.code}", language, each.facts) for each in report.warnings]
    return {
        "read": report.read, "taken": taken, "remarks": remarks, "warnings": warnings,
        "rounding": {"pieces": cut.rounding.pieces, "area_m2": round(cut.rounding.area_m2, 4)},
    }  # fmt: skip


def _reasons(report: Report, language: str) -> str:
    return "；".join(str(reason["example"]) for reason in report.reasons(language)[:3]) or "—"
