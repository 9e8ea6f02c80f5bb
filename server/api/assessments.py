"""Assessments: the list, the standard that ships, one with its ranking, one sheet with its evidence, papers."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from flask import Response
from flask_openapi3 import APIBlueprint
from pydantic import BaseModel, Field

from grids.assessments import AssessmentState
from grids.commands import ObjectKind
from grids.permissions import SEES_ASSESSMENTS, Person, Role
from grids.policy import local_day
from server import problems
from server.api import context
from server.api.asked import Asked
from server.api.attachments import BlobPath, sent
from server.api.papers import pdf
from server.documents.assessments import sheet_page
from server.exports import assessment_book
from server.reads import assessment_sheets, assessments, offices
from server.store.policy import assessment_standard, assessments_on

api = APIBlueprint("assessments", __name__, url_prefix="/api/v1")


class AssessmentPath(BaseModel):
    """Which assessment, or which sheet."""

    id: UUID


class EvidencePath(AssessmentPath, BlobPath):
    """Which piece of evidence of a sheet."""


class Wanted(Asked):
    """Which assessments."""

    state: AssessmentState | None = None
    object_kind: ObjectKind | None = None
    before: UUID | None = None
    limit: Annotated[int, Field(ge=1, le=500)] = 50


class OfKind(Asked):
    """For which kind of object."""

    object_kind: ObjectKind


class Offices(Asked):
    """Offices of which kind."""

    object_kind: Literal["town", "department"]


@api.get("/assessments", summary="Assessments of towns, departments and enterprises")
def listed(query: Wanted) -> Response:
    """List assessments of my district or city, and those my office is assessed in, newest first."""
    person = _reader()
    with context.reading().session() as session:
        wanted = query.model_dump(mode="json", exclude={"limit"})
        return context.as_json(assessments.listed(session, person, wanted, query.limit))


@api.get("/assessments/standard", summary="The standard that ships for a kind of object")
def standard(query: OfKind) -> Response:
    """Return the items the product offers for a kind of object, and the indicators an item can be counted by."""
    context.signed_in_as(Role.DISTRICT)
    today = local_day(context.now())
    policy = assessments_on(today)
    offered = assessment_standard(query.object_kind, today)
    told = {
        "object_kind": query.object_kind, "source": offered.source,
        "pass_percent": policy.pass_percent,
        "items": [assessment_sheets.item_shown(each) for each in offered.items],
        "indicators": assessment_sheets.indicators(query.object_kind, policy),
    }  # fmt: skip
    return context.as_json(told)


@api.get("/assessments/objects", summary="Offices of my district that can be assessed")
def objects(query: Offices) -> Response:
    """List the towns or departments of my district by name."""
    person, at, language = context.signed_in_as(Role.DISTRICT).person, context.now(), problems.language()
    with context.reading().session() as session:
        rows = offices.rows(session, person, at, local_day(at))
    told = [
        {"object": row["office"], "name": row["area_name"] if row["kind"] == "town" else offices.name_of(row, language)}
        for row in rows
        if row["kind"] == query.object_kind
    ]
    return context.as_json(told)


@api.get("/assessments/<uuid:id>", summary="One assessment with its ranking")
def one(path: AssessmentPath) -> Response:
    """Return an assessment: standard, sheets by share of points, decision, honours, criticism, what I may do."""
    person, today = _reader(), local_day(context.now())
    with context.reading().session() as session:
        return context.as_json(assessments.one(session, person, path.id, today, context.columns()))


@api.get("/assessments/<uuid:id>/book.xlsx", summary="The ranking and all sheets as a workbook")
def book(path: AssessmentPath) -> Response:
    """Return the ranking and every sheet, with period, standard, day and who decided."""
    person, at, language = _reader(), context.now(), problems.language()
    with context.reading().session() as session:
        found, sheets = assessments.sheets(session, person, path.id, local_day(at), context.columns())
    content = assessment_book.write(found, sheets, at, language)
    headers = {"Content-Disposition": "attachment; filename=assessment.xlsx", "Cache-Control": "private, no-store"}
    return Response(content, mimetype=assessment_book.MIME, headers=headers)


@api.get("/assessment-sheets/<uuid:id>", summary="One sheet of an assessment")
def sheet(path: AssessmentPath) -> Response:
    """Return a sheet: each item with points, numbers, scores, self-assessment and appeals."""
    return context.as_json(_sheet(path.id))


@api.get("/assessment-sheets/<uuid:id>/sheet.pdf", summary="The acceptance sheet as a paper")
def paper(path: AssessmentPath) -> Response:
    """Return the acceptance sheet of an object, to be signed and sealed."""
    return pdf(sheet_page(_sheet(path.id), context.now(), problems.language()))


@api.get("/assessment-sheets/<uuid:id>/attachments/<string:sha256>/file", summary="A piece of evidence of a sheet")
def file(path: EvidencePath) -> Response:
    """Return a file that a score, a self-assessment or an appeal rests on, as it was sent in."""
    person = _reader()
    with context.reading().session() as session:
        found = assessments.file(session, person, path.id, path.sha256)
    return sent(found)


def _sheet(own: UUID) -> dict[str, Any]:
    person, today = _reader(), local_day(context.now())
    with context.reading().session() as session:
        return assessments.sheet(session, person, own, today, context.columns())


def _reader() -> Person:
    return context.signed_in_as(*SEES_ASSESSMENTS).person
