"""Spot checks of self-reports: who could be drawn, orders, samples, results, and the draw done again."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from flask import Response
from flask_openapi3 import APIBlueprint
from pydantic import BaseModel, Field

from grids.permissions import SPOT_CHECKS, Person
from grids.policy import local_day
from server.api import context
from server.api.asked import Asked, Day
from server.reads import spot_checks

api = APIBlueprint("spot_checks", __name__, url_prefix="/api/v1")
_PERIOD = r"^\d{4}(Q[1-4])?$"
Flag = Literal["waiting", "unassigned", "overdue", "done", "impossible", "mismatch", "match"]
Side = Literal["checked", "true", "not_true", "missed", "found", "closings", "false_closings"]


class SpotPath(BaseModel):
    """Which order."""

    id: UUID


class SpotTargetPath(BaseModel):
    """Which enterprise of a sample."""

    target: UUID


class SidePath(BaseModel):
    """Which number."""

    side: Side


class Wanted(Asked):
    """Of which order, town, enterprise; checked from and to, both days included; with which flag."""

    spot_check: UUID | None = None
    town: int | None = None
    enterprise: UUID | None = None
    first: Day | None = None
    last: Day | None = None
    flag: Flag | None = None


class WantedFrame(Asked):
    """Of which district and period."""

    district: int
    period: str = Field(pattern=_PERIOD)


@api.get("/spot-checks", summary="Spot checks of self-reports")
def orders() -> Response:
    """List the orders of my area with how far they are, newest first."""
    with context.reading().session() as session:
        return context.as_json({"items": spot_checks.orders(session, _reader(), local_day(context.now()))})


@api.get("/spot-checks/frame", summary="Who could be drawn for a spot check")
def frame(query: WantedFrame) -> Response:
    """Count the enterprises with a self-report of a period, by town, class, grade and zero report."""
    with context.reading().session() as session:
        return context.as_json(spot_checks.frame(session, _reader(), query.district, query.period))


@api.get("/spot-checks/<uuid:id>", summary="One spot check")
def one(path: SpotPath) -> Response:
    """Return an order with its strata and seed, its figures, and what I may do next."""
    with context.reading().session() as session:
        return context.as_json(spot_checks.one(session, _reader(), path.id, local_day(context.now())))


@api.get("/spot-checks/<uuid:id>/draw", summary="The draw of a spot check done again")
def again(path: SpotPath) -> Response:
    """Draw again from what the order kept and its seed, and say whether it is the sample that stands."""
    with context.reading().session() as session:
        return context.as_json(spot_checks.again(session, _reader(), path.id, local_day(context.now())))


@api.get("/spot-targets", summary="Enterprises of spot checks")
def targets(query: Wanted) -> Response:
    """List the enterprises of samples in my area, with rates over them; a flag narrows to what a number counts."""
    with context.reading().session() as session:
        return context.as_json(spot_checks.targets(session, _reader(), query.model_dump(), local_day(context.now())))


@api.get("/spot-targets/<uuid:target>", summary="One enterprise of a spot check")
def target(path: SpotTargetPath) -> Response:
    """Return an enterprise of a sample with every item, its verdict, and the hazards that were not reported."""
    with context.reading().session() as session:
        return context.as_json(spot_checks.target(session, _reader(), path.target, local_day(context.now())))


@api.get("/spot-results/<string:side>", summary="Results of spot checks behind a number")
def results(path: SidePath, query: Wanted) -> Response:
    """List the items or hazards that a number of the rates counts."""
    with context.reading().session() as session:
        return context.as_json(spot_checks.results(session, _reader(), path.side, query.model_dump()))


def _reader() -> Person:
    return context.signed_in_as(*SPOT_CHECKS).person
