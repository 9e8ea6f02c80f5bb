"""Redraws: rows to the rules' value, the units around an edit as a tiling, and images of units put back and forth."""

from __future__ import annotations

import base64
import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from geoalchemy2 import WKBElement
from shapely import to_wkb
from sqlalchemy import delete, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from gis import crs, drawing
from gis.crs import Crs
from gis.tiling import Tiling
from grids.errors import Conflict, Refusal
from grids.redraws import Redraw, RedrawState
from server.store.tables import GridUnit, RedrawRow, RedrawUnit

Box = tuple[float, float, float, float]
"""West, south, east, north in degrees WGS-84."""
_SQL: Final = Path(__file__).with_name("sql")
_NEAR: Final = 1e-6
"""Degrees, about a decimetre: boxes that touch are taken too."""
_NAMED: Final = 5
_DRAWN: Final = ("code", "name", "kind", "village_id", "town_id", "wkb", "geom")
_INSIDE: Final = "{}.geom && ST_MakeEnvelope(:west, :south, :east, :north, 4326)"
_THERE: Final = (
    "(d.geom && ST_MakeEnvelope(:west, :south, :east, :north, 4326) OR d.unit_id IN "
    "(SELECT g.id FROM grid_unit g WHERE g.geom && ST_MakeEnvelope(:west, :south, :east, :north, 4326)))"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """Everything a plan can change of a unit; `wkb` none: the unit ends."""

    code: str
    name: str
    kind: str
    village_id: int | None
    town_id: int | None
    wkb: bytes | None

    def told(self) -> dict[str, Any]:
        """Write it as JSON, the outline in base 64."""
        wkb = None if self.wkb is None else base64.b64encode(self.wkb).decode()
        return {
            "code": self.code, "name": self.name, "kind": self.kind, "village_id": self.village_id,
            "town_id": self.town_id, "wkb": wkb,
        }  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A unit as a plan has it; `unit_id` none: the plan makes it."""

    key: str
    unit_id: int | None
    version: int | None
    image: Image
    touched: bool
    base: Image | None
    box: Box | None


Units = Mapping[str, Unit]
Images = Mapping[str, Image | None]
"""What becomes of units: none, where a unit was not there before or is not any more."""


def image(told: Mapping[str, Any] | None) -> Image | None:
    """Read an image back."""
    if told is None:
        return None
    wkb = told["wkb"]
    return Image(**{**told, "wkb": None if wkb is None else base64.b64decode(wkb)})


def load(session: Session, redraw_id: UUID, *, lock: bool = True) -> RedrawRow:
    """Find a plan, locked unless it is only read, or refuse."""
    query = select(RedrawRow).where(RedrawRow.id == redraw_id)
    found = session.scalars(query.with_for_update() if lock else query).one_or_none()
    if found is None:
        raise Refusal("not-found", thing="redraw")
    return found


def value(row: RedrawRow) -> Redraw:
    """Read the rules' value off a row."""
    return Redraw(
        id=row.id, state=RedrawState(row.state), author=row.author, revision=row.revision,
        submitted_by=row.submitted_by, effective_on=row.effective_on,
    )  # fmt: skip


def metric_of(row: RedrawRow) -> Crs:
    """Return the system in metres of a plan."""
    return crs.of_epsg(row.metric_srid)


def by_key(session: Session, row: RedrawRow, keys: Iterable[str]) -> dict[str, Unit]:
    """Read these units; ended ones of the plan are among them, unknown ones are not."""
    return _units(session, row, "d.key = ANY(:keys)", "u.code = ANY(:keys)", {"keys": list(keys)})


def in_box(session: Session, row: RedrawRow, box: Box) -> dict[str, Unit]:
    """Read the units that a box touches."""
    return _units(session, row, _INSIDE.format("d"), _INSIDE.format("u"), _edges(box))


def whole(session: Session, row: RedrawRow) -> dict[str, Unit]:
    """Read every unit of the district that is there as drawn."""
    return _units(session, row, "d.geom IS NOT NULL", "TRUE", {})


def of_town(session: Session, row: RedrawRow, town: int) -> dict[str, Unit]:
    """Read the units of a town; ended ones of the plan are among them."""
    return _units(session, row, "d.town_id = :town", "u.town_id = :town", {"town": town})


def touched(session: Session, row: RedrawRow, near: Box | None = None) -> dict[str, Unit]:
    """Read the units that a plan touched, ended ones too; with a box, those that lie or lay there."""
    if near is None:
        return _units(session, row, "TRUE", "FALSE", {})
    return _units(session, row, _THERE, "FALSE", _edges(near))


def around(session: Session, row: RedrawRow, keys: Sequence[str], lonlat: Sequence[tuple[float, float]]) -> Units:
    """Read the units that an edit names, their neighbours, and the neighbours of those: all that it can touch or match.

    Raises: Refusal `redraw-no-unit` for a unit that is not there.
    """
    named = by_key(session, row, keys)
    boxes = [unit.box for unit in named.values() if unit.box is not None]
    boxes += [(lon, lat, lon, lat) for lon, lat in lonlat]
    if not boxes:
        return named
    first = in_box(session, row, hull(boxes))
    return in_box(session, row, hull([*boxes, *(unit.box for unit in first.values() if unit.box is not None)]))


def tiling_of(units: Units) -> Tiling:
    """Make the tiling of units that are there."""
    return Tiling.of_wkb({key: unit.image.wkb for key, unit in units.items() if unit.image.wkb is not None})


def put(session: Session, row: RedrawRow, known: Units, after: Images) -> None:
    """Let units of a plan become these images; a unit that is what it was when it was first touched is let go."""
    metric, kept, gone = metric_of(row), [], []
    for key, made in after.items():
        unit = known.get(key)
        base = _base(unit)
        if made == base or (base is None and (made is None or made.wkb is None)):
            gone.append(key)
        elif made is None:
            raise Refusal("redraw-no-unit", unit=key)
        else:
            kept.append(_written(row, key, unit, made, metric))
    if gone:
        session.execute(delete(RedrawUnit).where(RedrawUnit.redraw_id == row.id, RedrawUnit.key.in_(gone)))
    if kept:
        added = insert(RedrawUnit).values(kept)
        drawn = {name: added.excluded[name] for name in _DRAWN}
        session.execute(added.on_conflict_do_update(index_elements=["redraw_id", "key"], set_=drawn))


def current(session: Session, row: RedrawRow, keys: Iterable[str]) -> tuple[dict[str, Unit], dict[str, Image | None]]:
    """Return units with their images as they stand; none for what is not there."""
    wanted = list(keys)
    known = by_key(session, row, wanted)
    return known, {key: known[key].image if key in known else None for key in wanted}


def check_base(session: Session, row: RedrawRow) -> None:
    """Refuse to go on with a plan under which units were changed by another.

    Raises: Conflict `redraw-outdated`; `units` names them.
    """
    stale = outdated(session, row.id)
    if stale:
        raise Conflict("redraw-outdated", units=", ".join(stale[:_NAMED]), n=len(stale))


def outdated(session: Session, redraw_id: UUID) -> list[str]:
    """Name the units of a plan that are no longer as it first saw them."""
    query = (
        select(RedrawUnit.key)
        .join(GridUnit, GridUnit.id == RedrawUnit.unit_id)
        .where(RedrawUnit.redraw_id == redraw_id)
        .where(GridUnit.valid_to.is_not(None) | (GridUnit.version != RedrawUnit.base_version))
        .order_by(RedrawUnit.key)
    )
    return list(session.scalars(query))


def codes(session: Session, row: RedrawRow) -> set[str]:
    """Return every code that is, was, or in this plan will be a unit's of the district: none is used twice."""
    used = set(session.scalars(select(GridUnit.code).where(GridUnit.district_id == row.district_id)))
    drawn = select(RedrawUnit.code, RedrawUnit.key).where(RedrawUnit.redraw_id == row.id)
    return used | {code for pair in session.execute(drawn) for code in pair}


def _units(session: Session, row: RedrawRow, drawn: str, today: str, values: Mapping[str, Any]) -> dict[str, Unit]:
    statement = _statement().format(drawn=drawn, today=today)
    bound = {**values, "redraw": row.id, "district": row.district_id, "metric": row.metric_srid}
    metric = metric_of(row)
    found = {}
    for each in session.execute(text(statement), bound):
        wkb = each.metric if each.degrees is None else drawing.to_metres(bytes(each.degrees), metric)
        shown = Image(
            code=each.code, name=each.name, kind=each.kind, village_id=each.village_id, town_id=each.town_id,
            wkb=None if wkb is None else bytes(wkb),
        )  # fmt: skip
        box = None if each.west is None else (each.west, each.south, each.east, each.north)
        found[each.key] = Unit(
            key=each.key, unit_id=each.unit_id, version=each.version, image=shown, touched=each.touched,
            base=image(each.base), box=box,
        )  # fmt: skip
    return found


@functools.cache
def _statement() -> str:
    return (_SQL / "redraw_units.sql").read_text("utf-8")


def _base(unit: Unit | None) -> Image | None:
    if unit is None or unit.unit_id is None:
        return None
    return unit.base if unit.touched else unit.image


def _written(row: RedrawRow, key: str, unit: Unit | None, made: Image, metric: Crs) -> dict[str, Any]:
    base = _base(unit)
    geom = None if made.wkb is None else WKBElement(to_wkb(drawing.to_degrees(made.wkb, metric)), srid=4326)
    return {
        "redraw_id": row.id, "key": key, "unit_id": unit and unit.unit_id, "base_version": unit and unit.version,
        "base": base and base.told(), "district_id": row.district_id, "city_id": row.city_id, "code": made.code,
        "name": made.name, "kind": made.kind, "village_id": made.village_id, "town_id": made.town_id,
        "wkb": made.wkb, "geom": geom,
    }  # fmt: skip


def ended(unit: Image) -> Image:
    """Return the image of a unit that ends."""
    return replace(unit, wkb=None)


def _edges(box: Box) -> dict[str, float]:
    west, south, east, north = box
    return {"west": west - _NEAR, "south": south - _NEAR, "east": east + _NEAR, "north": north + _NEAR}


def hull(boxes: Sequence[Box]) -> Box:
    """Return the box around boxes."""
    west, south, east, north = zip(*boxes, strict=True)
    return min(west), min(south), max(east), max(north)
