"""Trainings: lists, one with its quiz, the code to sign in by, the rate of those who came and its lists."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Annotated, Final, Literal
from uuid import UUID

import segno
from flask import Response, request
from flask_openapi3 import APIBlueprint
from pydantic import BaseModel, Field

from grids.commands import TrainingTopic
from grids.errors import Refusal
from grids.indicators import Period
from grids.permissions import LEARNS, OFFICES, SEES_TRAINED, Person
from grids.policy import local_day
from server.api import context
from server.api.asked import Asked, Day
from server.api.attachments import BlobPath, sent
from server.reads import training_figures, trainings
from server.reads.training_figures import Question

api = APIBlueprint("trainings", __name__, url_prefix="/api/v1")
_YEAR: Final = timedelta(days=365)
By = Literal["town", "class", "audience", "topic"]


class TrainingPath(BaseModel):
    """Which session."""

    id: UUID


class MaterialPath(TrainingPath, BlobPath):
    """Which of its files."""


class Wanted(Asked):
    """Which sessions; `mine` are those I should come to."""

    topic: TrainingTopic | None = None
    first: Day | None = None
    last: Day | None = None
    mine: bool = False
    limit: Annotated[int, Field(ge=1, le=500)] = 100


class Counted(Asked):
    """Which days of sessions (both included; without them the last 365, or the named session's), topic, town, class."""

    period_from: Day | None = None
    period_to: Day | None = None
    by: By = "town"
    topic: TrainingTopic | None = None
    town: int | None = None
    supervision_class: str | None = Field(default=None, max_length=40)
    training: UUID | None = None


class Behind(Counted):
    """Which number: all who should come, who came, the rest, who passed; `key` is the row, empty for no place."""

    side: Literal["of", "counted", "rest", "passed"] = "of"
    key: str | None = Field(default=None, max_length=60)
    skip: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    limit: Annotated[int, Field(ge=1, le=500)] = 100


@api.get("/trainings", summary="Trainings")
def listed(query: Wanted) -> Response:
    """List sessions of my offices and those below, and those I should come to, with came of should-come."""
    wanted = query.model_dump(mode="json", exclude={"limit"})
    with context.reading().session() as session:
        return context.as_json(trainings.listed(session, _learner(), wanted, query.limit))


@api.get("/trainings/figures", summary="Trained of those who should be")
def figures(query: Counted) -> Response:
    """Return came of should-come and passed of those who came, in all and by town, class, audience or topic."""
    person = context.signed_in_as(*SEES_TRAINED).person
    with context.reading().session() as session:
        return context.as_json(training_figures.table(session, person, _question(query), query.by))


@api.get("/trainings/attendance", summary="Who is behind a number of trainings")
def attendance(query: Behind) -> Response:
    """List exactly who a number counts, with when they came and how their quiz went."""
    person = context.signed_in_as(*SEES_TRAINED).person
    key = None if query.key is None else (query.by, query.key or None)
    with context.reading().session() as session:
        page = (query.skip, query.limit)
        return context.as_json(training_figures.listed(session, person, _question(query), query.side, key, page))


@api.get("/trainings/<uuid:id>", summary="One training")
def one(path: TrainingPath) -> Response:
    """Return a session with its files, its quiz, and what I did there; right answers are its organiser's to see."""
    with context.reading().session() as session:
        return context.as_json(trainings.one(session, _learner(), path.id, context.now()))


@api.get("/trainings/<uuid:id>/code.svg", summary="The code to sign in by")
def code(path: TrainingPath) -> Response:
    """Return the QR code that is shown at a session: it opens the phone's page of it and signs in."""
    person = context.signed_in_as(*OFFICES).person
    with context.reading().session() as session:
        own = trainings.code(session, person, path.id, context.now())
    out = io.BytesIO()
    site = context.settings().public_url or request.host_url.rstrip("/")
    address = f"{site}/trainings/{path.id}?code={own}"
    segno.make(address, error="m").save(out, kind="svg", scale=8, border=2, xmldecl=False, svgns=True)
    return Response(out.getvalue(), mimetype="image/svg+xml", headers={"Cache-Control": "private, no-store"})


@api.get("/trainings/<uuid:id>/materials/<string:sha256>/file", summary="A file of a training")
def material(path: MaterialPath) -> Response:
    """Return a material as it was sent in."""
    with context.reading().session() as session:
        found = trainings.file(session, _learner(), path.id, path.sha256, context.now())
    return sent(found)


def _learner() -> Person:
    return context.signed_in_as(*LEARNS).person


def _question(query: Counted) -> Question:
    is_one = query.training is not None and query.period_from is None and query.period_to is None
    return Question(
        period=None if is_one else _period(query), at=context.now(),
        topic=None if query.topic is None else query.topic.value, town=query.town,
        supervision_class=query.supervision_class, training=None if query.training is None else str(query.training),
    )  # fmt: skip


def _period(query: Counted) -> Period:
    last = query.period_to or local_day(context.now())
    first = query.period_from or last - _YEAR + timedelta(days=1)
    if last < first:
        raise Refusal("bad-act", at="period_from")
    return Period(first, last)
