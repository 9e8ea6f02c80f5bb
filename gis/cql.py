"""Filters of GIS clients, CQL2 as read by cql_read.py: a condition whose names are the layer's, whose values are bound.

What may be compared with what is judged here, so that no filter reaches the database that it would refuse.
Source: OGC 21-065r2 (CQL2). Why not `pygeofilter`: docs/decisions.md.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import shapely

from gis import cql_shapes, cql_times
from gis.cql_read import check_tree, near
from gis.layers import GEOMETRY, Kind, Layer
from gis.references import Reference, around_3857
from grids.errors import Refusal

_COMPARED: Final = frozenset({"=", "<>", "<", ">", "<=", ">="})
_ARITHMETIC: Final = frozenset({"+", "-", "*", "/"})
_NUMBERS: Final = frozenset({Kind.INTEGER, Kind.NUMBER})
_CAST: Final = {
    Kind.TEXT: "text",
    Kind.INTEGER: "float8",
    Kind.NUMBER: "float8",
    Kind.BOOLEAN: "boolean",
    Kind.UUID: "uuid",
}
_ORDERED: Final = frozenset({Kind.TEXT, Kind.INTEGER, Kind.NUMBER})


@dataclass(slots=True, kw_only=True)
class Writer:
    """What a condition is written with: the layer's columns, and the values bound so far."""

    layer: Layer
    reference: Reference
    values: dict[str, Any] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    def bind(self, value: object, cast: str) -> str:
        """Bind a value and return its place in the statement."""
        name = f"q{len(self.values)}"
        self.values[name] = value
        return f"CAST(:{name} AS {cast})"

    @property
    def joins(self) -> bool:
        """Tell whether a column was named that comes from the layer's joins."""
        return any(self.layer.columns[name].joined for name in self.used if name in self.layer.columns)


@dataclass(frozen=True, slots=True)
class _Value:
    """An expression and what it holds; `literal` where it is a value that was written out."""

    sql: str
    kind: Kind
    literal: object = None


def write(writer: Writer, node: object) -> str:
    """Write a filter as a condition.

    Raises: Refusal("bad-query") for a name that is no column, kinds that do not go together, an unknown operator.
    """
    check_tree(node)
    return _condition(writer, node)


def equal(writer: Writer, name: str, text: str) -> str:
    """Write the condition that a column has the value that stands in the address, as `grade=A`."""
    column = writer.layer.columns[name]
    node: object = text
    if column.kind is Kind.BOOLEAN and text in {"true", "false"}:
        node = text == "true"
    if column.kind in _NUMBERS:
        try:
            node = float(text)
        except ValueError as wrong:
            raise Refusal("bad-query", cause="value", name=name, value=text[:60]) from wrong
    return _condition(writer, {"op": "=", "args": [{"property": name}, node]})


def _condition(writer: Writer, node: object) -> str:
    if isinstance(node, bool):
        return "TRUE" if node else "FALSE"
    if isinstance(node, Mapping) and "op" in node:
        op, args = _operation(node)
        if op in {"and", "or"}:
            return f"({f' {op.upper()} '.join(_condition(writer, each) for each in args)})"
        if op == "not":
            return f"(NOT {_condition(writer, _only(op, args))})"
        for known, written in _PREDICATES.items():
            if op in known:
                return written(writer, op, args)
    value = _value(writer, node)
    if value.kind is not Kind.BOOLEAN:
        raise Refusal("bad-query", cause="filter-condition", what=near(str(node)))
    return f"({value.sql})"


def _compare(writer: Writer, op: str, args: Sequence[object]) -> str:
    left, right = _pair(op, args)
    if _is_time(writer, left) or _is_time(writer, right):
        return cql_times.compare(writer.bind, op, _period(writer, left), _period(writer, right))
    one, other = _agree(writer, left, right)
    if op not in {"=", "<>"} and one.kind not in _ORDERED:
        raise Refusal("bad-query", cause="filter-kinds", op=op, one=one.kind, other=other.kind)
    return f"({one.sql} {op} {other.sql})"


