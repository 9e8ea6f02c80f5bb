"""The map: vector tiles by layer, the base map, figures of grid units."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from flask import Response, jsonify, request
from flask_openapi3 import APIBlueprint
from pydantic import BaseModel, Field

from gis import tiles
from gis.cells import SHOWN
from grids.commands import HazardLevel
from grids.errors import Refusal
from grids.hazards import State
from grids.policy import HERE, local_day
from server.api import context, readers
from server.api.asked import Asked, Day
from server.api.readers import Reader
from server.db import driver
from server.reads import basemap, figures, frequency
from server.reads import scope as bind
from server.store.policy import grading_on, heat_on, policy_on

api = APIBlueprint("maps", __name__)
_YEAR = timedelta(days=365)
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


class OfTown(Asked):
    """Of which town; without one, of all of mine."""

    town: int | None = None


class Period(Asked):
    """Which days; both included. Without them, the last 365 days."""

    town: int | None = None
    period_from: Day | None = None
    period_to: Day | None = None


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
        tag = f"{version}.{today.isoformat()}.{reader.fingerprint}"
        if request.if_none_match.contains_weak(tag):
            return _tile(b"", tag, status=304)
        condition = _condition(layer, reader, query)
        with driver(session) as connection:
            content = tiles.render(connection, layer, at, condition, today, heat_on(today).weights)
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


@api.get("/api/v1/figures/grades", summary="Enterprises by grade in every grid unit")
def grade_figures(query: OfTown) -> Response:
    """Return for my area how many enterprises that are looked after have which grade, and how many none."""
    with context.reading().session() as session:
        shares = grading_on(local_day(context.now())).unit_shares
        units = figures.grades(session, context.seen(), shares, query.town)
    return jsonify({"as_of": context.now().isoformat(), "shares": dict(shares), "units": units})


@api.get("/api/v1/figures/visits", summary="Visits owed, paid and overdue by grade")
def visit_figures(query: OfTown) -> Response:
    """Return for my area by grade: the interval, who owes a visit, who had one in time, who is overdue."""
    today = local_day(context.now())
    with context.reading().session() as session:
        rows = frequency.by_grade(session, context.seen(), policy_on(today), today, query.town)
    return jsonify({"as_of": today.isoformat(), "soon_days": frequency.SOON_DAYS, "grades": rows})


def _condition(layer: tiles.Layer, reader: Reader, query: TileQuery) -> tiles.Condition:
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


def _tile(content: bytes, tag: str, status: int = 200) -> Response:
    response = Response(content, status, mimetype="application/vnd.mapbox-vector-tile")
    response.set_etag(tag, weak=True)
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Vary"] = "Cookie, Authorization"
    return response


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=HERE)
