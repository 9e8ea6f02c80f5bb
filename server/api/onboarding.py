"""Onboarding: the table of stages, the list behind each number, the curve of going live, the phases in force."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from flask import Response
from flask_openapi3 import APIBlueprint
from pydantic import Field
from sqlalchemy.orm import Session

from grids.permissions import SEES_FIGURES, scope
from grids.policy import local_day
from server import problems
from server.api import context
from server.api.asked import Asked, Day
from server.reads import onboarding
from server.reads import quality as places
from server.reads.marks import after, mark
from server.reads.onboarding import Question
from server.store.onboarding import onboarding_on, phases

api = APIBlueprint("onboarding", __name__, url_prefix="/api/v1")
What = Literal[
    "regulated", "target", "unknown", "registered", "filed", "running", "trial", "unregistered", "unfiled",
    "not_running",
]  # fmt: skip


class Wanted(Asked):
    """Which phase, as of the end of which day, of which town or class in one's area."""

    phase: int = Field(default=1, ge=1, le=9)
    day: Day | None = None
    town: int | None = None
    supervision_class: str | None = Field(default=None, max_length=40)


class WantedTable(Wanted):
    """By what."""

    by: Literal["town", "village", "unit", "class"] = "town"


class WantedList(Wanted):
    """Which number, and which page of its list."""

    what: What = "target"
    by: Literal["town", "village", "unit", "class"] | None = None
    key: str | None = Field(default=None, max_length=40, description="The row of the table; with `by` alone: no place")
    limit: int = Field(default=50, ge=1, le=500)
    after: str | None = Field(default=None, max_length=600)


@api.get("/onboarding", summary="Onboarding: stages counted in all and by place or class")
def table(query: WantedTable) -> Response:
    """Count whom the phase asks in my area and how far they have come, as of the end of a day."""
    with context.reading().session() as session:
        asked = _question(query)
        body = onboarding.table(session, asked, query.by)
        shown = _phases(session, asked)
    head: dict[str, object] = {"day": asked.day.isoformat(), "phase": query.phase, "by": query.by, "phases": shown}
    head["screening_days"] = asked.policy.screening_days
    return context.as_json({**head, **body})


@api.get("/onboarding/enterprises", summary="The enterprises of one number of onboarding")
def enterprises(query: WantedList) -> Response:
    """List exactly the enterprises that a number counts, by name, with what each still lacks."""
    with context.reading().session() as session:
        row = None if query.by is None else (query.by, query.key)
        body = onboarding.listed(
            session, _question(query), query.what, row=row, after=after(query.after, str, UUID), limit=query.limit
        )
    items = body["items"]
    following = mark(items[-1]["name"], items[-1]["id"]) if len(items) == query.limit else None
    return context.as_json({**body, "next": following})


@api.get("/onboarding/curve", summary="How many had gone live by each day")
def curve(query: Wanted) -> Response:
    """Return the curve of going live up to a day, in all and by town."""
    with context.reading().session() as session:
        return context.as_json(onboarding.curve(session, _question(query)))


def _question(query: Wanted) -> Question:
    found = context.signed_in_as(*SEES_FIGURES)
    today = local_day(context.now())
    day = min(query.day or today, today)
    return Question(
        scope=scope(found.person.grants, SEES_FIGURES), policy=onboarding_on(day), day=day, phase=query.phase,
        town=query.town, supervision_class=query.supervision_class,
    )  # fmt: skip


def _phases(session: Session, asked: Question) -> list[dict[str, object]]:
    """Return the phases of the districts one sees, as they hold on the day."""
    districts = places.districts_of(session, asked.scope)
    lang = problems.language()
    return [
        {"district": district, **onboarding.shown(phase, lang)}
        for district, numbered in phases(session, districts, asked.day).items()
        for phase in numbered
    ]
