"""What is written: columns, rows in batches, the system their shapes are to be in, and the file's own statement."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

import numpy as np
import shapely

from gis import crs
from gis.crs import WGS84
from gis.gcj02 import Array
from gis.systems import System

_DEGREE_DECIMALS: Final = 8
_METRE_DECIMALS: Final = 3
Value = str | int | float | bool | date | None


class Format(StrEnum):
    """A kind of file; Shapefile and CSV are several files and come as a .zip."""

    GEOJSON = "geojson"
    GPKG = "gpkg"
    SHAPEFILE = "shapefile"
    KML = "kml"
    XLSX = "xlsx"
    CSV = "csv"
    PARQUET = "parquet"


class Kind(StrEnum):
    """What a column holds."""

    TEXT = "text"
    INTEGER = "integer"
    REAL = "real"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its name for programs, by ten characters for a DBF table, and by its title for people."""

    name: str
    short: str
    title: str
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """A layer without its rows; `geometry` is `Point` or `MultiPolygon`, `statement` pairs of title and text."""

    name: str
    title: str
    columns: Sequence[Column]
    geometry: str
    system: System
    statement: Sequence[tuple[str, str]]
    place: tuple[str, str]
    """Titles of the two columns of coordinates in tables."""
    fields: str
    """The heading of the table of short names that goes beside a Shapefile."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows and their shapes, in WGS-84; None where a row has no place."""

    rows: Sequence[Sequence[Value]]
    shapes: Sequence[Any]


Batches = Iterator[Batch]


def moved(batch: Batch, system: System) -> Any:  # noqa: ANN401 - an array of geometries
    """Give the shapes in the system, to 1e-8 degrees or a millimetre.

    Error: as `gis.systems` states, and half of the last decimal.
    """
    decimals = _DEGREE_DECIMALS if system.crs.is_degrees else _METRE_DECIMALS

    def there(xy: Array) -> Array:
        return np.round(crs.from_wgs84(system.crs, xy), decimals) + 0.0

    shapes = np.array(batch.shapes, dtype=object)
    return shapes if not len(shapes) else shapely.transform(shapes, there)


def is_wgs84(system: System) -> bool:
    """Say whether a format that is bound to WGS-84 can hold it as it is."""
    return system.crs == WGS84
