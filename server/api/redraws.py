"""Plans of grid boundaries: the list, one plan, its map, what it does, an edit tried; and the grid map of any day."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from flask import Response, jsonify, request
from flask_openapi3 import APIBlueprint
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from grids.boundaries import BoundaryOp
from grids.errors import Refusal
from grids.permissions import DRAWS_UNITS, SEES_UNITS, scope
from grids.policy import local_day
from grids.redraws import RedrawState
from server import wire
from server.api import context
from server.api.asked import Asked, Day
from server.reads import redraw_impact, redraws
from server.reads.redraws import Box

api = APIBlueprint("redraws", __name__, url_prefix="/api/v1")


class RedrawPath(BaseModel):
    """Which plan."""

    id: UUID


class Wanted(Asked):
    """Which plans; without a state, all but those put away."""

    state: list[RedrawState] = Field(default_factory=list)


class WantedUnits(Asked):
    """Which units: inside a box `west,south,east,north`, by key, or only those that the plan changed."""

    bbox: str | None = Field(default=None, max_length=200)
    key: list[str] = Field(default_factory=list, max_length=500)
    changed: bool = False


class OfUnit(Asked):
    """Of which unit."""

    unit: int = Field(ge=1, le=2**31 - 1)


class OnDay(Asked):
    """On which day; without one, today."""

    on: Day | None = None
    bbox: str | None = Field(default=None, max_length=200)


class Try(BaseModel):
    """An edit to try; its form is that of `edit-redraw`."""

    model_config = ConfigDict(extra="forbid")
    op: Annotated[BoundaryOp, Field(discriminator="kind")]


_TRY: TypeAdapter[Try] = TypeAdapter(Try)


@api.get("/redraws", summary="Plans of grid boundaries")
def listed(query: Wanted) -> Response:
    """List the plans of my area, newest first."""
    person = context.signed_in().person
    with context.reading().session() as session:
        return jsonify(redraws.listed(session, person, query.state))


@api.get("/redraws/<uuid:id>", summary="One plan")
def one(path: RedrawPath) -> Response:
    """Return a plan with its edits, who made them, what is checked, and what I may do next."""
    person = context.signed_in().person
    with context.reading().session() as session:
        found = redraws.one(session, person, path.id)
        row = redraws.row(session, person, path.id)
        return jsonify({**found, "checks": redraw_impact.checks(session, person, row, context.now())})


@api.get("/redraws/<uuid:id>/units", summary="The units of a plan as GeoJSON")
def units(path: RedrawPath, query: WantedUnits) -> Response:
    """Return the district's units as the plan has them; ended ones come without a geometry."""
    person = context.signed_in().person
    with context.reading().session() as session:
        row = redraws.row(session, person, path.id)
        body = redraws.units(session, person, row, _box(query.bbox), query.key, changed=query.changed)
    return _geojson(body)


@api.get("/redraws/<uuid:id>/sites", summary="Enterprises of a unit, by name and place")
def sites(path: RedrawPath, query: OfUnit) -> Response:
    """List name, address and place of the enterprises of a unit, to hand some over; for who draws plans."""
    person = context.signed_in_as(*DRAWS_UNITS).person
    with context.reading().session() as session:
        row = redraws.row(session, person, path.id)
        return jsonify(redraws.sites(session, person, row, query.unit))


@api.get("/redraws/<uuid:id>/impact", summary="What a plan would do")
def impact(path: RedrawPath) -> Response:
    """Count enterprises, open hazards, due visits and minutes by unit, before and after; list who moves."""
    person = context.signed_in().person
    with context.reading().session() as session:
        row = redraws.row(session, person, path.id)
        return jsonify(redraw_impact.of_plan(session, person, row, context.now()))


@api.post("/redraws/<uuid:id>/try", summary="Try an edit without keeping it")
def attempt(path: RedrawPath) -> Response:
    """Return the units an edit would touch as GeoJSON, and what it alone would do; nothing is written."""
    person = context.signed_in_as(*DRAWS_UNITS).person
    op = _op(request.get_data(cache=False))
    with context.reading().session() as session:
        row = redraws.row(session, person, path.id)
        return jsonify(redraw_impact.tried(session, person, row, op, context.now()))


@api.get("/units", summary="Grid units as they were on a day")
def on_day(query: OnDay) -> Response:
    """Return the grid units of my area on any day as GeoJSON, dedicated ones too."""
    person = context.signed_in().person
    on = query.on or local_day(context.now())
    with context.reading().session() as session:
        return _geojson(redraws.units_on(session, scope(person.grants, SEES_UNITS), on, _box(query.bbox)))


def _op(body: bytes) -> BoundaryOp:
    if len(body) > wire.MAX_BYTES:
        raise Refusal("too-large", limit=wire.MAX_BYTES)
    try:
        return _TRY.validate_json(body).op
    except ValidationError as problem:
        raise Refusal("bad-act", at=wire.where(problem)) from problem


def _box(told: str | None) -> Box | None:
    """Read `west,south,east,north` in degrees."""
    if told is None:
        return None
    try:
        west, south, east, north = (float(part) for part in told.split(","))
    except ValueError as problem:
        raise Refusal("bad-act", at="bbox") from problem
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):  # noqa: PLR2004 - degrees
        raise Refusal("bad-act", at="bbox")
    return west, south, east, north


def _geojson(body: str) -> Response:
    return Response(body, mimetype="application/geo+json", headers={"Cache-Control": "no-store"})
