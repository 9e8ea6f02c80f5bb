"""A plan that comes back from another program as a file: what differs from the plan by code, as one `replace` edit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from sqlalchemy.orm import Session

from gis import crs, matching
from gis.crs import WGS84, Crs
from gis.exchange.maps import ABOUT
from gis.readers import layers_of, open_source
from gis.records import Source
from gis.tiling import is_same
from grids.boundaries import Outline, ReplaceUnits
from grids.errors import Refusal
from server.imports import mapping
from server.imports.mapping import Mapping as Columns
from server.imports.order import Kind
from server.imports.run import in_words
from server.store import redraws
from server.store.redraws import Unit
from server.store.tables import RedrawRow

_M2_HA = 10_000


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


def read(
    session: Session, plan: RedrawRow, path: Path, *, layer: str | None, system: str | None, ends: bool, language: str
) -> Proposed:
    """Read a file and compare it with a plan by code; units that are not in it stay, unless `ends` says that they end.

    Raises: Refusal `bad-file`, `bad-crs` in words; `redraw-crosses`.
    """
    known = redraws.whole(session, plan)
    metric = redraws.metric_of(plan)
    try:
        with open_source(path, layer or _own_layer(path)) as source:
            stated = _outlines(source, system, metric)
    except Refusal as refusal:
        raise in_words(refusal, language) from refusal
    return _compared(known, stated, metric, ends=ends)


def _own_layer(path: Path) -> str | None:
    """Choose the layer of a file of ours, which has a second one that says what it is."""
    names = [name for name in layers_of(path) if name != ABOUT]
    return names[0] if len(names) == 1 else None


def _outlines(source: Source, system: str | None, metric: Crs) -> dict[str, tuple[str, Any]]:
    """Read code, name and outline of every row, in metres."""
    columns = mapping.guess(Kind.GRIDS, source.columns)
    if "code" not in columns.columns:
        raise Refusal("bad-file", cause="column", missing="code", found="、".join(source.columns))
    said = _system(source, columns, system)
    found: dict[str, tuple[str, Any]] = {}
    for record in source.read():
        code, shape = columns.read(record.fields, "code"), record.geometry
        polygon = shape is not None and shape.geom_type in {"Polygon", "MultiPolygon"}
        if record.defect or not code or code in found or not polygon:
            cause = "row-twice" if code in found else "row"
            raise Refusal("bad-file", cause=cause, line=record.line, code_=code or "—")
        found[code] = (columns.read(record.fields, "name"), crs.move(shapely.force_2d(shape), said, metric))
    return found


def _system(source: Source, columns: Columns, system: str | None) -> Crs:
    if system:
        return crs.named(system)
    if columns.crs:
        return crs.named(columns.crs)
    if source.crs_text and source.crs is None:
        raise Refusal("bad-crs", cause="unrecognised", crs=source.crs_text)
    return source.crs or WGS84


def _compared(units: Mapping[str, Unit], stated: Mapping[str, tuple[str, Any]], metric: Crs, *, ends: bool) -> Proposed:
    keys = {unit.image.code: key for key, unit in units.items()}
    known = {key: _single(shapely.from_wkb(unit.image.wkb)) for key, unit in units.items()}
    xy = np.unique(shapely.get_coordinates(np.array(list(known.values()), dtype=object)), axis=0)
    vertices = shapely.STRtree(shapely.points(xy))
    given = {
        keys.get(code, code): _single(matching.onto_known(shape, vertices, xy)) for code, (_, shape) in stated.items()
    }
    made: dict[str, Any] = {key: shape for key, shape in given.items() if not is_same(shape, known.get(key))}
    missing = sorted(known.keys() - given.keys())
    ended = missing if ends else []
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
    moved = crs.move(shape, metric, WGS84)
    parts = tuple(
        tuple(tuple((lon, lat) for lon, lat in shapely.get_coordinates(ring).tolist()) for ring in shapely.get_rings(p))
        for p in shapely.get_parts(moved)
    )
    return Outline(key=key, name=name, parts=parts)


def _single(shape: Any) -> Any:  # noqa: ANN401 - a geometry
    parts = shapely.get_parts(shape)
    return parts[0] if len(parts) == 1 else shape
