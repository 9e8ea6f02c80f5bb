"""Outlines that come from outside, compared with a plan by code: what differs, as one `replace` edit."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely

from gis import crs, matching
from gis.crs import WGS84, Crs
from gis.tiling import is_same
from grids.boundaries import Outline, Part, ReplaceUnits
from grids.errors import Refusal
from server.store.redraws import Unit

_M2_HA: Final = 10_000


@dataclass(frozen=True, slots=True)
class Row:
    """A unit of the file or the plan: `same`, `changed`, `fitted` (gets a vertex), `new`, `missing` or `ended`."""

    key: str
    code: str
    name: str
    change: str
    before_ha: float | None
    after_ha: float | None


@dataclass(frozen=True, slots=True)
class Proposed:
    """What the file would do to the plan; no edit where nothing differs."""

    op: ReplaceUnits | None
    rows: list[Row]
    units: Mapping[str, Unit]
    """The plan's units as they stood, by key."""


def compared(
    units: Mapping[str, Unit], stated: Mapping[str, tuple[str, Any]], metric: Crs, ends: Collection[str] = ()
) -> Proposed:
    """Compare outlines in metres, code -> name and shape, with the units of a plan; those of the codes `ends` end.

    Raises: Refusal `redraw-crosses`, `redraw-outer`.
    """
    keys = {unit.image.code: key for key, unit in units.items()}
    known = {key: _single(shapely.from_wkb(unit.image.wkb)) for key, unit in units.items()}
    xy = np.unique(shapely.get_coordinates(np.array(list(known.values()), dtype=object)), axis=0)
    vertices = shapely.STRtree(shapely.points(xy))
    given = {
        keys.get(code, code): _single(matching.onto_known(shape, vertices, xy)) for code, (_, shape) in stated.items()
    }
    made: dict[str, Any] = {key: shape for key, shape in given.items() if not is_same(shape, known.get(key))}
    missing = sorted(known.keys() - given.keys())
    ended = [key for key in missing if units[key].image.code in ends]
    fitted = matching.fitted(known, {**made, **dict.fromkeys(ended)}) if made or ended else {}
    names = {keys.get(code, code): name for code, (name, _) in stated.items()}
    rows = [
        _row(key, units.get(key), names.get(key, ""), known.get(key), fitted.get(key, known.get(key)),
             _change(key, known, made, fitted, ended, missing))
        for key in sorted(known.keys() | fitted.keys())
    ]  # fmt: skip
    if not fitted and not ended:
        return Proposed(None, rows, units)
    outlines = tuple(_outline(key, names.get(key, ""), shape, metric) for key, shape in sorted(fitted.items()))
    if not outlines:
        raise Refusal("redraw-outer", area_m2=round(sum(float(shapely.area(known[key])) for key in ended), 1))
    return Proposed(ReplaceUnits(units=outlines, ended=tuple(ended)), rows, units)


def _change(
    key: str, known: Mapping[str, Any], made: Mapping[str, Any], fitted: Mapping[str, Any], ended: list[str],
    missing: list[str],
) -> str:  # fmt: skip
    if key in ended:
        return "ended"
    if key not in known:
        return "new"
    if key in made:
        return "changed"
    if key in fitted:
        return "fitted"
    return "missing" if key in missing else "same"


def _row(
    key: str, unit: Unit | None, name: str, before: Any, after: Any, change: str  # noqa: ANN401 - geometries
) -> Row:  # fmt: skip
    code = key if unit is None else unit.image.code
    shown = name or (key if unit is None else unit.image.name)
    return Row(key, code, shown, change, _ha(before), None if change == "ended" else _ha(after))


def _ha(shape: Any) -> float | None:  # noqa: ANN401 - a geometry
    return None if shape is None else round(float(shapely.area(shape)) / _M2_HA, 2)


def _outline(key: str, name: str, shape: Any, metric: Crs) -> Outline:  # noqa: ANN401 - a geometry
    return Outline(key=key, name=name, parts=parts(shape, metric))


def parts(shape: Any, metric: Crs) -> tuple[Part, ...]:  # noqa: ANN401 - a geometry
    """Write an outline in metres as the polygons of an edit, in degrees."""
    moved = crs.move(shape, metric, WGS84)
    return tuple(
        tuple(tuple((lon, lat) for lon, lat in shapely.get_coordinates(ring).tolist()) for ring in shapely.get_rings(p))
        for p in shapely.get_parts(moved)
    )


def _single(shape: Any) -> Any:  # noqa: ANN401 - a geometry
    parts = shapely.get_parts(shape)
    return parts[0] if len(parts) == 1 else shape
