"""Rows into tables by COPY, in the transaction of a session, with progress told."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from psycopg import sql
from sqlalchemy.orm import Session

Progress = Callable[[str, int, int | None], None]
Value = Any
"""What a column takes; JSON columns take text made by `as_json`, geometries text made by `ewkb`."""
_WGS84 = 4326
_TELL_EACH = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Rows of one table."""

    table: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Value]]


def copy(session: Session, told: Rows, listener: Callable[[int], None]) -> None:
    """Write rows with one COPY; the listener hears how many are written."""
    if not told.rows:
        return
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(told.table), sql.SQL(", ").join(map(sql.Identifier, told.columns))
    )
    connection: Any = session.connection().connection.driver_connection
    total = len(told.rows)
    with connection.cursor() as cursor, cursor.copy(statement) as into:
        for done, row in enumerate(told.rows, start=1):
            into.write_row(row)
            if done % _TELL_EACH == 0 or done == total:
                listener(done)


def as_json(value: object) -> str | None:
    """Write a JSON column; nothing stays nothing."""
    return None if value is None else json.dumps(value, ensure_ascii=False, default=str)


def ewkb(shapes: Iterable[Any], srid: int = _WGS84) -> list[str | None]:
    """Write geometries as PostGIS reads them in text, with their system; nothing stays nothing."""
    listed = list(shapes)
    array = np.empty(len(listed), dtype=object)
    array[:] = listed
    written: list[str | None] = shapely.to_wkb(shapely.set_srid(array, srid), hex=True, include_srid=True).tolist()
    return written


def multi(shape: Any) -> Any:  # noqa: ANN401 - a geometry
    """Make a MultiPolygon of a Polygon, as the columns want."""
    return shapely.MultiPolygon([shape]) if shape is not None and shape.geom_type == "Polygon" else shape