def _between(writer: Writer, op: str, args: Sequence[object]) -> str:
    if len(args) == 2 and isinstance(args[1], list):  # noqa: PLR2004 - the form of the draft standard
        args = [args[0], *args[1]]
    if len(args) != 3:  # noqa: PLR2004 - a value and two ends
        raise Refusal("bad-query", cause="filter-arguments", op=op)
    return f"({_compare(writer, '>=', args[:2])} AND {_compare(writer, '<=', [args[0], args[2]])})"


def _like(writer: Writer, op: str, args: Sequence[object]) -> str:
    one, other = _agree(writer, *_pair(op, args))
    if one.kind is not Kind.TEXT:
        raise Refusal("bad-query", cause="filter-kinds", op=op, one=one.kind, other=other.kind)
    if isinstance(other.literal, str) and (len(other.literal) - len(other.literal.rstrip("\\"))) % 2:
        raise Refusal("bad-query", cause="value", name=op, value=other.literal[:60])
    return f"({one.sql} LIKE {other.sql})"


def _in(writer: Writer, op: str, args: Sequence[object]) -> str:
    one, among = _pair(op, args)
    if not isinstance(among, list) or not among:
        raise Refusal("bad-query", cause="filter-arguments", op=op)
    return f"({' OR '.join(_compare(writer, '=', [one, each]) for each in among)})"


def _is_null(writer: Writer, op: str, args: Sequence[object]) -> str:
    node = _only(op, args)
    if isinstance(node, Mapping) and node.get("property") == GEOMETRY:
        return f"({writer.layer.geometry} IS NULL)"
    return f"({_value(writer, node).sql} IS NULL)"


def _spatial(writer: Writer, op: str, args: Sequence[object]) -> str:
    """Write a spatial test. The box of a shape narrows by index first; that a row lies in it follows from the test."""
    left, right = _pair(op, args)
    shapes = [cql_shapes.read(each, writer.reference, op) for each in (left, right) if not _is_geometry(each)]
    if len(shapes) != 1:
        raise Refusal("bad-query", cause="filter-geometry-needed", op=op)
    bound = f"ST_GeomFromWKB({writer.bind(shapes[0].wkb, 'bytea')}, 4326)"
    own = f"({writer.layer.geometry})"
    pair = f"{own}, {bound}" if _is_geometry(left) else f"{bound}, {own}"
    test = f"{cql_shapes.FUNCTIONS[op]}({pair})"
    if op == "s_disjoint" or writer.layer.search is None:
        return f"({test})"
    return f"({within_box(writer, shapes[0])} AND {test})"


def within_box(writer: Writer, shape: Any) -> str:  # noqa: ANN401 - shapely has no types
    """Write the condition that a row may touch a shape, for the spatial index."""
    return f"{writer.layer.search} && {envelope(writer, around_3857(*shapely.bounds(shape)), 3857)}"


def envelope(writer: Writer, sides: tuple[float, float, float, float], srid: int) -> str:
    """Write a box: west, south, east, north."""
    return f"ST_MakeEnvelope({', '.join(writer.bind(side, 'float8') for side in sides)}, {srid:d})"


def _temporal(writer: Writer, op: str, args: Sequence[object]) -> str:
    left, right = _pair(op, args)
    return cql_times.relate(writer.bind, op, _period(writer, left), _period(writer, right))


_PREDICATES: Final[Mapping[frozenset[str], Callable[[Writer, str, Sequence[object]], str]]] = {
    _COMPARED: _compare,
    frozenset({"between"}): _between,
    frozenset({"like"}): _like,
    frozenset({"in"}): _in,
    frozenset({"isnull"}): _is_null,
    frozenset(cql_shapes.FUNCTIONS): _spatial,
    frozenset(cql_times.RELATIONS): _temporal,
}


def _value(writer: Writer, node: object, wanted: Kind | None = None) -> _Value:
    """Write a column, a literal or a calculation; a text takes the kind that it is compared with."""
    match node:
        case bool():
            return _Value(writer.bind(node, "boolean"), Kind.BOOLEAN, node)
        case int() | float():
            return _Value(writer.bind(float(node), "float8"), Kind.NUMBER, node)
        case str() if wanted is Kind.UUID:
            return _Value(writer.bind(cql_times.uuid_text(node), "uuid"), Kind.UUID, node)
        case str():
            return _Value(writer.bind(cql_times.plain(node), "text"), Kind.TEXT, node)
        case {"property": str(name)}:
            return _column(writer, name)
        case Mapping() if "op" in node:
            return _calculated(writer, node)
        case _:
            raise Refusal("bad-query", cause="filter-condition", what=near(str(node)))


