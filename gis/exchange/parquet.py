"""GeoParquet 1.1: columns for analysts, the shapes as WKB, the system as PROJJSON or openly unknown."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

import pyproj
import shapely
from arro3.core import Array, DataType, Field, RecordBatch, RecordBatchReader, Schema
from arro3.io import write_parquet as write

from gis.exchange.layer import Batches, Kind, Layer, Value, moved
from gis.exchange.texts import Told

_TYPES: Final = {Kind.TEXT: "string", Kind.INTEGER: "int64", Kind.REAL: "float64", Kind.DAY: "string"}


def write_parquet(layer: Layer, batches: Batches, path: Path, told: Told) -> None:
    """Write GeoParquet; days as ISO texts, the statement in the file's metadata under `about`.

    Source: GeoParquet 1.1.0. `crs` is null for GCJ-02 and BD-09, which the standard reads as unknown.
    """
    fields = [Field(c.name, _type(c.kind), nullable=True) for c in layer.columns]
    schema = Schema([*fields, Field("geometry", DataType.binary(), nullable=True)])
    reader = RecordBatchReader.from_batches(schema, _arrow(layer, batches, schema, told))
    about = json.dumps(dict(layer.statement), ensure_ascii=False)
    write(reader, path, key_value_metadata={"geo": json.dumps(_geo(layer)), "about": about})


def _arrow(layer: Layer, batches: Batches, schema: Schema, told: Told) -> Iterator[RecordBatch]:
    for batch in batches:
        columns = [
            Array([_plain(row[number]) for row in batch.rows], _type(column.kind))
            for number, column in enumerate(layer.columns)
        ]
        shapes: Sequence[Any] = shapely.to_wkb(moved(batch, layer.system), flavor="iso") if batch.rows else []
        columns.append(Array(list(shapes), DataType.binary()))
        yield RecordBatch.from_arrays(columns, schema=schema)
        told(len(batch.rows))


def _type(kind: Kind) -> DataType:
    made: DataType = getattr(DataType, _TYPES[kind])()
    return made


def _plain(value: Value) -> Value:
    return value.isoformat() if isinstance(value, date) else value


def _geo(layer: Layer) -> dict[str, Any]:
    number = layer.system.crs.epsg
    column = {
        "encoding": "WKB",
        "geometry_types": [layer.geometry],
        "crs": None if number is None else pyproj.CRS.from_epsg(number).to_json_dict(),
    }
    return {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}
