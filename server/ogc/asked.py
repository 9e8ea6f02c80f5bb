"""What a request asks: its parameters, known and well-formed, or a refusal that says which is not."""

from __future__ import annotations

import base64
import functools
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Final

import shapely
from flask import request

from gis import cql, cql_read, cql_shapes, cql_times, references
from gis.layers import LAYERS, Kind, Layer
from gis.references import CRS84, Reference
from grids.errors import Refusal
from grids.permissions import Grant, Person, Role, Scope, scope
from grids.policy import local_day
from server.api import context
from server.reads.features import Mark, Reader, Wanted

FORMATS: Final = ("json", "html")
USUAL: Final = 100
MOST: Final = 2_000
"""Features of a page; a larger `limit` is taken as this one (OGC 17-069r4, 7.15.3)."""
_DEGREES: Final = 4326
_SIDES: Final = 16
_WORLD_M: Final = 1e9
"""Metres beyond which no coordinate of any system on the earth lies."""
PARAMETERS: Final = (
    "limit", "bbox", "bbox-crs", "datetime", "crs", "filter", "filter-lang", "filter-crs", "sortby", "cursor",
)  # fmt: skip
Metric = Callable[[], int | None]


def layer_of(name: str) -> Layer:
    """Give the layer of a name to whoever is signed in."""
    context.signed_in()
    if name not in LAYERS:
        raise Refusal("not-found", thing="collection")
    return LAYERS[name]


def reader(layer: Layer) -> Reader:
    """Say for whom a layer is read: by the grants of this moment, of the roles that see it."""
    return reader_of(context.signed_in().person, layer)


def reader_of(person: Person, layer: Layer) -> Reader:
    """Say what a person reads of a layer today."""
    seen, counted = _scopes(person.grants, layer.sees)
    return Reader(scope=seen, counted=counted, today=local_day(context.now()))


@functools.lru_cache(maxsize=1_024)
def _scopes(grants: tuple[Grant, ...], sees: frozenset[Role]) -> tuple[Scope, Scope]:
    return scope(grants, sees), scope(grants)


def parameters(known: Iterable[str] = (), formats: Iterable[str] = FORMATS) -> Mapping[str, str]:
    """Take the parameters of this request, each once; refuse those nobody knows."""
    return checked(request.args.lists(), known, formats)


def checked(
    given: Iterable[tuple[str, list[str]]], known: Iterable[str] = (), formats: Iterable[str] = FORMATS
) -> Mapping[str, str]:
    """Take parameters, each once. Raises: Refusal("bad-query") for one that nobody knows or that is repeated."""
    names = ["f", *known]
    chosen = {}
    for name, values in given:
        if name not in names:
            raise Refusal("bad-query", cause="parameter", name=name[:60], known=", ".join(names))
        if len(values) > 1:
            raise Refusal("bad-query", cause="repeated", name=name)
        chosen[name] = values[0]
    if "f" in chosen and chosen["f"] not in {*formats}:
        raise Refusal("bad-query", cause="f", value=chosen["f"][:60], known=", ".join(formats))
    return chosen


def reference(uri: str, metric: Metric) -> Reference:
    """Give the system of a URI; the deployment's own metric one is looked up only for one that is not always there."""
    try:
        return references.named(uri)
    except Refusal:
        return references.named(uri, metric())


def of_items(layer: Layer) -> tuple[str, ...]:
    """Name the parameters that a layer's features may be asked with."""
    return (*PARAMETERS, *layer.columns)


def wanted(layer: Layer, given: Mapping[str, str], metric: Metric) -> Wanted:
    """Read what is asked of a layer's features by parameters that are known (`of_items`)."""
    writer = cql.Writer(layer=layer, reference=reference(given.get("filter-crs", CRS84), metric))
    conditions = [cql.equal(writer, name, given[name]) for name in layer.columns if name in given]
    if "bbox" in given:
        conditions.append(_bbox(writer, given["bbox"], reference(given.get("bbox-crs", CRS84), metric)))
    elif "bbox-crs" in given:
        reference(given["bbox-crs"], metric)
    if "datetime" in given:
        conditions.append(_datetime(writer, given["datetime"]))
    conditions += [cql.write(writer, node) for node in _filter(given)]
    sort, falling = _sortby(layer, given.get("sortby"))
    return Wanted(
        conditions=tuple(conditions), values=writer.values, joins=writer.joins, sort=sort, falling=falling,
        after=_mark(given.get("cursor"), given.get("sortby"), layer), limit=_limit(given.get("limit")),
        reference=reference(given.get("crs", CRS84), metric),
    )  # fmt: skip


def cursor(mark: Mark, sortby: str | None) -> str:
    """Write where the next page begins; a mark is good for the order it was made in."""
    body = json.dumps([mark.id, mark.sorted, sortby], ensure_ascii=False)
    return base64.urlsafe_b64encode(body.encode()).decode().rstrip("=")


