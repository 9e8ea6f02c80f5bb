"""Moments, days and intervals of a filter, and how two of them may lie to each other.

Everything is a period with two ends that belong to it: a moment from itself to itself, a day from its first to its
last microsecond where deadlines count, an interval from end to end. Source: OGC 21-065r2, 7.6 temporal functions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from gis.layers import Kind
from grids.errors import Refusal
from grids.policy import HERE

Bind = Callable[[object, str], str]
RELATIONS: Final[Mapping[str, str]] = {
    "t_after": "{a0} > {b1}",
    "t_before": "{a1} < {b0}",
    "t_contains": "{a0} < {b0} AND {a1} > {b1}",
    "t_disjoint": "{a0} > {b1} OR {a1} < {b0}",
    "t_during": "{a0} > {b0} AND {a1} < {b1}",
    "t_equals": "{a0} = {b0} AND {a1} = {b1}",
    "t_finishedby": "{a0} < {b0} AND {a1} = {b1}",
    "t_finishes": "{a0} > {b0} AND {a1} = {b1}",
    "t_intersects": "{a0} <= {b1} AND {a1} >= {b0}",
    "t_meets": "{a1} = {b0}",
    "t_metby": "{a0} = {b1}",
    "t_overlappedby": "{a0} > {b0} AND {a0} < {b1} AND {a1} > {b1}",
    "t_overlaps": "{a0} < {b0} AND {a1} > {b0} AND {a1} < {b1}",
    "t_startedby": "{a0} = {b0} AND {a1} > {b1}",
    "t_starts": "{a0} = {b0} AND {a1} < {b1}",
}
_COMPARED: Final[Mapping[str, str]] = {
    "=": "{a0} >= {b0} AND {a1} <= {b1}",
    "<>": "NOT ({a0} >= {b0} AND {a1} <= {b1})",
    "<": "{a1} < {b0}",
    ">": "{a0} > {b1}",
    "<=": "{a1} <= {b1}",
    ">=": "{a0} >= {b0}",
}
_OPEN: Final = ".."
_MOMENT: Final = timedelta(microseconds=1)
_DAY: Final = timedelta(days=1)
_BEGINNING, _END = "-infinity", "infinity"


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From when to when: a value to bind, or SQL of a column (then `sql`)."""

    first: str
    last: str
    sql: bool = False
    last_sql: bool = False


def compare(bind: Bind, op: str, one: Period, other: Period) -> str:
    """Compare with the signs: what equals a day lies in it."""
    return _write(bind, _COMPARED[op], one, other)


def relate(bind: Bind, op: str, one: Period, other: Period) -> str:
    """Test one of the temporal relations."""
    return _write(bind, RELATIONS[op], one, other)


def of_column(sql: str, kind: Kind, name: str) -> Period:
    """Take a column of moments or days as a period. Raises: Refusal("bad-query") for a column of anything else."""
    match kind:
        case Kind.MOMENT:
            return Period(first=sql, last=sql, sql=True, last_sql=True)
        case Kind.DATE:
            first = f"(CAST({sql} AS timestamp) AT TIME ZONE 'Asia/Shanghai')"
            return Period(
                first=first, last=f"({first} + interval '1 day' - interval '1 microsecond')", sql=True, last_sql=True
            )
        case _:
            raise Refusal("bad-query", cause="filter-time", name=name)


def literal(node: object) -> Period:
    """Read `{"date": …}`, `{"timestamp": …}` or the text of one; `..` is open on both sides."""
    match node:
        case {"date": str(text)} | {"timestamp": str(text)} | str(text):
            return _OPEN_PERIOD if text == _OPEN else _read(text)
        case _:
            raise Refusal("bad-query", cause="filter-time", name=str(node)[:60])


def interval(ends: Sequence[Period]) -> Period:
    """Join two periods: from the first of the one to the last of the other."""
    if len(ends) != 2:  # noqa: PLR2004 - two ends
        raise Refusal("bad-query", cause="datetime")
    one, other = ends
    if not (one.sql or other.last_sql) and _falls(one.first, other.last):
        raise Refusal("bad-query", cause="datetime")
    return Period(first=one.first, last=other.last, sql=one.sql, last_sql=other.last_sql)


def of_parameter(text: str) -> Period:
    """Read the parameter `datetime`: a moment, or two with a slash between, either open (`..` or nothing).

    Raises: Refusal("bad-query"). Source: OGC 17-069r4, 7.15.4.
    """
    parts = text.split("/")
    if len(parts) == 1 and text not in {"", _OPEN}:
        return _read(text)
    if len(parts) != 2 or set(parts) <= {"", _OPEN}:  # noqa: PLR2004 - two ends
        raise Refusal("bad-query", cause="datetime")
    return interval([_OPEN_PERIOD if part in {"", _OPEN} else _read(part) for part in parts])


def uuid_text(text: str) -> str:
    """Check a UUID. Raises: Refusal("bad-query")."""
    try:
        return str(UUID(text))
    except ValueError as wrong:
        raise Refusal("bad-query", cause="value", name="uuid", value=text[:60]) from wrong


def plain(text: str) -> str:
    """Refuse the one sign that no text of the database can hold."""
    if "\0" in text:
        raise Refusal("bad-query", cause="value", name="text", value=text.replace("\0", "␀")[:60])
    return text


_OPEN_PERIOD: Final = Period(first=_BEGINNING, last=_END)


def _read(text: str) -> Period:
    """Read RFC 3339: a day, or a moment with its offset; a moment without one is taken as here."""
    try:
        if len(text) == len("2026-01-01"):
            first = datetime.combine(date.fromisoformat(text), time.min, tzinfo=HERE)
            return Period(first=first.isoformat(), last=(first + _DAY - _MOMENT).isoformat())
        found = datetime.fromisoformat(text.replace("t", "T").replace("z", "Z"))
        moment = (found if found.tzinfo else found.replace(tzinfo=HERE)).isoformat()
    except (ValueError, OverflowError) as wrong:
        raise Refusal("bad-query", cause="datetime") from wrong
    return Period(first=moment, last=moment)


def _falls(first: str, last: str) -> bool:
    if first == _BEGINNING or last == _END:
        return False
    return datetime.fromisoformat(first) > datetime.fromisoformat(last)


def _write(bind: Bind, form: str, one: Period, other: Period) -> str:
    ends = {}
    for letter, period in (("a", one), ("b", other)):
        ends[f"{letter}0"] = period.first if period.sql else bind(period.first, "timestamptz")
        ends[f"{letter}1"] = period.last if period.last_sql else bind(period.last, "timestamptz")
    return f"({form.format(**ends)})"
