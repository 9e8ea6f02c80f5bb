"""What a proposal for a town starts from: its units and villages in metres, and where how much work is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from gis import crs
from gis.atoms import Atom, Sites, cut_town
from gis.crs import Crs
from grids.enterprises import POINTS, VISITED
from grids.permissions import Scope
from server.reads import scope as bind

Minutes = Callable[[str | None, str, bool], float]
"""Visit minutes a month by grade (None: not graded), class, and whether it is on the key list. Policy: it comes from
what is published and from dated tables."""

_UNITS: Final = (
    "SELECT u.code AS key, ST_AsBinary(coalesce(u.geom_metric, u.geom)) AS wkb, ST_SRID(u.geom_metric) AS srid "
    "FROM grid_unit u WHERE u.town_id = :town AND u.valid_to IS NULL AND u.kind = 'general' AND {scope} ORDER BY u.code"
)
_VILLAGES: Final = (
    "SELECT a.id::text AS key, ST_AsBinary(a.geom) AS wkb, NULL AS srid FROM area a WHERE a.town_id = :town "
    "AND a.level = 'village' AND a.valid_to IS NULL AND a.geom IS NOT NULL AND {scope} ORDER BY a.id"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """A town in metres. Units by code, villages by id; `beside` counts enterprises that no boundary moves.

    Those have their unit by hand, are dealt with by a dedicated unit, or nobody knows well enough where they are.
    """

    units: Mapping[str, Any]
    villages: Mapping[str, Any]
    sites: Sites
    beside: int
    beside_minutes: float

    def atoms(self, wanted: int, *, locked: frozenset[str] = frozenset(), seed: int = 0) -> tuple[Atom, ...]:
        """Cut the town for so many units; `locked` are codes of units that stay."""
        return cut_town(self.units, self.villages, self.sites, wanted, locked=locked, seed=seed)


def town(session: Session, scope: Scope, area: int, metric: Crs, minutes: Minutes) -> Town:
    """Read a town as it is today, as far as the reader may see it.

    `metric` is the system of the boundaries; shapes come on its 1 mm grid. `minutes` tells the work of one.
    """
    binds = {"town": area, "statuses": sorted(VISITED), "points": sorted(POINTS)}
    bound = bind.enterprises(scope)
    found = session.execute(text(bind.statement("atoms").format(scope=bound.sql)), {**bound.values, **binds}).all()
    placed = [row for row in found if row.is_placed]
    beside = [_minutes(row, minutes) for row in found if not row.is_placed]
    degrees = np.array([(row.lon, row.lat) for row in placed], dtype=np.float64).reshape(-1, 2)
    load = np.array([_minutes(row, minutes) for row in placed], dtype=np.float64)
    return Town(
        units=_shapes(session, _UNITS, bind.units(scope), area, metric),
        villages=_shapes(session, _VILLAGES, bind.areas(scope), area, metric),
        sites=Sites(xy=np.round(crs.from_wgs84(metric, degrees), 3), load=load),
        beside=len(beside),
        beside_minutes=sum(beside),
    )


def _minutes(row: Row[Any], minutes: Minutes) -> float:
    return minutes(row.grade, row.supervision_class, row.key_list)


def _shapes(session: Session, statement: str, bound: bind.Bound, area: int, metric: Crs) -> dict[str, Any]:
    found = {}
    for row in session.execute(text(statement.format(scope=bound.sql)), {**bound.values, "town": area}):
        shape = shapely.from_wkb(bytes(row.wkb))
        moved = shape if row.srid == metric.epsg else _moved(shape, row.srid, metric)
        found[row.key] = moved if moved.geom_type == "Polygon" or len(moved.geoms) > 1 else moved.geoms[0]
    return found


def _moved(shape: Any, srid: int | None, metric: Crs) -> Any:  # noqa: ANN401 - geometries
    source = crs.WGS84 if srid is None else crs.of_epsg(srid)
    return shapely.transform(crs.move(shape, source, metric), lambda xy: np.round(xy, 3))
