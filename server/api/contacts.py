"""Contact tables of offices: who has one, one of any day with its changes, the annex as PDF and XLSX."""

from __future__ import annotations

from flask import Response
from flask_openapi3 import APIBlueprint
from pydantic import BaseModel, Field

from grids.errors import Refusal
from grids.permissions import SEES_OFFICES, Person
from grids.policy import local_day
from server import problems
from server.api import context
from server.api.asked import Asked, Day
from server.api.papers import pdf
from server.documents.contacts import page
from server.exports import contact_book
from server.reads import contacts, offices

api = APIBlueprint("contacts", __name__, url_prefix="/api/v1")


class OfficePath(BaseModel):
    """Which office, by its key."""

    office: str = Field(max_length=300, description="As `town:12`, `department:3`")


class OfDay(Asked):
    """As of which day; today without it."""

    day: Day | None = None


@api.get("/contacts", summary="Contact tables of the offices of my district")
def listed(query: OfDay) -> Response:
    """List offices with leader and liaison as of a day; those without a table stand in it too."""
    person, at = _reader(), context.now()
    with context.reading().session() as session:
        found = contacts.listed(session, person, at, query.day or local_day(at), problems.language())
    return context.as_json(found)


@api.get("/contacts.xlsx", summary="All contact tables as a workbook")
def book(query: OfDay) -> Response:
    """Return every table that holds on a day, one sheet an office in the form of the annex."""
    person, at, language = _reader(), context.now(), problems.language()
    with context.reading().session() as session:
        rows = offices.rows(session, person, at, query.day or local_day(at))
    tables = [{**row, "name": offices.name_of(row, language)} for row in rows if row["n"] is not None]
    if not tables:
        raise Refusal("not-found", thing="contacts")
    return _file(contact_book.write(tables, language), contact_book.MIME, "contacts.xlsx")


@api.get("/contacts/<string:office>", summary="The contact table of an office")
def one(path: OfficePath, query: OfDay) -> Response:
    """Return an office's table as of a day, and what each version changed."""
    person, at = _reader(), context.now()
    with context.reading().session() as session:
        found = contacts.one(session, person, path.office, at, query.day or local_day(at), problems.language())
    return context.as_json(found)


@api.get("/contacts/<string:office>/table.pdf", summary="The contact table as a paper")
def paper(path: OfficePath, query: OfDay) -> Response:
    """Return the table of a day in the form of the annex, to be sealed."""
    person, at, language = _reader(), context.now(), problems.language()
    with context.reading().session() as session:
        told = contacts.table(session, person, path.office, at, query.day or local_day(at), language)
    return pdf(page(told, language))


@api.get("/contacts/<string:office>/table.xlsx", summary="The contact table as a workbook")
def sheet(path: OfficePath, query: OfDay) -> Response:
    """Return the table of a day in the form of the annex."""
    person, at, language = _reader(), context.now(), problems.language()
    with context.reading().session() as session:
        told = contacts.table(session, person, path.office, at, query.day or local_day(at), language)
    return _file(contact_book.write([told], language), contact_book.MIME, "contacts.xlsx")


def _reader() -> Person:
    return context.signed_in_as(*SEES_OFFICES).person


def _file(content: bytes, mime: str, name: str) -> Response:
    headers = {"Content-Disposition": f"attachment; filename={name}", "Cache-Control": "private, no-store"}
    return Response(content, mimetype=mime, headers=headers)
