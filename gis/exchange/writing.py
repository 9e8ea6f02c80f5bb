"""One door for all formats: a finished file, or none."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from gis.exchange import maps, parquet, tables, texts
from gis.exchange.layer import Batches, Format, Layer
from gis.exchange.texts import Told

_WRITERS: Final[dict[Format, tuple[Callable[[Layer, Batches, Path, Told], None], str]]] = {
    Format.GEOJSON: (texts.write_geojson, ".geojson"),
    Format.KML: (texts.write_kml, ".kml"),
    Format.CSV: (tables.write_csv, ".csv"),
    Format.XLSX: (tables.write_xlsx, ".xlsx"),
    Format.GPKG: (maps.write_gpkg, ".gpkg"),
    Format.SHAPEFILE: (maps.write_shapefile, ".shp"),
    Format.PARQUET: (parquet.write_parquet, ".parquet"),
}
_PACKED: Final = {Format.CSV, Format.SHAPEFILE}
STATEMENT: Final = "README.md"
"""Beside the rows in a .zip; an ending that our own import does not take for a table."""


def write(layer: Layer, batches: Batches, kind: Format, folder: Path, told: Told) -> Path:
    """Write a layer into an empty folder and return the file; `told` hears of the rows of each batch.

    Raises: Refusal `bad-crs` where the format is bound to another system, `too-large` where it ends.
    """
    writer, ending = _WRITERS[kind]
    path = folder / f"{layer.name}{ending}"
    writer(layer, batches, path, told)
    return _packed(layer, kind, folder) if kind in _PACKED else path


def _packed(layer: Layer, kind: Format, folder: Path) -> Path:
    lines = [layer.title, "", *(f"{title}: {text}" for title, text in layer.statement)]
    if kind is Format.SHAPEFILE:
        lines += ["", *maps.short_names(layer)]
    parts = sorted(folder.iterdir())
    packed = folder / f"{layer.name}.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for part in parts:
            file.write(part, part.name)
        file.writestr(STATEMENT, "\n".join(lines) + "\n")
    for part in parts:
        part.unlink()
    return packed
