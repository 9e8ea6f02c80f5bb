"""Tasks: figures, lists, what one visit would do for, the order of days; campaigns as filters over them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Literal
from uuid import UUID

from flask import Response
from flask_openapi3 import APIBlueprint
from pydantic import BaseModel, Field

from grids.commands.tasks import Basis
from grids.errors import Refusal
from grids.permissions import HANDS_OUT_TASKS, SEES_TASKS
from grids.policy import local_day
from grids.tasks import TaskKind
from server.api import context
from server.api.asked import Asked, Day
from server.reads import campaigns, day_routes, tasks
from server.store.policy import plans_on

api = APIBlueprint("tasks", __name__, url_prefix="/api/v1")
Flag = Literal[
    "due", "done", "waiting", "in_time", "late", "overdue", "unassigned", "review", "waived", "merged",
]  # fmt: skip


class TaskPath(BaseModel):
    """Which task."""

    id: UUID


class Narrowed(Asked):
    """Which tasks: due in a period, of a kind, grade, class, officer, town, plan, enterprise, campaign."""

    first: Day | None = None
    last: Day | None = None
    day: Day | None = None
    kind: TaskKind | None = None
    basis: Basis | None = None
    grade: Literal["A", "B", "C", "D", "none"] | None = None
    supervision_class: str | None = Field(default=None, max_length=40)
    officer: UUID | None = None
    town: int | None = Field(default=None, ge=1, le=2**31 - 1)
    plan: UUID | None = None
    enterprise: UUID | None = None
    authority: str | None = Field(default=None, max_length=200)
    campaign: UUID | None = None
    q: str | None = Field(default=None, max_length=100)

    def narrowed(self) -> dict[str, Any]:
        """Return what narrows figures and lists alike."""
        return self.model_dump(include=set(Narrowed.model_fields))


class WantedFigures(Narrowed):
    """Counted by what."""

    by: Literal["grade", "class", "officer", "town", "month", "authority"] = "grade"


class WantedTasks(Narrowed):
    """Which of them a number counts, which page."""

    flag: Flag | None = None
    offset: int = Field(default=0, ge=0, le=1_000_000)
    limit: int = Field(default=50, ge=1, le=500)


class WantedDays(Asked):
    """Which days, both included."""

    first: Day
    last: Day


@api.get("/tasks/figures", summary="Tasks due, done and overdue")
def figures(query: WantedFigures) -> Response:
    """Count the tasks of my area that fall due in a period, in all and by row."""
    context.signed_in_as(*SEES_TASKS)
    with context.reading().session() as session:
        today = local_day(context.now())
        return context.as_json(tasks.figures(session, context.seen(), query.narrowed(), query.by, today))


@api.get("/tasks", summary="Tasks of my area")
def listed(query: WantedTasks) -> Response:
    """List tasks by due day; of one day in its order. Each with what I may do."""
    person, today = context.signed_in_as(*SEES_TASKS).person, local_day(context.now())
    page = (query.offset, query.limit)
    with context.reading().session() as session:
        return context.as_json(tasks.listed(session, person, context.seen(), query.narrowed(), query.flag, page, today))


@api.get("/tasks/<uuid:id>/able", summary="Who may do a task")
def able(path: TaskPath) -> Response:
    """List who may do a task of my area, who has least to do first."""
    context.signed_in_as(*HANDS_OUT_TASKS)
    with context.reading().session() as session:
        return context.as_json(tasks.able(session, context.seen(), path.id, context.now()))


@api.get("/tasks/combined", summary="Inspections that one visit would do for")
def combined() -> Response:
    """Propose inspections of several authorities at one enterprise that lie close together."""
    context.signed_in_as(*SEES_TASKS)
    with context.reading().session() as session:
        policy = plans_on(local_day(context.now()))
        return context.as_json(tasks.combined(session, context.seen(), policy))


@api.get("/tasks/runs", summary="When tasks were made, and what came of it")
def runs() -> Response:
    """List the last runs in my districts, with the seed of their routes."""
    context.signed_in_as(*SEES_TASKS)
    with context.reading().session() as session:
        return context.as_json(tasks.runs(session, context.seen(), context.now()))


@api.get("/routes/own", summary="The order of my days")
def own() -> Response:
    """Return my next two weeks: ids in their order, the way, the minutes."""
    person = context.signed_in_as(*SEES_TASKS).person
    with context.database().session() as session:
        return context.as_json(day_routes.own(session, person.id, local_day(context.now())))


@api.get("/routes/officers", summary="How much each officer has laid out")
def officers(query: WantedDays) -> Response:
    """Say by officer of my area: days, visits, way, the shortest and the longest day."""
    context.signed_in_as(*SEES_TASKS)
    if query.last < query.first or query.last - query.first > timedelta(days=366):
        raise Refusal("bad-query", at="last")
    with context.reading().session() as session:
        return context.as_json(day_routes.officers(session, context.seen(), query.first, query.last))


@api.get("/campaigns", summary="Campaigns and what they count")
def all_campaigns() -> Response:
    """List the campaigns of my districts, each with its figures in my area."""
    person = context.signed_in_as(*SEES_TASKS).person
    with context.reading().session() as session:
        return context.as_json(campaigns.listed(session, person, context.seen()))
