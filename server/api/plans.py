"""Plans of inspections: list, page, objects, draws to repeat; frequency as published; conflicts of inspectors."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from flask import Response
from flask_openapi3 import APIBlueprint
from pydantic import BaseModel, Field

from grids.permissions import PLANS_INSPECTIONS, SEES_TASKS
from grids.policy import local_day
from server.api import context
from server.api.asked import Asked
from server.reads import plans

api = APIBlueprint("plans", __name__, url_prefix="/api/v1")


class PlanPath(BaseModel):
    """Which plan."""

    id: UUID


class DrawPath(PlanPath):
    """Which draw of it."""

    number: Annotated[int, Field(ge=1, le=100)]


class WantedObjects(Asked):
    """Which of the inspections that a plan is made of."""

    how: Literal["key", "random", "added"] | None = None
    month: int | None = Field(default=None, ge=1, le=12)
    grade: Literal["A", "B", "C", "D", "none"] | None = None
    q: str | None = Field(default=None, max_length=100)
    offset: int = Field(default=0, ge=0, le=1_000_000)
    limit: int = Field(default=50, ge=1, le=500)

    def wanted(self) -> dict[str, Any]:
        """Return what narrows the list."""
        return self.model_dump(exclude={"offset", "limit"})


@api.get("/plans", summary="Plans of inspections")
def listed() -> Response:
    """List the plans of my districts, the latest year first; drafts for those who plan."""
    person = context.signed_in_as(*SEES_TASKS).person
    with context.reading().session() as session:
        return context.as_json(plans.listed(session, person, local_day(context.now())))


@api.get("/plans/<uuid:id>", summary="One plan of inspections")
def one(path: PlanPath) -> Response:
    """Return a plan with its capacity, months, strata, inspectors and draws, and what I may do with it."""
    person = context.signed_in_as(*SEES_TASKS).person
    with context.reading().session() as session:
        return context.as_json(plans.one(session, person, path.id, local_day(context.now())))


@api.get("/plans/<uuid:id>/objects", summary="What a plan is made of")
def objects(path: PlanPath, query: WantedObjects) -> Response:
    """List the inspections of a plan in my area, by month."""
    person, today = context.signed_in_as(*SEES_TASKS).person, local_day(context.now())
    page = (query.offset, query.limit)
    with context.reading().session() as session:
        return context.as_json(plans.objects(session, person, context.seen(), path.id, query.wanted(), page, today))


@api.get("/plans/<uuid:id>/draws/<int:number>", summary="A draw with its seed and frame, to repeat it")
def draw(path: DrawPath) -> Response:
    """Return what was drawn from and what came of it, and whether the server repeats it to the same answer."""
    person = context.signed_in_as(*PLANS_INSPECTIONS).person
    with context.reading().session() as session:
        return context.as_json(plans.draw(session, person, path.id, path.number, local_day(context.now())))


@api.get("/frequency", summary="Content and frequency by class and grade")
def frequency() -> Response:
    """List what was published in my districts, and what holds for all others."""
    person = context.signed_in_as(*SEES_TASKS).person
    with context.reading().session() as session:
        return context.as_json(plans.frequencies(session, person, local_day(context.now())))


@api.get("/conflicts", summary="Declared conflicts of inspectors")
def conflicts() -> Response:
    """List who keeps away from which enterprise of my area, the standing ones first."""
    context.signed_in_as(*PLANS_INSPECTIONS)
    with context.reading().session() as session:
        return context.as_json(plans.conflicts(session, context.seen()))
