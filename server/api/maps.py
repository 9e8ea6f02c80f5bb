"""The map: vector tiles by layer, the base map, figures of grid units."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, time, timedelta
from typing import Any

from flask import Response, jsonify, request
from flask_openapi3 import APIBlueprint
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from gis import tiles
from grids.errors import Refusal
from grids.hazards import State
from grids.permissions import SEES_UNITS, Scope, scope
from grids.policy import HERE, local_day
from server.api import context
from server.reads import basemap, feed, figures
from server.reads import scope as bind

api = APIBlueprint("maps", __name__)
_YEAR = timedelta(days=365)


class TilePath(BaseModel):
    """Which tile of which layer."""

    layer: str
    z: int
    x: int
    y: int


class TileQuery(BaseModel):
    """What is wanted on the tile; `v` only makes the address new."""

    v: str | None = None
    state: list[State] = Field(default_factory=list)
    level: str | None = None
    category: str | None = Field(default=None, max_length=3)
    found_from: date | None = None
    found_to: date | None = None


class Period(BaseModel):
    """Which days; both included. Without them, the last 365 days."""

    town: int | None = None
    period_from: date | None = None
    period_to: date | None = None


@api.get("/tiles/<string:layer>/<int:z>/<int:x>/<int:y>.mvt", summary="A vector tile")
def tile(path: TilePath, query: TileQuery) -> Response:
    """Return a vector tile of my area; 304 while nothing in my area changed."""
    person = context.signed_in().person
    layer = tiles.LAYERS.get(path.layer)
    if layer is None:
        raise Refusal("not-found", thing="layer")
    seen = scope(person.grants, SEES_UNITS) if layer.bound == "unit" else context.seen()
    today = local_day(context.now())
    with context.reading().session() as session:
        tag = _tag(session, seen, today)
        if request.if_none_match.contains_weak(tag):
            return _tile(b"", tag, status=304)
        condition = _condition(layer, seen, query)
        content = tiles.render(session, layer, tiles.Address(z=path.z, x=path.x, y=path.y), condition, today)
    return _tile(content, tag)


@api.get("/api/v1/map/base", summary="The offline base map")
def base() -> Response:
    """Return water, outlines and names as GeoJSON."""
    context.signed_in()
    with context.reading().session() as session:
        body = basemap.whole(session)
    response = Response(body, mimetype="application/geo+json", headers={"Cache-Control": "private, max-age=3600"})
    response.set_etag(hashlib.sha256(body.encode()).hexdigest()[:32])
    response.make_conditional(request)
    return response


@api.get("/api/v1/figures/units", summary="Figures of grid units, with their formulas")
def unit_figures(query: Period) -> Response:
    """Return counts and shares by grid unit of my area."""
    at = context.now()
    first = query.period_from or local_day(at - _YEAR)
    last = query.period_to or local_day(at)
    period = (_midnight(first), _midnight(last + timedelta(days=1)))
    with context.reading().session() as session:
        body = figures.of_units(session, context.seen(), period, local_day(at), query.town)
    shown = {"as_of": at.isoformat(), "period": {"from": first.isoformat(), "to": last.isoformat()}}
    return jsonify({**shown, **body})


def _condition(layer: tiles.Layer, seen: Scope, query: TileQuery) -> tiles.Condition:
    """Bind the scope. Units carry figures of those hazards only that the reader may see; a planner's carry none."""
    bound = {"unit": bind.units, "hazard": bind.hazards, "enterprise": bind.enterprises}[layer.bound](seen)
    wanted, values = _wanted(query)
    if layer.bound == "unit":
        counted = bind.hazards(context.seen()).apart("counted_")
        wanted, values = f"{wanted} AND {counted.sql}", {**values, **counted.values}
    return tiles.Condition(scope=bound.sql, values={**bound.values, **values}, figures=wanted)


def _wanted(query: TileQuery) -> tuple[str, dict[str, Any]]:
    chosen = {
        "AND h.state = ANY(:w_state)": ("w_state", [s.value for s in query.state]),
        "AND h.level = :w_level": ("w_level", query.level),
        "AND h.category LIKE :w_category || '%'": ("w_category", query.category),
        "AND h.found_at >= :w_from": ("w_from", query.found_from and _midnight(query.found_from)),
        "AND h.found_at < :w_to": ("w_to", query.found_to and _midnight(query.found_to + timedelta(days=1))),
    }
    used = {sql: pair for sql, pair in chosen.items() if pair[1]}
    return " ".join(used), dict(used.values())


def _tag(session: Session, seen: Scope, today: date) -> str:
    """Version what this reader may see: the feed's head, the day, and the scope itself."""
    own = f"{bind.fingerprint(seen)}{bind.fingerprint(context.seen())}"
    return f"{feed.head(session, seen)}.{today.isoformat()}.{own}"


def _tile(content: bytes, tag: str, status: int = 200) -> Response:
    response = Response(content, status, mimetype="application/vnd.mapbox-vector-tile")
    response.set_etag(tag, weak=True)
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Vary"] = "Cookie"
    return response


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=HERE)
