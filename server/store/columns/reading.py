"""From the database into rows of numbers: all of a table by COPY, or a few by their ids."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import numpy as np
from sqlalchemy import text
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

from grids.policy import HERE
from server.store.columns import shapes
from server.store.columns.book import KINDS, Book
from server.store.columns.shapes import Rows

_SQL: Final = Path(__file__).parents[1] / "sql"
_HEADER_BYTES: Final = 19
"""Signature, flags and an empty extension."""
_DIALECT: Final = postgresql.psycopg.dialect()  # type: ignore[no-untyped-call]
_CHUNK_ROWS: Final = 65_536
_BY_ID: Final = "{alias}.id = ANY(CAST(:ids AS uuid[]))"
_ALIAS: Final = {"self_check": "k"}
_BY_HAZARD: Final = "h.id = ANY(CAST(:ids AS uuid[]))"
_FINDINGS_OF: Final = text(
    "SELECT DISTINCT h.visit_id FROM hazard h WHERE h.visit_id IS NOT NULL AND h.id = ANY(CAST(:ids AS uuid[]))"
)


def whole(session: Session, table: str, book: Book) -> Iterator[Rows]:
    """Read a table from end to end by id, some ten thousand rows at a time."""
    form = shapes.on_the_wire(table)
    connection: Any = session.connection().connection.driver_connection
    held = bytearray()
    skipped = 0
    with connection.cursor() as cursor, cursor.copy(*_copy(table, book)) as copy:
        for block in copy:
            held += block
            if not skipped and len(held) >= _HEADER_BYTES:
                del held[:_HEADER_BYTES]
                skipped = 1
            if len(held) >= form.itemsize * _CHUNK_ROWS:
                yield _cut(held, form, table)
    yield _cut(held, form, table)


def some(session: Session, table: str, book: Book, ids: Sequence[UUID]) -> Rows:
    """Read a few rows by their ids, reports by those of their hazards, learning the words they bring."""
    for kind in shapes.WORDS.get(table, ()):
        column = KINDS[kind]
        sql = f"SELECT DISTINCT t.{column} FROM {table} t WHERE {_BY_ID.format(alias='t')}"  # noqa: S608 - names of this package
        book.learn(kind, session.scalars(text(sql), {"ids": list(ids)}))
    sql = _statement(table, _BY_HAZARD if table == "report" else _BY_ID.format(alias=_ALIAS.get(table, table[0])))
    found = session.execute(text(sql), {**_lists(table, book), "ids": list(ids)}).all()
    form = shapes.answered(table)
    keys = len(shapes.ids(table))
    return np.array([(*(each.bytes for each in row[:keys]), *row[keys:]) for row in found], form)


def touched(session: Session, table: str, told: Mapping[str, set[UUID]]) -> list[UUID]:
    """Say which rows of a table the news concerns: ids, of reports those of their hazards.

    A visit is read again with a hazard that was found at it, for it says whether something was found.
    """
    hazards = told.get("hazard", set())
    if table == "report":
        return sorted(hazards)
    ids = set(told.get(table, set()))
    if table == "visit" and hazards:
        ids |= set(session.scalars(_FINDINGS_OF, {"ids": sorted(hazards)}))
    return sorted(ids)


def learn(session: Session, book: Book) -> None:
    """Take up every word that the tables hold."""
    for table, kinds in shapes.WORDS.items():
        for kind in kinds:
            book.learn(kind, session.scalars(text(f"SELECT DISTINCT {KINDS[kind]} FROM {table}")))  # noqa: S608 - names of this package


def _copy(table: str, book: Book) -> tuple[Any, dict[str, Any]]:
    """Write the statement for the driver: SQLAlchemy does not know COPY; the values stay bound."""
    asked = text(_statement(table, "TRUE")).compile(dialect=_DIALECT)
    return f"COPY ({asked}) TO STDOUT (FORMAT BINARY)", _lists(table, book)


def _statement(table: str, where: str) -> str:
    return (_SQL / f"columns_{table}.sql").read_text("utf-8").format(where=where)


def _lists(table: str, book: Book) -> dict[str, Any]:
    lists: dict[str, Iterable[str]] = {
        "classes": book.words["class"], "categories": book.words["category"], "industries": book.words["industry"],
        "states": list(shapes.STATES), "levels": list(shapes.LEVELS), "sources": list(shapes.SOURCES),
        "statuses": list(shapes.STATUSES), "grades": list(shapes.GRADES), "precise": list(shapes.PRECISE),
        "outcomes": [word for word in shapes.OUTCOMES if word], "presences": list(shapes.PRESENCES),
    }  # fmt: skip
    used = {
        "enterprise": ("classes", "industries", "statuses", "grades", "precise"),
        "hazard": ("classes", "categories", "states", "levels", "sources"),
        "visit": ("classes", "outcomes", "presences"),
        "report": ("classes",),
        "notice": ("classes",),
        "self_check": ("classes",),
    }[table]
    words: dict[str, Any] = {name: [str(word) for word in lists[name]] for name in used}
    return words if table == "enterprise" else {**words, "zone": str(HERE)}


def _cut(held: bytearray, form: np.dtype[Any], table: str) -> Rows:
    """Take whole rows off the front; the two bytes of the end stay behind."""
    n = len(held) // form.itemsize
    rows = np.frombuffer(bytes(held[: n * form.itemsize]), form)
    del held[: n * form.itemsize]
    plain = np.empty(n, shapes.answered(table))
    for name in plain.dtype.names or ():
        plain[name] = rows[name]
    return plain
