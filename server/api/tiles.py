"""Vector tiles by layer: what a tile needs to be drawn for a reader, and the route that draws it.

The twenty that a map asks for at once go a shorter way to the same functions: tile_lane.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache, partial
from typing import Any, Final

from flask import Response, request
from flask_openapi3 import APIBlueprint
from pydantic import BaseModel, Field

from gis import tiles
from gis.cells import SHOWN
from grids.commands import HazardLevel
from grids.errors import Refusal
from grids.hazards import State
from grids.policy import HERE, local_day
from server.api import context, lanes, readers
from server.api.asked import Asked, Day
from server.api.readers import Reader
from server.db import driver
from server.reads import scope as bind
from server.store.policy import heat_on

api = APIBlueprint("tiles", __name__)
MVT: Final = "application/vnd.mapbox-vector-tile"
HEADERS: Final = {"Cache-Control": "private, no-cache", "Vary": "Cookie, Authorization"}
_ANY = next(iter(tiles.LAYERS.values()))


class TilePath(BaseModel):
    """Which tile of which layer."""

    layer: str
    z: int
    x: int
    y: int


class TileQuery(Asked):
    """What is wanted on the tile; `v` only makes the address new."""

    v: str | None = None
    state: list[State] = Field(default_factory=list)
    level: HazardLevel | None = None
    category: str | None = Field(default=None, max_length=3)
    found_from: Day | None = None
    found_to: Day | None = None

    @property
    def is_fine(self) -> bool:
        """Tell whether this asks for more than counts kept ready know: a category, or days."""
        return bool(self.category or self.found_from or self.found_to)


@api.get("/tiles/<string:layer>/<int:z>/<int:x>/<int:y>.mvt", summary="A vector tile")
def tile(path: TilePath, query: TileQuery) -> Response:
    """Return a vector tile of my area; 304 while nothing it shows in my area changed."""
    layer = tiles.LAYERS.get(path.layer)
    today = local_day(context.now())
    with context.reading().alone() as session:
        reader, version = readers.arrive(session, layer or _ANY)
        if layer is None:
            raise Refusal("not-found", thing="layer")
        at = tiles.Address(z=path.z, x=path.x, y=path.y)
        at.check()
        tag = tag_of(reader, version, today)
        if request.if_none_match.contains_weak(tag):
            return _answer(b"", tag, status=304)
        lanes.met(request.environ)
        with driver(session) as connection:
            content = drawn(partial(tiles.rows_of, connection), layer, at, condition(layer, reader, query), today)
    return _answer(content, tag)


def tag_of(reader: Reader, version: str, today: date) -> str:
    """Name what a reader sees on a day: it differs for others, and when anything shown changed."""
    return f"{version}.{today.isoformat()}.{reader.fingerprint}"


def drawn(ask: tiles.Ask, layer: tiles.Layer, at: tiles.Address, wanted: tiles.Condition, today: date) -> bytes:
    """Draw a tile of what a reader may see and wants (`condition`)."""
    return tiles.render(ask, layer, at, wanted, today, _weights(today))


def condition(layer: tiles.Layer, reader: Reader, query: TileQuery) -> tiles.Condition:
    """Bind the scope. Units carry figures of those hazards only that the reader may see; a planner's carry none."""
    wanted, values = _wanted(query)
    if layer.bound == "unit":
        units, counted = bind.units(reader.units).apart("unit_"), bind.hazards(reader.seen)
        bound, figures = units, f"AND {counted.sql} {wanted}"
        values = {**units.values, **counted.values, **values}
    else:
        bound = {"hazard": bind.hazards, "enterprise": bind.enterprises}[layer.bound](reader.seen)
        figures, values = wanted, {**bound.values, **values}
    ready = bind.ready(reader.seen)
    if ready is None or query.is_fine:
        return tiles.Condition(scope=bound.sql, values=values, figures=figures)
    counts = replace(ready[0], states=tuple(query.state) or SHOWN, levels=_levels(query))
    return tiles.Condition(scope=bound.sql, values={**values, **ready[1]}, figures=figures, ready=counts)


def _levels(query: TileQuery) -> tuple[HazardLevel, ...]:
    return tuple(HazardLevel) if query.level is None else (query.level,)


def _wanted(query: TileQuery) -> tuple[str, dict[str, Any]]:
    chosen = {
        "AND h.state = ANY(:w_state)": ("w_state", [s.value for s in query.state]),
        "AND h.level = :w_level": ("w_level", query.level and query.level.value),
        "AND starts_with(h.category, :w_category)": ("w_category", query.category),
        "AND h.found_at >= :w_from": ("w_from", query.found_from and _midnight(query.found_from)),
        "AND h.found_at < :w_to": ("w_to", query.found_to and _midnight(query.found_to + timedelta(days=1))),
    }
    used = {sql: pair for sql, pair in chosen.items() if pair[1]}
    return " ".join(used), dict(used.values())


def _answer(content: bytes, tag: str, status: int = 200) -> Response:
    response = Response(content, status, mimetype=MVT)
    response.set_etag(tag, weak=True)
    response.headers.update(HEADERS)
    return response


@lru_cache(maxsize=4)
def _weights(day: date) -> Mapping[str, int]:
    return heat_on(day).weights


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=HERE)
