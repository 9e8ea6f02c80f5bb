"""Circulars: lists, one with receipts and answers, whom one would reach, drafts of reports and who owes one."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Annotated, Any, Literal
from uuid import UUID

from flask import Response
from flask_openapi3 import APIBlueprint
from pydantic import BaseModel, Field

from grids.circulars import code_of, span
from grids.commands import CircularKind, EnterpriseFilter
from grids.offices import check_own
from grids.permissions import OFFICES, RECEIVES_CIRCULARS, SEES_REPORT_DUTIES, Person
from grids.policy import local_day
from server import problems
from server.api import context
from server.api.asked import Asked, Day
from server.api.attachments import BlobPath, sent
from server.reads import circulars, indicators, reports_due
from server.reads.indicator_terms import Rules
from server.store.policy import circulars_on, indicators_on

api = APIBlueprint("circulars", __name__, url_prefix="/api/v1")
Side = Literal["all", "read", "unread", "signed", "unsigned", "answered", "unanswered", "to_decide", "overdue"]


class CircularPath(BaseModel):
    """Which circular."""

    id: UUID


class FilePath(CircularPath, BlobPath):
    """Which file of it."""


class Wanted(Asked):
    """Which circulars: received or issued; those that wait for me, for my decision, or are late somewhere."""

    box: Literal["in", "out", "all"] = "all"
    kind: CircularKind | None = None
    office: str | None = Field(default=None, max_length=300)
    period: str | None = Field(default=None, max_length=7)
    first: Day | None = None
    last: Day | None = None
    waiting: bool = False
    to_decide: bool = False
    late: bool = False
    before: UUID | None = None
    limit: Annotated[int, Field(ge=1, le=500)] = 50


class Behind(Asked):
    """Which addressees: those a figure counts, of one town if named."""

    side: Side = "all"
    town: int | None = None
    after: str = Field(default="", max_length=300)
    limit: Annotated[int, Field(ge=1, le=500)] = 100


class Reached(Asked):
    """Whom a circular of mine would reach among enterprises."""

    office: str = Field(max_length=300)
    town: list[int] = Field(default_factory=list, max_length=200)
    supervision_class: list[str] = Field(default_factory=list, max_length=30)
    grade: list[str] = Field(default_factory=list, max_length=10)


class Duty(Asked):
    """Which report of which period; without a period the last one that is over."""

    kind: Literal["summary", "quarter_report"] = "quarter_report"
    period: str | None = Field(default=None, max_length=7)


class Draft(Duty):
    """Whose report."""

    office: str = Field(max_length=300)


@api.get("/circulars", summary="Circulars: notices, tasks, reports")
def listed(query: Wanted) -> Response:
    """List circulars that I issued, received or oversee, with read, signed, answered and overdue of how many."""
    person, today = _reader(), local_day(context.now())
    wanted = query.model_dump(mode="json", exclude={"limit"})
    with context.reading().session() as session:
        return context.as_json(circulars.listed(session, person, wanted, today, query.limit))


@api.get("/circulars/audience", summary="How many enterprises a circular would reach")
def audience(query: Reached) -> Response:
    """Count enterprises of my ground that a filter means, and those of them that have an account."""
    person = context.signed_in_as(*OFFICES).person
    office = check_own(person.grants, query.office)
    wanted = EnterpriseFilter(
        towns=tuple(query.town), classes=tuple(query.supervision_class), grades=tuple(query.grade)
    )
    with context.reading().session() as session:
        return context.as_json(circulars.reached(session, office, wanted))


@api.get("/circulars/draft", summary="A report drafted from the figures of a period")
def draft(query: Draft) -> Response:
    """Return title and text of a report of my office, from the figures of my ground as they stand."""
    person, today = context.signed_in_as(*OFFICES).person, local_day(context.now())
    check_own(person.grants, query.office)
    kind = CircularKind(query.kind)
    rules = Rules(indicators=indicators_on(today))
    with context.reading().session() as session:
        count = partial(indicators.totals, session, rules=rules, keeper=context.columns())
        told = reports_due.draft(
            session, person, query.office, kind, query.period or _last_over(kind), count, problems.language()
        )
    return context.as_json(told)


@api.get("/circulars/duties", summary="Who owes the report of a period")
def duties(query: Duty) -> Response:
    """List offices that owe a report, and whether it came in time, late, or not."""
    person, at = context.signed_in_as(*SEES_REPORT_DUTIES).person, context.now()
    kind = CircularKind(query.kind)
    with context.reading().session() as session:
        told = reports_due.due(
            session,
            person,
            kind,
            query.period or _last_over(kind),
            at,
            circulars_on(local_day(at)),
            problems.language(),
        )
    return context.as_json(told)


@api.get("/circulars/<uuid:id>", summary="One circular")
def one(path: CircularPath) -> Response:
    """Return a circular whole: text, files, my receipt and answers, and what I may do next."""
    person, today = _reader(), local_day(context.now())
    with context.reading().session() as session:
        return context.as_json(circulars.one(session, person, path.id, today))


@api.get("/circulars/<uuid:id>/addressees", summary="The addressees behind a figure")
def addressees(path: CircularPath, query: Behind) -> Response:
    """List exactly the addressees that a figure counts, with receipt and answers; an addressee lists itself."""
    person, today = _reader(), local_day(context.now())
    with context.reading().session() as session:
        told = circulars.addressees(
            session, person, path.id, today, side=query.side, after=query.after, town=query.town, limit=query.limit
        )
    return context.as_json(told)


@api.get("/circulars/<uuid:id>/attachments/<string:sha256>/file", summary="A file of a circular or an answer")
def file(path: FilePath) -> Response:
    """Return an attached file as it was sent in."""
    person, today = _reader(), local_day(context.now())
    with context.reading().session() as session:
        found: dict[str, Any] = circulars.file(session, person, path.id, path.sha256, today)
    return sent(found)


def _reader() -> Person:
    return context.signed_in_as(*RECEIVES_CIRCULARS).person


def _last_over(kind: CircularKind) -> str:
    """Name the last period that is over."""
    this = code_of(kind, local_day(context.now()))
    return code_of(kind, span(this).first - timedelta(days=1))
