"""What lies around an enterprise: its grid unit and the neighbours, water, its site, its hazards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import shapely
from geoalchemy2.shape import from_shape, to_shape
from markupsafe import Markup
from shapely.geometry.base import BaseGeometry
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from grids.enterprises import POINTS, PositionQuality
from server.documents import place_map
from server.documents.map_frame import frame
from server.documents.place_map import Mark, Scene
from server.store.tables import BasemapFeature, Enterprise, GridUnit, HazardRow

_AROUND_DEG: Final = 0.03
_MOST: Final = 80
_PANEL_MM: Final = (84.0, 58.0)
_LOW_PANEL_MM: Final = (84.0, 42.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """The panels of a paper and what their legend has to say; `quality` where the enterprise has no point."""

    panels: Sequence[Markup]
    has_enterprise: bool
    has_marks: bool
    quality: str | None


def drawn(
    session: Session, enterprise: Enterprise, hazards: Sequence[tuple[int, HazardRow]], north: str, *, low: bool = False
) -> Drawn:
    """Draw the wide and the close view of a place, as far as it is known; `low` where the page is short."""
    seen = scene(session, enterprise, hazards)
    far, near = far_off(seen), close_by(seen)
    size = _LOW_PANEL_MM if low else _PANEL_MM
    panels = []
    if far is not None:
        window = frame(far, *size, least_m=600, margin=1.15)
        panels.append(place_map.draw(seen, window, north=north, with_marks=False))
    if near is not None:
        window = frame(near, *size, least_m=120, margin=1.5)
        panels.append(place_map.draw(seen, window, north=north, with_marks=True))
    return Drawn(
        panels=[Markup(panel) for panel in panels],  # noqa: S704 - drawn here, names in it are escaped
        has_enterprise=seen.enterprise is not None,
        has_marks=bool(seen.marks),
        quality=None if seen.enterprise is not None else enterprise.position_quality,
    )


def scene(session: Session, enterprise: Enterprise, hazards: Sequence[tuple[int, HazardRow]]) -> Scene:
    """Gather what a drawing of this enterprise and these numbered hazards may show.

    A position known only to the village or town is not drawn as a point; nor is a hazard without a fix of its own.
    """
    own = session.get(GridUnit, enterprise.unit_id) if enterprise.unit_id is not None else None
    known = PositionQuality(enterprise.position_quality) in POINTS
    point = to_shape(enterprise.point) if known and enterprise.point is not None else None
    marks = [_mark(no, row, to_shape(row.point)) for no, row in hazards if row.point_from == "fix" and row.point]
    outline = None if own is None else to_shape(own.geom)
    middle = outline or point or (shapely.Point(marks[0].lon, marks[0].lat) if marks else None)
    return Scene(
        own=outline,
        own_label="" if own is None else own.name,
        others=() if middle is None else _units(session, middle, enterprise.unit_id),
        water=() if middle is None else _water(session, middle),
        site=None if enterprise.site is None else to_shape(enterprise.site),
        enterprise=None if point is None else (point.x, point.y),
        marks=marks,
    )


def around(session: Session, unit_id: int, name: str, outline: BaseGeometry) -> Scene:
    """Gather what a drawing of a grid unit itself shows: its outline, its neighbours by name, water."""
    return Scene(
        own=outline,
        own_label=name,
        others=_units(session, outline, unit_id),
        water=_water(session, outline),
    )


def close_by(seen: Scene) -> BaseGeometry | None:
    """Return what the close view has to show whole, if anything is known well enough for one."""
    shapes: list[BaseGeometry] = [shapely.Point(mark.lon, mark.lat) for mark in seen.marks]
    if seen.enterprise is not None:
        shapes.append(shapely.Point(*seen.enterprise))
    if seen.site is not None:
        shapes.append(seen.site)
    return shapely.union_all(shapes) if shapes else None


def far_off(seen: Scene) -> BaseGeometry | None:
    """Return what the wide view has to show whole."""
    near = close_by(seen)
    known = [shape for shape in (seen.own, near) if shape is not None]
    return shapely.union_all(known).envelope if known else None


def _mark(number: int, row: HazardRow, shape: BaseGeometry) -> Mark:
    lon, lat = shape.coords[0]
    return Mark(number=number, lon=lon, lat=lat, radius_m=row.point_radius_m)


def _units(session: Session, middle: BaseGeometry, own: int | None) -> list[tuple[str, BaseGeometry]]:
    """List the units around, nearest first: where there are too many to draw, those far off are left out."""
    query = select(GridUnit.name, GridUnit.geom).where(
        GridUnit.valid_to.is_(None), GridUnit.geom.op("&&")(_box(middle))
    )
    if own is not None:
        query = query.where(GridUnit.id != own)
    nearest = GridUnit.geom.ST_Distance(from_shape(middle, srid=4326))
    return [(name, to_shape(geom)) for name, geom in session.execute(query.order_by(nearest, GridUnit.id).limit(_MOST))]


def _water(session: Session, middle: BaseGeometry) -> list[tuple[str, BaseGeometry]]:
    box = _box(middle)
    near = select(BasemapFeature.name, func.ST_ClipByBox2D(func.ST_MakeValid(BasemapFeature.geom), box)).where(
        BasemapFeature.kind == "water", BasemapFeature.geom.op("&&")(box)
    )
    rows = session.execute(near.order_by(BasemapFeature.id).limit(_MOST))
    shapes = [(name or "", to_shape(geom)) for name, geom in rows]
    return [(name, shape) for name, shape in shapes if shape.area > 0]


def _box(middle: BaseGeometry) -> object:
    west, south, east, north = middle.bounds
    pad = max(_AROUND_DEG, 2 * (east - west), 2 * (north - south))  # a panel is wider than what it shows
    return func.ST_MakeEnvelope(west - pad, south - pad, east + pad, north + pad, 4326)
