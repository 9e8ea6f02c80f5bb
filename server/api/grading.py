"""Grading: methods and what they are made of, runs, proposals, who is due, why, and a method tried before it holds."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from flask import Response, jsonify
from flask_openapi3 import APIBlueprint
from pydantic import BaseModel, ConfigDict, Field

from grids.errors import Refusal
from grids.grading_methods import Method, check
from grids.levels import Place
from grids.permissions import GRADES_ENTERPRISES, MAY
from grids.policy import local_day
from server.api import context
from server.api.asked import Asked
from server.api.enterprises import EnterprisePath
from server.reads import grading, grading_trial
from server.reads.grading_trial import Wish
from server.reads.lists import Page
from server.store import places
from server.store.policy import grading_on

api = APIBlueprint("grading", __name__, url_prefix="/api/v1")
GradeName = Literal["A", "B", "C", "D", "none"]
Reason = Literal[
    "never",
    "review",
    "major_hazard",
    "accident",
    "penalty",
    "spot_check",
    "missed_report",
    "key_list",
    "scale",
    "record",
]
_INT4 = 2**31 - 1


class MethodPath(BaseModel):
    """Which version: its id, or `default`."""

    id: Annotated[str, Field(max_length=40)]


class Paged(Asked):
    """From where on, how many."""

    q: str | None = Field(default=None, max_length=100)
    town: int | None = None
    supervision_class: str | None = Field(default=None, max_length=40)
    limit: int = Field(default=50, ge=1, le=500)
    after: str | None = Field(default=None, max_length=600)

    def wanted(self) -> dict[str, Any]:
        """Return what narrows the list."""
        named = self.model_dump(exclude={"limit", "after", "supervision_class"})
        return {**named, "class": self.supervision_class}


class WantedProposals(Paged):
    """Which proposals: of a run, to a grade, from one, only those that move, for lack of a fact."""

    run: UUID | None = None
    grade: GradeName | None = None
    was: GradeName | None = None
    moved: bool | None = None
    missing: str | None = Field(default=None, max_length=60)


class WantedDue(Paged):
    """Which of those that are to be graded again."""

    reason: Reason | None = None


class Trial(BaseModel):
    """What to try: a method, intervals by grade in days, or both; `was` and `grade` list who moves so."""

    model_config = ConfigDict(extra="forbid")
    district: int = Field(ge=1, le=_INT4)
    supervision_class: str | None = Field(default=None, max_length=40)
    method: Method | None = None
    intervals: dict[Literal["A", "B", "C", "D"], Annotated[int, Field(ge=1, le=3660)]] = Field(default_factory=dict)
    was: GradeName | None = None
    grade: GradeName | None = None


@api.get("/grading/methods", summary="Versions of grading methods")
def methods() -> Response:
    """List the versions of my districts, drafts first; the method of those who have none last."""
    person = context.signed_in().person
    with context.reading().session() as session:
        return jsonify(grading.methods(session, person, local_day(context.now())))


@api.get("/grading/methods/<string:id>", summary="One version of a grading method")
def method(path: MethodPath) -> Response:
    """Return a version with its factors, and what I may do with it."""
    person = context.signed_in().person
    with context.reading().session() as session:
        return jsonify(grading.method(session, person, path.id, local_day(context.now())))


@api.get("/grading/vocabulary", summary="What a grading method can be made of")
def vocabulary() -> Response:
    """Return topics with their fields, basic facts, and what is counted of hazards and visits."""
    context.signed_in()
    return jsonify(grading.vocabulary(local_day(context.now())))


@api.get("/grading/runs", summary="Runs of grading")
def runs() -> Response:
    """List the runs of my districts, newest first, with what came of them in my area."""
    person = context.signed_in().person
    with context.reading().session() as session:
        return jsonify(grading.runs(session, person, context.seen()))


@api.get("/grading/proposals", summary="Grades that wait for a decision")
def proposals(query: WantedProposals) -> Response:
    """List proposed grades in my area by name."""
    context.signed_in_as(*GRADES_ENTERPRISES)
    with context.reading().session() as session:
        page = Page(after=query.after, limit=query.limit)
        return context.raw_json(grading.proposals(session, context.seen(), query.wanted(), page))


@api.get("/grading/due", summary="Enterprises to be graded again")
def due(query: WantedDue) -> Response:
    """List who was never graded, is due for review, or had something happen since, with the reasons."""
    context.signed_in_as(*GRADES_ENTERPRISES)
    with context.reading().session() as session:
        page = Page(after=query.after, limit=query.limit)
        today = local_day(context.now())
        return context.raw_json(grading.due(session, context.seen(), today, query.wanted(), page))


@api.get("/enterprises/<uuid:id>/grading", summary="Why an enterprise has its grade")
def of_enterprise(path: EnterprisePath) -> Response:
    """Return every factor with its value, points and source, today and for every grade it had."""
    person, today = context.signed_in().person, local_day(context.now())
    with context.database().session() as session:
        return jsonify(grading.of_enterprise(session, person, context.seen(), path.id, today))


@api.post("/grading/trial", summary="Try a grading method or frequency before it is published")
def trial(body: Trial) -> Response:
    """Compare what holds with what is tried: who moves, visits a week, what falls due. Nothing is written."""
    person = context.signed_in_as(*GRADES_ENTERPRISES).person
    today = local_day(context.now())
    policy = grading_on(today)
    if body.method is not None:
        check(body.method, policy.topics)
    with context.reading().session() as session:
        area = places.area(session, body.district)
        place = Place(district=area.id, city=area.city_id, supervision_class=body.supervision_class)
        if area.level != "district" or not person.roles(place) & MAY["write-grading-method"]:
            raise Refusal("not-found", thing="district")
        wish = Wish(
            district=area.id, supervision_class=body.supervision_class, method=body.method,
            intervals={grade: days for grade, days in body.intervals.items()},  # noqa: C416 - plain texts
            of=(body.was, body.grade) if body.was and body.grade else None,
        )  # fmt: skip
        return jsonify(grading_trial.tried(session, context.seen(), wish, policy, today))
