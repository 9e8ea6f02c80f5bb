"""Rows of what stands: divisions, units, background, people, enterprises."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import starmap
from typing import Any, Final
from uuid import UUID

import shapely

from gis import crs
from grids.enterprises import PositionQuality
from grids.levels import Level
from server.demo.copying import Rows, ewkb, multi
from server.demo.files import water
from server.demo.firms import Firm
from server.demo.ground import EDITION, SYSTEM, Ground
from server.demo.lives import World
from server.demo.people import Member, People, Right
from server.demo.records import Keeper
from server.demo.rounds import DAYS

CREDIT: Final = "© Vonng/adcode (CC BY 4.0), GSHHG / WDBII (LGPL)"
_NO_USCC: Final = "no-uscc"
_SITE_M: Final = 8.0
_ADDRESS_M: Final = 60.0
_LICENCE_YEARS: Final = 8
_KNOWS_VILLAGE: Final = {PositionQuality.SITE, PositionQuality.ADDRESS, PositionQuality.VILLAGE}


def of_ground(ground: Ground, people: People, on: date) -> Iterator[Rows]:
    """Give divisions with their codes, units with their heads, and the background."""
    begun = on - timedelta(days=DAYS + 60)
    shapes = ewkb(multi(d.shape) for d in ground.divisions)
    points = ewkb(d.centre for d in ground.divisions)
    yield Rows(
        table="area",
        columns=(
            "id", "parent_id", "level", "name", "name_en", "kind", "city_id", "district_id", "town_id", "geom", "point",
        ),
        rows=[
            (
                d.id, d.parent, d.level.value, d.name, d.name_en, d.kind,
                None if d.level is Level.CITY else ground.city,
                _district(d.level, d.parent, d.town, ground), d.town, shape, point,
            )
            for d, shape, point in zip(ground.divisions, shapes, points, strict=True)
        ],
    )  # fmt: skip
    yield Rows(
        table="area_code", columns=("system", "edition", "code", "area_id", "name"),
        rows=[(SYSTEM, EDITION, d.code, d.id, d.name) for d in ground.divisions],
    )  # fmt: skip
    yield _units(ground, people, begun)
    yield Rows(
        table="basemap_feature", columns=("kind", "name", "name_en", "attribution", "geom"),
        rows=[
            ("water", name, name_en, CREDIT, shape)
            for (name, name_en, _), shape in zip(water(), ewkb(s for *_, s in water()), strict=True)
        ],
    )  # fmt: skip


def of_people(people: People, password_hash: str, since: datetime) -> Rows:
    """Give accounts, all with one password; their rights come when the enterprises are there."""
    until = date(since.year + _LICENCE_YEARS, 12, 31)
    return Rows(
        table="person",
        columns=(
            "id", "username", "name", "phone", "password_hash", "licence_no", "licence_until", "is_demo", "created_at",
        ),
        rows=[
            (m.id, m.username, m.name, m.phone, password_hash, m.licence, m.licence and until, True, since)
            for m in people.members
        ],
    )  # fmt: skip


def of_rights(people: People, since: datetime) -> Rows:
    """Give everybody's rights."""

    def row(member: Member, right: Right) -> tuple[Any, ...]:
        level = right.level and right.level.value
        return member.id, right.role.value, level, right.area, right.unit, right.enterprise, right.part, since

    return Rows(
        table="person_grant",
        columns=("person_id", "role", "level", "area_id", "unit_id", "enterprise_id", "part", "valid_from"),
        rows=list(starmap(row, ((m, right) for m in people.members for right in m.rights))),
    )


