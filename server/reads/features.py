"""Layers as GeoJSON for other GIS programs: pages by id that neither skip nor repeat a row, counts, extents."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from psycopg import Connection
from psycopg.errors import DataError, QueryCanceled
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis import tiles
from gis.layers import Kind, Layer
from gis.references import Reference
from grids.errors import Refusal
from grids.permissions import Scope
from server.db import WEB_STATEMENT_TIMEOUT_S, driver
from server.reads import scope as bind
from server.reads.stamps import Proof

COUNTED: Final = 10_000
"""How far rows are counted; beyond it `numberMatched` is left out."""
_CAST: Final = {Kind.INTEGER: "bigint", Kind.UUID: "uuid"}
_MARK: Final = {Kind.TEXT: "text", Kind.INTEGER: "bigint", Kind.NUMBER: "numeric", Kind.DATE: "date"} | {
    Kind.MOMENT: "timestamptz", Kind.BOOLEAN: "boolean", Kind.UUID: "uuid"
}  # fmt: skip
_LEAST: Final = {
    Kind.TEXT: "''", Kind.INTEGER: "-9223372036854775808", Kind.NUMBER: "'-infinity'::numeric",
    Kind.DATE: "'-infinity'::date", Kind.MOMENT: "'-infinity'::timestamptz", Kind.BOOLEAN: "false",
}  # fmt: skip
"""What stands for nothing when rows are sorted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """The last row of a page: its id, and what it was sorted by."""

    id: str
    sorted: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is asked of a layer: conditions with their values, where a page begins, how long it is, in which system."""

    conditions: tuple[str, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    joins: bool = False
    after: Mark | None = None
    limit: int = 100
    reference: Reference
    sort: str | None = None
    falling: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Features as JSON with commas between them, how many, where to go on, and how many match in all, if known."""

    features: bytes
    returned: int
    following: Mark | None
    matched: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """For whom and for which day a layer is read; `scope` and `counted` are theirs (hazards, for figures of units)."""

    scope: Scope
    counted: Scope
    today: date


def page(connection: Connection[Any], layer: Layer, reader: Reader, wanted: Wanted, proof: Proof | None = None) -> Page:
    """Read one page: one statement, and a second one that counts where the page does not hold everything.

    The driver is asked itself: ten features take it less time than the layers above it. `proof` is what must hold of
    who asks, in the very statement that reads for them.

    Raises: Refusal("too-slow") after the web's limit of time, Refusal("bad-query") for values that no column can hold,
    StaleError where the asker is no longer who they were.
    """
    form = _Form(
        layer=layer, scope=reader.scope, counted=reader.counted, conditions=wanted.conditions, joins=wanted.joins,
        sort=wanted.sort, falling=wanted.falling, goes_on=wanted.after is not None, reference=wanted.reference,
        proves=proof is not None,
    )  # fmt: skip
    statement, bound = _written(form)
    values = {**bound, **wanted.values, "today": reader.today, "limit": wanted.limit, "digits": wanted.reference.digits}
    if wanted.after is not None:
        values |= {"last_id": wanted.after.id, "last": wanted.after.sorted}
    if proof is not None:
        values["token"] = proof.token_sha256
    stamp, found, last_id, last_mark, features = _row(connection, statement, values)
    if proof is not None:
        proof.check(stamp)
    more_follow = found > wanted.limit
    is_whole = wanted.after is None and not more_follow
    return Page(
        features=bytes(features or b""),
        returned=min(found, wanted.limit),
        following=Mark(id=last_id, sorted=last_mark) if more_follow else None,
        matched=found if is_whole else count(connection, layer, reader, wanted),
    )


def one(connection: Connection[Any], layer: Layer, reader: Reader, own: str, reference: Reference) -> str:
    """Read one feature. Raises: Refusal("not-found") outside the reader's scope, or for what is no id."""
    key = _key(layer, own)
    wanted = Wanted(
        conditions=(f"{layer.alias}.id = CAST(:own AS {_CAST[layer.key]})",), values={"own": key}, limit=1,
        reference=reference,
    )  # fmt: skip
    found = page(connection, layer, reader, wanted)
    if not found.returned:
        raise Refusal("not-found", thing="feature")
    return found.features.decode()


def count(connection: Connection[Any], layer: Layer, reader: Reader, wanted: Wanted) -> int | None:
    """Count what matches, whatever the page, no further than the limit; nothing beyond it."""
    bound, values = _bound(layer, reader.scope, reader.counted)
    joins = _joins(layer, reader.counted) if wanted.joins else ""
    statement = (
        f"SELECT count(*) AS n FROM (SELECT 1 FROM {layer.table} {layer.alias} {joins} WHERE {layer.holds} "
        f"AND {bound.sql} {_and(wanted.conditions)} LIMIT {COUNTED + 1}) c"
    )
    asked = {**values, **wanted.values, "today": reader.today}
    n = int(_row(connection, _for_driver(statement), asked)[0])
    return n if n <= COUNTED else None


def extent(session: Session, layer: Layer, reader: Reader) -> tuple[float, float, float, float] | None:
    """Return the box of everything in scope in WGS-84 degrees; none where there is nothing."""
    bound, values = _bound(layer, reader.scope, reader.counted)
    statement = (
        f"SELECT ST_XMin(b.box) AS west, ST_YMin(b.box) AS south, ST_XMax(b.box) AS east, ST_YMax(b.box) AS north "
        f"FROM (SELECT ST_Extent({layer.geometry}) AS box FROM {layer.table} {layer.alias} "
        f"WHERE {layer.holds} AND {bound.sql}) b"
    )
    with driver(session) as connection:
        west, south, east, north = _row(connection, _for_driver(statement), {**values, "today": reader.today})
    return None if west is None else (west, south, east, north)


