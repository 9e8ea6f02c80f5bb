"""Statements through libpq itself, prepared once a connection: for what is asked thousands of times a second.

psycopg's cursor is made for everything that may follow on a statement, and reads long ones anew every time; where only
rows follow, libpq's own call costs less. Values are written and rows are read by psycopg's adapters all the same. It
needs a connection of its own (`claim`): a rollback through psycopg forgets what was prepared beside it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from threading import Lock
from typing import Any, Final
from weakref import WeakKeyDictionary

from psycopg import Connection, abc
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import OperationalError, error_from_result
from psycopg.pq import ExecStatus, Format
from psycopg.pq.abc import PGresult

_BIND: Final = re.compile(r"%\((\w+)\)s")
_SHORT: Final = 64
"""Lists no longer than this are remembered as they are written."""
_MOST: Final = 100
"""So many statements a connection keeps prepared, as psycopg does; the one not asked longest goes."""


class _Kept:
    """What one connection has prepared: statement and types of its values -> name."""

    __slots__ = ("names", "serial")

    def __init__(self) -> None:
        self.names: dict[tuple[bytes, tuple[int, ...]], bytes] = {}
        self.serial = 0


_KEPT: Final[WeakKeyDictionary[Connection[Any], _Kept]] = WeakKeyDictionary()
_LOCK: Final = Lock()


def claim(connection: Connection[Any]) -> None:
    """Take a connection that is asked by `rows` alone from now on."""
    with _LOCK:
        _KEPT[connection] = _Kept()


def rows(connection: Connection[Any], statement: str, binds: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """Return the rows of a statement with named values as psycopg writes them (`%(name)s`).

    It stands alone. A connection that is not claimed is asked by psycopg's cursor, in the transaction that is open.
    Raises: psycopg.Error.
    """
    kept = _KEPT.get(connection)
    if kept is None:
        return connection.execute(statement, binds, prepare=True, binary=True).fetchall()
    query, names = _numbered(statement)
    transformer = Transformer(connection)
    values, types = _dumped(transformer, [binds[name] for name in names])
    name = _prepared(connection, kept, query, types)
    result = connection.pgconn.exec_prepared(name, values, transformer.formats, Format.BINARY)
    _check(connection, result, ExecStatus.TUPLES_OK)
    transformer.set_pgresult(result)
    return transformer.load_rows(0, result.ntuples, tuple)


def _prepared(connection: Connection[Any], kept: _Kept, query: bytes, types: tuple[int, ...]) -> bytes:
    """Name the statement on this connection, which one thread has at a time."""
    key = query, types
    name = kept.names.pop(key, None)
    if name is None:
        if len(kept.names) >= _MOST:
            oldest = kept.names.pop(next(iter(kept.names)))
            _check(connection, connection.pgconn.exec_(b"DEALLOCATE " + oldest), ExecStatus.COMMAND_OK)
        kept.serial += 1
        name = b"wangge_%d" % kept.serial
        _check(connection, connection.pgconn.prepare(name, query, types), ExecStatus.COMMAND_OK)
    kept.names[key] = name
    return name


def _dumped(transformer: abc.Transformer, given: list[Any]) -> tuple[Any, tuple[int, ...]]:
    """Write values as the server reads them, with their types; a reader's areas are the same for every tile."""
    lists = [
        (n, _list(type(each[0]).__name__ if each else "", tuple(each)))
        for n, each in enumerate(given)
        if type(each) is list and _is_short(each)
    ]
    for n, _ in lists:
        given[n] = None
    values = list(transformer.dump_sequence(given, [PyFormat.AUTO] * len(given)))
    types = list(transformer.types or ())
    for n, (value, oid) in lists:
        values[n], types[n] = value, oid
    return values, tuple(types)


def _is_short(value: list[Any]) -> bool:
    return len(value) <= _SHORT and (not value or type(value[0]) in (int, str))


@lru_cache(maxsize=1_024)
def _list(kind: str, values: tuple[Any, ...]) -> tuple[Any, int]:
    """Write a list of one kind: psycopg does that in Python, every time."""
    del kind  # but 1 is True where tuples are compared
    transformer = Transformer()
    (dumped,) = transformer.dump_sequence([list(values)], [PyFormat.AUTO])
    (oid,) = transformer.types or ()
    return dumped, oid


@lru_cache(maxsize=1_024)
def _numbered(statement: str) -> tuple[bytes, tuple[str, ...]]:
    """Write named values as numbered ones, each name once."""
    names: dict[str, int] = {}

    def number(found: re.Match[str]) -> str:
        return f"${names.setdefault(found[1], len(names) + 1)}"

    return _BIND.sub(number, statement).replace("%%", "%").encode(), tuple(names)


def _check(connection: Connection[Any], result: PGresult, wanted: ExecStatus) -> None:
    if result.status == wanted:
        return
    fault = error_from_result(result, encoding=connection.info.encoding)
    if connection.closed and not isinstance(fault, OperationalError):  # libpq's own words have no code
        raise OperationalError(str(fault)) from fault
    raise fault