def _column(writer: Writer, name: str) -> _Value:
    column = writer.layer.columns.get(name)
    if column is None:
        known = ", ".join([*writer.layer.columns, GEOMETRY])
        raise Refusal("bad-query", cause="filter-property", name=name[:60], known=known)
    writer.used.add(name)
    return _Value(column.sql, column.kind)


def _calculated(writer: Writer, node: Mapping[str, object]) -> _Value:
    op, args = _operation(node)
    if op == "casei":
        value = _value(writer, _only(op, args))
        if value.kind is not Kind.TEXT:
            raise Refusal("bad-query", cause="filter-kinds", op=op, one=value.kind, other=Kind.TEXT)
        return _Value(f"lower({value.sql})", Kind.TEXT)
    if op in _ARITHMETIC:
        one, other = (_value(writer, each) for each in _pair(op, args))
        if not {one.kind, other.kind} <= _NUMBERS:
            raise Refusal("bad-query", cause="filter-kinds", op=op, one=one.kind, other=other.kind)
        divisor = f"nullif({other.sql}, 0)" if op == "/" else other.sql
        return _Value(f"(CAST({one.sql} AS float8) {op} {divisor})", Kind.NUMBER)
    raise Refusal("bad-query", cause="filter-operator", op=op[:60])


def _agree(writer: Writer, left: object, right: object) -> tuple[_Value, _Value]:
    """Write both sides of a comparison; refuse kinds that no database compares."""
    one = _value(writer, left) if not isinstance(left, str) else None
    other = _value(writer, right, one.kind if one else None)
    one = one or _value(writer, left, other.kind)
    same = one.kind is other.kind or {one.kind, other.kind} <= _NUMBERS
    if not same or one.kind not in _CAST:
        raise Refusal("bad-query", cause="filter-kinds", op="=", one=one.kind, other=other.kind)
    return one, other


def _period(writer: Writer, node: object) -> cql_times.Period:
    """Read a moment, a day, an interval, or a column of one."""
    if isinstance(node, Mapping) and isinstance(node.get("interval"), list):
        ends = [
            _period(writer, each) if isinstance(each, Mapping) else cql_times.literal(each) for each in node["interval"]
        ]
        return cql_times.interval(ends)
    if isinstance(node, Mapping) and "property" in node:
        value = _column(writer, str(node["property"]))
        return cql_times.of_column(value.sql, value.kind, str(node["property"]))
    return cql_times.literal(node)


def _is_time(writer: Writer, node: object) -> bool:
    if not isinstance(node, Mapping):
        return False
    column = writer.layer.columns.get(str(node.get("property", "")))
    timed = column is not None and column.kind in {Kind.DATE, Kind.MOMENT}
    return timed or bool({"date", "timestamp", "interval"} & node.keys())


def _is_geometry(node: object) -> bool:
    if not isinstance(node, Mapping) or "property" not in node:
        return False
    if node["property"] != GEOMETRY:
        raise Refusal("bad-query", cause="filter-property", name=str(node["property"])[:60], known=GEOMETRY)
    return True


def _operation(node: Mapping[str, object]) -> tuple[str, Sequence[object]]:
    op, args = str(node["op"]).lower(), node.get("args")
    if not isinstance(args, list) or not args:
        raise Refusal("bad-query", cause="filter-arguments", op=op[:60])
    return op, args


def _only(op: str, args: Sequence[object]) -> object:
    if len(args) != 1:
        raise Refusal("bad-query", cause="filter-arguments", op=op)
    return args[0]


def _pair(op: str, args: Sequence[object]) -> tuple[object, object]:
    if len(args) != 2:  # noqa: PLR2004 - two sides
        raise Refusal("bad-query", cause="filter-arguments", op=op)
    return args[0], args[1]
