"""A small district drawn in characters: each character is a grid unit of 1 km2, same letter same unit.

Town 东 (units A, B, C) lies west of town 西 (units D, E, F); the drawing starts at `ORIGIN` in EPSG:4549.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid5

import shapely
from geoalchemy2.shape import from_shape
from pyproj import Transformer
from shapely.geometry import MultiPolygon, Point, box
from shapely.ops import unary_union
from sqlalchemy.orm import Session

from server.store.tables import Area, Checklist, ChecklistVersion, Enterprise, EnterpriseUnit, GridUnit

DRAWING = """
AABDDE
AABDEE
CCCFFF
"""
TOWNS = {"湖东镇": "ABC", "湖西镇": "DEF"}
ORIGIN = (495_000.0, 3_508_000.0)
SIDE_M = 1_000.0
METRIC = 4549
STARTED = datetime.fromisoformat("2025-01-01T00:00:00+08:00")
_NAMES = UUID("11111111-1111-4111-8111-111111111111")
_TO_DEGREES = Transformer.from_crs(METRIC, 4326, always_xy=True)


def named(name: str) -> UUID:
    """Return the same id for the same name, always."""
    return uuid5(_NAMES, name)


@dataclass(frozen=True)
class Town:
    """The ids of what was built."""

    city: int
    district: int
    towns: dict[str, int]
    units: dict[str, int]
    enterprises: dict[str, UUID]
    checklist_version: int


def build(session: Session) -> Town:
    """Build two towns of one district, six units and an enterprise in the middle of each unit."""
    city = Area(level="city", name="示范市")
    session.add(city)
    session.flush()
    district = Area(level="district", name="示范区", parent_id=city.id, city_id=city.id)
    session.add(district)
    session.flush()
    towns = {name: _town(session, name, district) for name in TOWNS}
    units, enterprises = {}, {}
    for letter, shape in shapes().items():
        town = towns[next(name for name, letters in TOWNS.items() if letter in letters)]
        unit = _unit(letter, shape, town, district)
        session.add(unit)
        session.flush()
        units[letter] = unit.id
        enterprises[letter] = _enterprise(session, letter, shape, unit)
    return Town(
        city=city.id,
        district=district.id,
        towns={name: area.id for name, area in towns.items()},
        units=units,
        enterprises=enterprises,
        checklist_version=_checklist(session),
    )


def degrees(x: float, y: float) -> tuple[float, float]:
    """Turn metres of the drawing's origin into lon, lat."""
    lon, lat = _TO_DEGREES.transform(ORIGIN[0] + x, ORIGIN[1] + y)
    return lon, lat


def middle(letter: str) -> tuple[float, float]:
    """Return lon, lat of the middle of a unit."""
    point = shapes()[letter].representative_point()
    lon, lat = _TO_DEGREES.transform(point.x, point.y)
    return lon, lat


def shapes() -> dict[str, shapely.Polygon]:
    """Return the units' shapes in the metric system."""
    rows = DRAWING.split()
    cells: dict[str, list[shapely.Polygon]] = {}
    for down, row in enumerate(rows):
        for right, letter in enumerate(row):
            x, y = ORIGIN[0] + right * SIDE_M, ORIGIN[1] + (len(rows) - 1 - down) * SIDE_M
            cells.setdefault(letter, []).append(box(x, y, x + SIDE_M, y + SIDE_M))
    return {letter: unary_union(parts) for letter, parts in sorted(cells.items())}


def _town(session: Session, name: str, district: Area) -> Area:
    town = Area(level="town", name=name, parent_id=district.id, city_id=district.city_id, district_id=district.id)
    session.add(town)
    session.flush()
    return town


def _unit(letter: str, shape: shapely.Polygon, town: Area, district: Area) -> GridUnit:
    in_degrees = shapely.transform(shape, lambda xy: shapely.get_coordinates(_project(xy)), include_z=False)
    return GridUnit(
        code=f"G-{letter}", name=f"{letter}网格", town_id=town.id, district_id=district.id, city_id=district.city_id,
        geom=from_shape(MultiPolygon([in_degrees]), srid=4326),
        geom_metric=from_shape(MultiPolygon([shape]), srid=METRIC),
        head="网格长", valid_from=STARTED.date(),
    )  # fmt: skip


def _project(xy: object) -> object:
    lon, lat = _TO_DEGREES.transform(xy[:, 0], xy[:, 1])  # type: ignore[index]
    return shapely.points(lon, lat)


def _enterprise(session: Session, letter: str, shape: shapely.Polygon, unit: GridUnit) -> UUID:
    point = shape.representative_point()
    row = Enterprise(
        id=named(f"enterprise {letter}"), name=f"{letter}机械厂", town_id=unit.town_id, district_id=unit.district_id,
        city_id=unit.city_id, unit_id=unit.id, unit_source="point", supervision_class="industry", industry="机械制造",
        point=from_shape(Point(*_TO_DEGREES.transform(point.x, point.y)), srid=4326), position_quality="address",
        crs_source="wgs84", grade="C", listed_on=date(2025, 1, 1), tags=[], flags=[],
    )  # fmt: skip
    session.add(row)
    session.flush()
    session.add(EnterpriseUnit(enterprise_id=row.id, unit_id=unit.id, source="point", valid_from=STARTED))
    return row.id


def _checklist(session: Session) -> int:
    general = Checklist(code="general-test", name="通用检查表", name_en="General checklist", classes=[], tags=[])
    session.add(general)
    session.flush()
    item = {
        "code": "T1", "category": "S05", "level": "general", "title": "安全出口畅通", "title_en": "Exits are clear",
        "how": "现场查看", "how_en": "Look", "law": "消防法 第二十八条", "law_en": "Fire Law art 28",
    }  # fmt: skip
    version = ChecklistVersion(checklist_id=general.id, number=1, valid_from=date(2025, 1, 1), items=[item])
    session.add(version)
    session.flush()
    return version.id