def of_firms(
    firms: Sequence[Firm], last: dict[UUID, tuple[date, date | None]], world: World, on: date
) -> Iterator[Rows]:
    """Give enterprises' files, and to which units they belonged."""
    ground = world.ground
    points = ewkb(ground.to_degrees(shapely.points([firm.filed for firm in firms])))
    sites = ewkb(None if f.premises is None else multi(ground.to_degrees(f.premises)) for f in firms)
    keeper = Keeper(world, on)
    columns: list[str] = []
    rows: list[tuple[Any, ...]] = []
    for firm, point, site in zip(firms, points, sites, strict=True):
        values = _file(firm, ground, world.people, on) | {"point": point, "site": site, **keeper.basics(firm)}
        values["last_visit_on"], values["revisit_on"] = last.get(firm.id, (None, None))
        columns, row = list(values), tuple(values.values())
        rows.append(row)
    yield Rows(table="enterprise", columns=columns, rows=rows)
    yield Rows(
        table="enterprise_unit", columns=("enterprise_id", "unit_id", "source", "reason", "valid_from"),
        rows=[(f.id, f.unit_id, f.unit_source, f.unit_reason, f.listed_on) for f in firms if f.unit_id is not None],
    )  # fmt: skip
    yield keeper.rows(firms)


def placed(firm: Firm, ground: Ground) -> dict[str, Any]:
    """Give where a fact about an enterprise belongs, as far as its file knows."""
    nowhere = firm.unit_id is None and firm.quality is PositionQuality.DISTRICT
    return {
        "unit_id": firm.unit_id, "village_id": firm.village if firm.quality in _KNOWS_VILLAGE else None,
        "town_id": None if nowhere else firm.unit.town.id, "district_id": ground.district, "city_id": ground.city,
        "supervision_class": firm.kind,
    }  # fmt: skip


def _units(ground: Ground, people: People, begun: date) -> Rows:
    heads = {right.unit: member for member in people.members for right in member.rights if right.part == "head"}
    metric = shapely.multipolygons([[unit.metric] for unit in ground.units])
    degrees = crs.move(metric, crs.of_epsg(ground.srid), crs.WGS84)
    rows = []
    for unit, geom, authority in zip(ground.units, ewkb(degrees), ewkb(metric, ground.srid), strict=True):
        head = heads[unit.id]
        rows.append(
            (unit.id, unit.code, unit.name, unit.village, unit.town.id, ground.district, ground.city, geom, authority,
             head.name, head.phone, True, begun)
        )  # fmt: skip
    return Rows(
        table="grid_unit",
        columns=(
            "id", "code", "name", "village_id", "town_id", "district_id", "city_id", "geom", "geom_metric", "head",
            "head_phone", "is_demo", "valid_from",
        ),
        rows=rows,
    )  # fmt: skip


def _district(level: Level, parent: int | None, town: int | None, ground: Ground) -> int | None:
    if level in {Level.CITY, Level.DISTRICT}:
        return None
    return ground.district if town is not None else parent


def _file(firm: Firm, ground: Ground, people: People, on: date) -> dict[str, Any]:
    on_site = firm.quality is PositionQuality.SITE
    since = firm.status_since or firm.listed_on
    graded = max(firm.listed_on, date(on.year, 1, 1)) if firm.grade else None
    return {
        "id": firm.id, "uscc": firm.uscc, "own_code": firm.own_code, "name": firm.name, "name_en": firm.name_en,
        "address": firm.address, "industry_code": firm.trade["code"], "industry": firm.trade["industry"],
        "scale": firm.scale, "employees": firm.employees, **firm.people, "tags": firm.tags, "grade": firm.grade,
        "graded_on": graded, "risk_colour": firm.colour, "key_list": firm.key_list, "status": firm.status,
        "status_since": since, "position_quality": firm.quality.value,
        "position_accuracy_m": _SITE_M if on_site else _ADDRESS_M if firm.quality is PositionQuality.ADDRESS else None,
        "crs_source": "wgs84", "verified_at": firm.listed_on + timedelta(days=4) if on_site else None,
        "verified_by": people.officers[firm.unit.id].id if on_site else None, "unit_source": firm.unit_source,
        "unit_reason": firm.unit_reason, "note": firm.note, "flags": [] if firm.uscc else [_NO_USCC],
        "is_demo": True, "listed_on": firm.listed_on, **placed(firm, ground),
    }  # fmt: skip
