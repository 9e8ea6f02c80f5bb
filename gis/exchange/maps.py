"""GeoPackage and Shapefile through GDAL, batch by batch."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyogrio
import shapely

from gis.exchange.layer import Batch, Batches, Column, Kind, Layer, Value, moved
from gis.exchange.texts import Told

_DBF_BYTES: Final = 254
_NONE: Final = Batch((), ())
ABOUT: Final = "about"
"""The table of a GeoPackage that says what the file is."""


def write_gpkg(layer: Layer, batches: Batches, path: Path, told: Told) -> None:
    """Write a GeoPackage: the layer, and a table `about` with the file's statement.

    GCJ-02 and BD-09 are registered nowhere: the layer then says that its system is undefined, the statement which.
    """
    names = [column.name for column in layer.columns]
    _write(layer, batches, path, told, names, driver="GPKG")
    title, text = (np.array([pair[n] for pair in layer.statement], dtype=object) for n in (0, 1))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        pyogrio.raw.write(path, None, [title, text], ["title", "text"], layer=ABOUT, driver="GPKG")


def write_shapefile(layer: Layer, batches: Batches, path: Path, told: Told) -> None:
    """Write a Shapefile with UTF-8 texts and the .cpg that says so; field names have ten characters.

    A text longer than 254 bytes is cut at a character; the explanation beside the file says so.
    """
    names = [column.short for column in layer.columns]
    _write(layer, batches, path, told, names, driver="ESRI Shapefile", encoding="UTF-8")


def short_names(layer: Layer) -> list[str]:
    """Explain the short names, one line each."""
    return [layer.fields, *(f"  {c.short:<10}  {c.title} ({c.name})" for c in layer.columns)]


def _write(layer: Layer, batches: Batches, path: Path, told: Told, names: Sequence[str], **options: Any) -> None:  # noqa: ANN401 - GDAL's own options
    """Write the first batch, or none, as a new file, and append the others."""
    is_new = True
    number = layer.system.crs.epsg
    cut = options["driver"] == "ESRI Shapefile"
    for batch in _at_least_one(batches):
        shapes = moved(batch, layer.system)
        values, masks = _columns(layer.columns, batch.rows, cut=cut)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # no system given: that is so
            pyogrio.raw.write(
                path, shapely.to_wkb(shapes), values, names, field_mask=masks, geometry_type=layer.geometry,
                crs=None if number is None else f"EPSG:{number}", append=not is_new, promote_to_multi=False, **options,
            )  # fmt: skip
        is_new = False
        told(len(batch.rows))


def _at_least_one(batches: Batches) -> Batches:
    first = next(batches, _NONE)
    yield first
    yield from batches


def _columns(columns: Sequence[Column], rows: Sequence[Sequence[Value]], *, cut: bool) -> tuple[list[Any], list[Any]]:
    values, masks = [], []
    for number, column in enumerate(columns):
        cells = [row[number] for row in rows]
        empty = np.array([cell is None for cell in cells], dtype=bool)
        match column.kind:
            case Kind.TEXT:
                filled: Any = np.array([_cut(c) if cut else c for c in cells] or [], dtype=object)
            case Kind.INTEGER:
                filled = np.array([0 if c is None else c for c in cells], dtype=np.int64)
            case Kind.REAL:
                filled = np.array([np.nan if c is None else c for c in cells], dtype=np.float64)
            case Kind.DAY:
                filled = np.array(["NaT" if c is None else str(c) for c in cells], dtype="datetime64[D]")
        values.append(filled)
        masks.append(empty if column.kind is Kind.INTEGER else None)
    return values, masks


def _cut(text: Value) -> Value:
    raw = str(text).encode()
    return text if text is None or len(raw) <= _DBF_BYTES else raw[:_DBF_BYTES].decode(errors="ignore")
