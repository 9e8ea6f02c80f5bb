"""Map files read through GDAL: Shapefile, GeoPackage, KML."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError

from gis import crs, dbf
from gis.records import Record, Source, clean
from grids.errors import Refusal

_BATCH: Final = 5000
_GEOMETRY_ERRORS: Final = (shapely.errors.GEOSException, ValueError)


def open_vector(path: Path, layer: str | None, kind: str) -> Source:
    """Open one layer: the one named, or the only one that holds features."""
    encoding = _encoding(path, kind)
    name, info = _choose(path, layer, kind, encoding)
    text = info["crs"] or None
    found = None if text is None else crs.of_wkt(text)
    columns = tuple(clean(column) for column in info["fields"])
    return Source(
        format=kind,
        columns=columns,
        read=lambda: _records(path, name, columns, encoding),
        rows=max(0, int(info["features"])),
        encoding=encoding,
        crs=found,
        crs_text=None if found else text,
        has_geometry=info["geometry_type"] is not None,
        notes=("encoding-detected",) if kind == "shapefile" and encoding else (),
    )


def layers(path: Path, kind: str) -> list[str]:
    """Name the layers that hold features; all of them where none does."""
    encoding = _encoding(path, kind)
    try:
        names = _layers(path)
        filled = [name for name in names if _info(path, name, encoding)["features"]]
    except (DataSourceError, DataLayerError) as broken:
        raise Refusal("bad-file", cause="unreadable", name=path.name, kind=kind) from broken
    return filled or names


def _encoding(path: Path, kind: str) -> str | None:
    if kind == "shapefile":
        table = dbf.beside(path, ".dbf")
        return None if table is None else dbf.encoding(table)
    return None


def _choose(path: Path, layer: str | None, kind: str, encoding: str | None) -> tuple[str, dict[str, Any]]:
    try:
        names = _layers(path)
        wanted = [layer] if layer else names
        infos = {n: _info(path, n, encoding) for n in wanted if n in names}
    except (DataSourceError, DataLayerError) as broken:
        raise Refusal("bad-file", cause="unreadable", name=path.name, kind=kind) from broken
    if not infos:
        raise Refusal("bad-file", cause="no-layer", layer=layer or "", name=path.name)
    filled = [name for name, info in infos.items() if info["features"]] or list(infos)[:1]
    if len(filled) > 1:
        raise Refusal("bad-file", cause="several-layers", layers="、".join(filled), name=path.name)
    return filled[0], infos[filled[0]]


def _layers(path: Path) -> list[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # GDAL's remarks on odd files
        return [str(name) for name, _ in pyogrio.list_layers(path)]


def _info(path: Path, layer: str, encoding: str | None) -> dict[str, Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        found: dict[str, Any] = pyogrio.read_info(path, layer=layer, encoding=encoding, force_feature_count=True)
    return found


def _records(path: Path, layer: str, columns: tuple[str, ...], encoding: str | None) -> Iterator[Record]:
    skip = 0
    while True:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)
            _, _, wkb, values = pyogrio.raw.read(
                path, layer=layer, encoding=encoding, force_2d=True,
                skip_features=skip, max_features=_BATCH, datetime_as_string=True,
            )  # fmt: skip
        count = len(wkb) if wkb is not None else len(values[0]) if values else 0
        for n in range(count):
            fields = {name: clean(_plain(column[n])) for name, column in zip(columns, values, strict=True)}
            shape, defect = _shape(None if wkb is None else wkb[n])
            kept = {name: text for name, text in fields.items() if text}
            yield Record(skip + n + 1, kept, shape, defect)
        if count < _BATCH:
            return
        skip += count


def _shape(wkb: bytes | None) -> tuple[Any, str | None]:
    if wkb is None:
        return None, None
    try:
        shape = shapely.from_wkb(wkb)
    except _GEOMETRY_ERRORS:
        return None, "bad-geometry"
    if shapely.is_empty(shape):
        return None, None
    finite = bool(np.isfinite(shapely.get_coordinates(shape)).all())
    return (shape, None) if finite else (None, "bad-geometry")


def _plain(value: object) -> object:
    return value.item() if isinstance(value, np.generic) else value