def metric_srid(session: Session) -> int | None:
    """Return the system in metres that the boundaries of this deployment are kept in. No scope: it is no fact."""
    statement = "SELECT ST_SRID(geom_metric) FROM grid_unit WHERE geom_metric IS NOT NULL LIMIT 1"
    return session.scalar(text(statement)) or None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Form:
    """What the text of a page's statement depends on: the same for page after page of a program."""

    layer: Layer
    scope: Scope
    counted: Scope
    conditions: tuple[str, ...]
    joins: bool
    sort: str | None
    falling: bool
    goes_on: bool
    reference: Reference
    proves: bool


@functools.lru_cache(maxsize=256)
def _written(form: _Form) -> tuple[str, Mapping[str, Any]]:
    """Write the statement of a page as the driver knows it, and the values of its scope."""
    layer = form.layer
    bound, values = _bound(layer, form.scope, form.counted)
    sort, key = _sort(layer, form.sort), f"{layer.alias}.id"
    way = "DESC" if form.falling else "ASC"
    joins = _joins(layer, form.counted)
    needs_joins = form.joins or (form.sort is not None and layer.columns[form.sort].joined)
    statement = bind.statement("features").format(
        key=key, mark=sort or "NULL", order=f"{sort} {way}, {key} {way}" if sort else key,
        table=layer.table, alias=layer.alias, holds=layer.holds, scope=bound.sql,
        filter=_and(form.conditions) + (_after(layer, form.sort, falling=form.falling) if form.goes_on else ""),
        filter_joins=joins if needs_joins else "", joins=joins,
        geometry=_geometry(layer, form.reference), columns=_columns(layer),
        stamp="token_stamp(:token)" if form.proves else "NULL",
    )  # fmt: skip
    return _for_driver(statement), values


def _bound(layer: Layer, scope: Scope, counted: Scope) -> tuple[bind.Bound, dict[str, Any]]:
    bound: bind.Bound = getattr(bind, layer.bound)(scope, layer.alias)
    return bound, {**bound.values, **bind.hazards(counted).apart("counted_").values}


def _joins(layer: Layer, counted: Scope) -> str:
    return layer.joins.format(counted=bind.hazards(counted).apart("counted_").sql)


def _columns(layer: Layer) -> str:
    return ", ".join(f'{each.sql} AS "{each.name}"' for each in layer.properties)


def _geometry(layer: Layer, reference: Reference) -> str:
    """Write the geometry in a system: the metric authority itself where that is the system asked for."""
    shape = layer.geometry
    match reference.srid:
        case 4326 | 4490:  # the same numbers within the error of any phone (docs/decisions.md)
            pass
        case srid:
            shape = f"ST_Transform({layer.geometry}, {srid:d})"
            if layer.metric:
                shape = f"CASE WHEN ST_SRID({layer.metric}) = {srid:d} THEN {layer.metric} ELSE {shape} END"
    if layer.shape != "Point":
        shape = f"ST_ForcePolygonCCW({shape})"
    return f"ST_FlipCoordinates({shape})" if reference.flipped else shape


def _sort(layer: Layer, name: str | None) -> str | None:
    if name is None:
        return None
    column = layer.columns[name]
    return f"coalesce({column.sql}, {_LEAST[column.kind]})"


def _after(layer: Layer, name: str | None, *, falling: bool) -> str:
    """Continue after the last row by id, or by what it was sorted by and id: rows that came meanwhile shift none."""
    sign = "<" if falling else ">"
    own = f"CAST(:last_id AS {_CAST[layer.key]})"
    if name is None:
        return f" AND {layer.alias}.id {sign} {own}"
    kind = _MARK[layer.columns[name].kind]
    return f" AND ({_sort(layer, name)}, {layer.alias}.id) {sign} (CAST(:last AS {kind}), {own})"


def _key(layer: Layer, own: str) -> str:
    """Check that a text can be an id of the layer; what is none is not found."""
    fits = (
        own.isascii() and own.isdigit() and len(own) < len(str(2**63)) if layer.key is Kind.INTEGER else _is_uuid(own)
    )
    if not fits:
        raise Refusal("not-found", thing="feature")
    return own


def _is_uuid(own: str) -> bool:
    return [len(part) for part in own.split("-")] == [8, 4, 4, 4, 12] and set(own.lower()) <= set("0123456789abcdef-")


def _and(conditions: tuple[str, ...]) -> str:
    return "".join(f" AND {each}" for each in conditions)


@functools.lru_cache(maxsize=256)
def _for_driver(statement: str) -> str:
    return tiles.bound(statement.replace("%", "%%"))


def _row(connection: Connection[Any], statement: str, values: Mapping[str, Any]) -> tuple[Any, ...]:
    """Run within the limit of time that every connection of the web has."""
    try:
        (row,) = tiles.rows_of(connection, statement, values)
    except QueryCanceled as fault:
        raise Refusal("too-slow", seconds=WEB_STATEMENT_TIMEOUT_S) from fault
    except DataError as fault:
        raise Refusal("bad-query", cause="value-range", what=str(fault).partition("\n")[0][:120]) from fault
    else:
        return row
