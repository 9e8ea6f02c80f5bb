"""The map: the base map, and figures of grid units (tiles: tiles.py)."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, time, timedelta

from flask import Response, jsonify, request
from flask_openapi3 import APIBlueprint

from grids.policy import HERE, local_day
from server.api import context
from server.api.asked import Asked, Day
from server.reads import basemap, figures, frequency
from server.store.policy import grading_on, load_on

api = APIBlueprint("maps", __name__)
_YEAR = timedelta(days=365)


class OfTown(Asked):
    """Of which town; without one, of all of mine."""

    town: int | None = None


class Period(Asked):
    """Which days; both included. Without them, the last 365 days."""

    town: int | None = None
    period_from: Day | None = None
    period_to: Day | None = None


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
        rows = frequency.by_grade(session, context.seen(), today, query.town)
    return jsonify({"as_of": today.isoformat(), "soon_days": load_on(today).due_within_days, "grades": rows})


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=HERE)
