"""A file of outlines as a survey firm sends it, made up from the demo's units, with what is wrong in such files."""

from __future__ import annotations

import hashlib
import json
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid5

import shapely
from geoalchemy2.shape import to_shape
from shapely.affinity import translate
from shapely.geometry import mapping
from sqlalchemy import func, select, update

from gis import crs
from gis.crs import WGS84
from grids.surveys import SurveyState
from server.db import Database
from server.imports import surveys as reading
from server.imports.order import Kind, Order, Reach
from server.store.tables import Area, GridUnit, PersonRow, SurveyRow

_FILE: Final = "演示-勘界成果.geojson"
_NAMES: Final = UUID("5f0d1a3e-7a2c-4f39-9b1e-0d7f3c0a2b11")
_STRIP_M, _DISPUTE_M, _TWIST_M = 3.0, 45.0, 12.0
_EVERY: Final = 4


def bring(database: Database, at: datetime) -> None:
    """Read the made-up file for the planner and leave it open; the demo is no act and stays out of the ledger."""
    with database.session() as session:
        planner = session.scalars(select(PersonRow).where(PersonRow.username == "planner", PersonRow.is_demo)).one()
        town = session.scalar(
            select(GridUnit.town_id).where(GridUnit.kind == "general", GridUnit.town_id.is_not(None))
            .group_by(GridUnit.town_id).order_by(func.count().desc(), GridUnit.town_id).limit(1)
        )  # fmt: skip
        units = list(session.scalars(select(GridUnit).where(GridUnit.town_id == town, GridUnit.kind == "general")))
        name = session.get_one(Area, town).name
        person, district = planner.id, units[0].district_id
        content = _drawn(units, name)
    own = uuid5(_NAMES, _FILE)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "outlines.geojson"
        path.write_text(content, "utf-8")
        order = Order(
            kind=Kind.GRIDS, path=path, file_name=_FILE, at=at, crs="wgs84", person=person,
            reach=Reach(districts=frozenset({district})),
        )  # fmt: skip
        digest = hashlib.sha256(content.encode()).hexdigest()
        reading.read(database, order, reading.Incoming(survey=own, sha256=digest, is_whole=False))
    with database.transaction() as session:
        session.execute(update(SurveyRow).where(SurveyRow.id == own).values(state=SurveyState.OPEN.value))


def _drawn(units: list[GridUnit], town: str) -> str:
    features = []
    for n, unit in enumerate(sorted(units, key=lambda each: each.code)):
        if unit.geom_metric is None:
            continue
        shape = _misdrawn(to_shape(unit.geom_metric), n % _EVERY)
        metric = crs.of_epsg(int(unit.geom_metric.srid))
        features.append({
            "type": "Feature", "properties": {"编码": unit.code, "名称": unit.name, "镇街道": town},
            "geometry": mapping(crs.move(shape, metric, WGS84)),
        })  # fmt: skip
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)


def _misdrawn(shape: Any, hand: int) -> Any:  # noqa: ANN401 - geometries
    """Draw an outline as four hands would: exact, a little too wide, beside where it lies, across itself."""
    part = max(shapely.get_parts(shape), key=shapely.area)
    match hand:
        case 1:
            return shapely.buffer(part, _STRIP_M, join_style="mitre")
        case 2:
            return translate(part, _DISPUTE_M, 0)
        case 3:
            return _twisted(part)
        case _:
            return part


def _twisted(part: Any) -> Any:  # noqa: ANN401 - geometries
    """Pull the ring out and back across itself at its first corner."""
    (x, y), *rest = shapely.get_coordinates(shapely.get_exterior_ring(part)).tolist()
    loop = [(x, y), (x + _TWIST_M, y + _TWIST_M), (x + _TWIST_M, y), (x, y + _TWIST_M)]
    return shapely.Polygon([*loop, *rest])
