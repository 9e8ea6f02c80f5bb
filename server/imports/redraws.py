"""A plan that comes back from another program as a file: what differs from the plan by code, as one `replace` edit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import shapely
from sqlalchemy.orm import Session

from gis import crs
from gis.crs import WGS84, Crs
from gis.exchange.maps import ABOUT
from gis.readers import layers_of, open_source
from gis.records import Source
from grids.errors import Refusal
from server.imports import mapping
from server.imports.mapping import Mapping as Columns
from server.imports.order import Kind
from server.imports.run import in_words
from server.store import redraws
from server.store.redraw_outlines import Proposed, compared
from server.store.tables import RedrawRow


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
    gone = {unit.image.code for unit in known.values()} if ends else ()
    return compared(known, stated, metric, gone)


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