def _mark(text: str | None, sortby: str | None, layer: Layer) -> Mark | None:
    if text is None:
        return None
    try:
        own, last, order = json.loads(base64.urlsafe_b64decode(f"{text}{'=' * (-len(text) % 4)}"))
        fits = isinstance(own, str) and order == sortby and isinstance(last, str) == (sortby is not None)
        fits = fits and "\0" not in f"{own}{last}"
        key = str(int(own)) if layer.key is Kind.INTEGER else cql_times.uuid_text(own)
    except (ValueError, TypeError, Refusal) as wrong:
        raise Refusal("bad-query", cause="cursor") from wrong
    if not fits:
        raise Refusal("bad-query", cause="cursor")
    return Mark(id=key, sorted=last)


def _limit(text: str | None) -> int:
    if text is None:
        return USUAL
    if not text.isascii() or not text.isdigit() or not text.strip("0"):
        raise Refusal("bad-query", cause="limit")
    return MOST if len(text.lstrip("0")) > len(str(MOST)) else min(int(text), MOST)


def _sortby(layer: Layer, text: str | None) -> tuple[str | None, bool]:
    if text is None:
        return None, False
    name = text.removeprefix("-").removeprefix("+").strip()
    if name not in layer.columns or layer.columns[name].kind is Kind.UUID:
        raise Refusal("bad-query", cause="sortby")
    return name, text.startswith("-")


def _filter(given: Mapping[str, str]) -> list[object]:
    language = given.get("filter-lang", "cql2-text")
    if language not in {"cql2-text", "cql2-json"}:
        raise Refusal("bad-query", cause="filter-lang")
    if "filter" not in given:
        return []
    return [cql_read.read_text(given["filter"]) if language == "cql2-text" else cql_read.read_json(given["filter"])]


def _bbox(writer: cql.Writer, text: str, system: Reference) -> str:
    """Write the condition that a row touches a box; in degrees, a box from east to west crosses the date line."""
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError as wrong:
        raise Refusal("bad-query", cause="bbox") from wrong
    if len(numbers) not in {4, 6}:
        raise Refusal("bad-query", cause="bbox")
    west = 1 if system.flipped else 0
    east = len(numbers) // 2 + west
    parts = [numbers]
    if system.degrees and numbers[west] > numbers[east]:
        first, second = list(numbers), list(numbers)
        first[east], second[west] = 180.0, -180.0
        parts = [first, second]
    return f"({' OR '.join(_touches(writer, cql_shapes.plane(part), system) for part in parts)})"


def _touches(writer: cql.Writer, box: tuple[float, float, float, float], system: Reference) -> str:
    if system.srid == _DEGREES:
        return _touches_degrees(writer, box if not system.flipped else (box[1], box[0], box[3], box[2]))
    shape = shapely.box(*box)
    if not system.degrees and max(map(abs, box)) > _WORLD_M:
        raise Refusal("bad-query", cause="outside-world")
    if not system.degrees:  # its sides are no meridians: they bend in degrees
        shape = shapely.segmentize(shape, max(box[2] - box[0], box[3] - box[1], 1.0) / _SIDES)
    moved = system.to_wgs84(shape)
    layer = writer.layer
    near = f"{cql.within_box(writer, moved)} AND " if layer.search else ""
    return f"({near}ST_Intersects({layer.geometry}, ST_GeomFromWKB({writer.bind(moved.wkb, 'bytea')}, 4326)))"


def _touches_degrees(writer: cql.Writer, box: tuple[float, float, float, float]) -> str:
    """Write the same of a box that needs no other system: what maps ask with every move."""
    references.check_degrees(box[:2], box[2:])
    layer = writer.layer
    near = cql.envelope(writer, references.around_3857(*box), 3857)
    first = f"{layer.search} && {near} AND " if layer.search else ""
    within = cql.envelope(writer, box, _DEGREES)
    return f"({first}ST_Intersects({layer.geometry}, {within}))"


def _datetime(writer: cql.Writer, text: str) -> str:
    """Write the condition that a row's time and the time asked for have a moment in common."""
    period = cql_times.of_parameter(text)
    kinds = {column.sql: column.kind for column in writer.layer.properties}
    ends = [cql_times.of_column(sql, kinds.get(sql, Kind.DATE), sql) for sql in writer.layer.temporal]
    last = ends[1].last if len(ends) > 1 else ""
    starts = f"coalesce({ends[0].first}, '-infinity')"
    begun = f"{starts} <= {writer.bind(period.last, 'timestamptz')}"
    if not last:
        return f"({begun})"
    return f"({begun} AND coalesce({last}, 'infinity') >= {writer.bind(period.first, 'timestamptz')})"
