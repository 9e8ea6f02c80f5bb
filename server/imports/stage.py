"""The staging tables of an enterprise import: how rows get there, and the SQL that works on them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from psycopg import Connection
from sqlalchemy import Column, Double, Integer, MetaData, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session
from sqlalchemy.types import Boolean, NullType, TypeEngine

from gis.gcj02 import Array
from server.imports.rows import PARSERS, Parsed

_SQL: Final = Path(__file__).with_name("sql")
_TYPES: Final[dict[str, TypeEngine[Any]]] = {
    "employees": Integer(), "tags": ARRAY(Text), "position_accuracy_m": Double(),
}  # fmt: skip
_CODES: Final = ("uscc", "old_reg_no")
VALUES: Final = (*_CODES, *PARSERS)
"""The fields of an enterprise that an import writes as they are."""
_PLACE: Final = ("city_id", "district_id", "town_id", "village_id")
_COLUMNS: Final = ("line", *VALUES, *_PLACE, "quality", "flags")

_metadata = MetaData()
STAGE: Final = Table(
    "import_stage", _metadata, Column("line", Integer),
    *(Column(name, _TYPES.get(name, Text())) for name in VALUES),
    *(Column(name, Integer) for name in _PLACE), Column("quality", Text), Column("flags", ARRAY(Text)),
)  # fmt: skip
ROW: Final = Table(
    "import_row", _metadata, Column("line", Integer), Column("id", Uuid), Column("known", Boolean),
    Column("point", NullType), Column("site", NullType),
    Column("quality", Text), Column("unit_id", Integer), Column("unit_source", Text),
    *(Column(name, Integer) for name in _PLACE), Column("elsewhere", Boolean),
)  # fmt: skip


def run_sql(session: Session, name: str, **binds: Any) -> list[Any]:  # noqa: ANN401 - rows of any query
    """Run a file of this folder's SQL, one statement after another; give the rows of the last."""
    connection = session.connection()
    rows: list[Any] = []
    for statement in (_SQL / f"{name}.sql").read_text("utf-8").split(";\n"):
        if not statement.strip():
            continue
        named = {key: value for key, value in binds.items() if f":{key}" in statement}
        result = connection.execute(text(statement), named)
        rows = list(result) if result.returns_rows else []
    return rows


def copy_rows(session: Session, rows: Iterable[Parsed]) -> None:
    """Send parsed rows to the server, which learns how many they are: nobody analyzes temporary tables by itself."""
    with _raw(session).cursor() as cursor:
        with cursor.copy(f"COPY import_stage ({', '.join(_COLUMNS)}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(_cells(row))
        cursor.execute("ANALYZE import_stage")


def copy_positions(
    session: Session, lines: Sequence[int], wgs84: Array, keep: NDArray[np.bool_], sites: Mapping[int, Any]
) -> None:
    """Send the positions that are to be kept, in WGS-84 degrees, with the outline of the site where there is one."""
    kept = np.flatnonzero(keep).tolist()
    with (
        _raw(session).cursor() as cursor,
        cursor.copy("COPY import_position (line, lon, lat, site) FROM STDIN") as copy,
    ):
        for n in kept:
            site = sites.get(lines[n])
            hexed = None if site is None else shapely.to_wkb(shapely.set_srid(site, 4326), hex=True, include_srid=True)
            copy.write_row((lines[n], wgs84[n, 0], wgs84[n, 1], hexed))


def copy_findings(session: Session, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Send the findings of past inspections to the server as they are read."""
    with (
        _raw(session).cursor() as cursor,
        cursor.copy(f"COPY import_finding ({', '.join(columns)}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)


def drop_lines(session: Session, lines: Iterable[int]) -> None:
    """Take refused rows out again."""
    doomed = list(lines)
    for table in ("import_stage", "import_position", "import_match"):
        session.execute(text(f"DELETE FROM {table} WHERE line = ANY(:lines)"), {"lines": doomed})  # noqa: S608 - constants


def _raw(session: Session) -> Connection[Any]:
    connection: Connection[Any] = session.connection().connection.driver_connection  # type: ignore[assignment] # the driver is psycopg
    return connection


def _cells(row: Parsed) -> list[Any]:
    place = row.place
    above = (place.city, place.district, place.town, place.village) if place else (None,) * 4
    return [row.line, *(row.values.get(name) for name in VALUES), *above, row.quality, row.flags]
