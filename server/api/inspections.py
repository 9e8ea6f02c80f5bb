"""Enforcement inspection: cases, their documents as PDF and DOCX, the gaps in numbers, the code at the gate."""

from __future__ import annotations

from typing import Annotated, Final, Literal
from uuid import UUID

from flask import Response
from flask_openapi3 import APIBlueprint
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from grids.commands import DocumentKind, InspectionGround
from grids.inspections import InspectionState
from grids.permissions import SEES_DOCUMENTS, SEES_INSPECTIONS
from grids.policy import local_day
from server import entry_codes
from server.api import context, notices
from server.api.asked import Asked, Day
from server.api.papers import pdf
from server.documents import entry_page, form_docx, form_page
from server.documents.forms import Form
from server.documents.inspections import form_of
from server.documents.notices import notice_page
from server.photos import PhotoStore
from server.reads import inspection_gaps, inspection_papers, inspections
from server.reads.inspection_papers import Printed
from server.store import inspection_content

api = APIBlueprint("inspections", __name__, url_prefix="/api/v1")
_DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class InspectionPath(BaseModel):
    """Which case."""

    id: UUID


class DocumentPath(BaseModel):
    """Which document."""

    id: UUID


class EnterprisePath(BaseModel):
    """Which enterprise."""

    id: UUID


class Wanted(Asked):
    """Which cases; days are those planned, both included."""

    enterprise: UUID | None = None
    ground: InspectionGround | None = None
    state: list[InspectionState] = Field(default_factory=list)
    town: int | None = None
    first: Day | None = None
    last: Day | None = None
    q: str | None = Field(default=None, max_length=60)
    mine: bool = False
    waiting: bool = False
    after: UUID | None = None
    limit: Annotated[int, Field(ge=1, le=inspections.MOST)] = 100


class WantedDocuments(Asked):
    """Which documents."""

    enterprise: UUID | None = None
    kind: DocumentKind | None = None


class OfYear(Asked):
    """Of which year; this one when it is not said."""

    year: int | None = Field(default=None, ge=1949, le=2999)


class Written(Asked):
    """In which language: a document is Chinese, whatever language the asker reads."""

    language: Literal["zh", "en"] = "zh"


@api.get("/inspections", summary="Cases of enforcement inspection")
def listed(query: Wanted) -> Response:
    """List the cases of my area, those that wait first."""
    person = context.signed_in_as(*SEES_INSPECTIONS).person
    wanted = {**query.model_dump(exclude={"limit"}), "state": [state.value for state in query.state]}
    wanted["ground"] = query.ground and query.ground.value
    with context.reading().session() as session:
        return context.as_json(inspections.listed(session, person, wanted, context.now(), query.limit))


@api.get("/inspections/numbers", summary="The gaps in the numbers of a year")
def numbers(query: OfYear) -> Response:
    """Report by authority and form which numbers of a year were issued, which are void and why, which are missing."""
    person = context.signed_in_as(*SEES_INSPECTIONS).person
    year = query.year or local_day(context.now()).year
    with context.reading().session() as session:
        series = inspection_gaps.gaps(session, person, year)
        return context.as_json({"year": year, "years": inspection_gaps.years(session), "series": series})


@api.get("/inspections/<uuid:id>", summary="One case of inspection")
def one(path: InspectionPath) -> Response:
    """Return a case with its entries, documents, hazards, and what I may do next."""
    person = context.signed_in_as(*SEES_INSPECTIONS).person
    with context.reading().session() as session:
        return context.as_json(inspections.one(session, person, path.id, context.now()))


@api.get("/inspection-documents", summary="Documents of inspections")
def listed_documents(query: WantedDocuments) -> Response:
    """List issued documents, newest first: of my area, or those issued to my enterprise."""
    person = context.signed_in_as(*SEES_DOCUMENTS).person
    wanted = {"enterprise": query.enterprise, "kind": query.kind and query.kind.value}
    with context.reading().session() as session:
        return context.as_json({"items": inspection_papers.listed(session, person, wanted)})


@api.get("/inspection-documents/<uuid:id>/paper.pdf", summary="A document as PDF")
def as_pdf(path: DocumentPath, query: Written) -> Response:
    """Return a document as PDF: as it was issued, or a draft as it would say now. An order is its notice's paper."""
    person = context.signed_in_as(*SEES_DOCUMENTS).person
    with context.database().session() as session:
        found = inspection_papers.printed(session, person, path.id)
        if found.row.notice_id is not None and found.row.state == "issued":
            link = notices.link_to(found.row.notice_id)
            page = notice_page(session, _store(), found.row.notice_id, link, query.language)
        else:
            page = form_page.page(_form(session, found, query.language), _store())
    return pdf(page)


@api.get("/inspection-documents/<uuid:id>/paper.docx", summary="A document as Word file")
def as_docx(path: DocumentPath, query: Written) -> Response:
    """Return a document as DOCX, with the same words as its PDF."""
    person = context.signed_in_as(*SEES_DOCUMENTS).person
    with context.database().session() as session:
        found = inspection_papers.printed(session, person, path.id)
        form = _form(session, found, query.language)
        content = form_docx.docx(form, _store(), found.row.issued_at or found.row.saved_at)
    headers = {"Content-Disposition": "attachment", "Cache-Control": "private, no-cache"}
    return Response(content, mimetype=_DOCX, headers=headers)


@api.get("/enterprises/<uuid:id>/entry-code.pdf", summary="The code at an enterprise's gate")
def entry_code(path: EnterprisePath, query: Written) -> Response:
    """Return the page that hangs at the gate: inspectors scan its code before they enter."""
    person = context.signed_in_as(*SEES_DOCUMENTS).person
    with context.database().session() as session:
        name = inspection_papers.at_gate(session, person, path.id)
        page = entry_page.page(name, entry_codes.code_of(session, path.id), query.language)
    return pdf(page)


def _form(session: Session, found: Printed, language: str) -> Form:
    row = found.row
    content = row.content
    if content is None:
        said = inspection_content.said_of(row)
        content = inspection_content.built(session, context.now(), found.case, row, said, "")
    return form_of(content, language, state=row.state, reason=row.void_reason, signed=row.signed_by)


def _store() -> PhotoStore:
    return PhotoStore.of(context.settings())
