"""Reporting a hazard without an account: the form, the report, its photos, and its answer by number and code."""

from __future__ import annotations

from uuid import UUID

from flask import Response, jsonify, request
from flask_openapi3 import APIBlueprint
from pydantic import BaseModel, Field
from sqlalchemy import select

from grids.commands import Subject
from grids.errors import Refusal
from grids.policy import local_day
from grids.units import Latitude, Longitude, Sha256
from server import public_reports as receiving
from server.api import context, photos
from server.public_reports import Told
from server.reads import basemap
from server.reads import public_reports as reports
from server.reads import reporting as form_of
from server.store.people import LINK_HOLDER
from server.store.public_reports import numbers_on
from server.store.tables import PersonRow

api = APIBlueprint("reporting", __name__, url_prefix="/api/v1/public")
_MOST_BYTES = 32_768
_SHA256 = "^[0-9a-f]{64}$"
_CODE_HEADER = "X-Wangge-Code"


class ReportBody(BaseModel):
    """What somebody tells; a name and a way to be reached are never needed."""

    subject: Subject = Subject.HAZARD
    words: str = Field(min_length=1, max_length=2000)
    place: str = Field(default="", max_length=500)
    point: tuple[Longitude, Latitude] | None = None
    town: int | None = None
    enterprise_named: str = Field(default="", max_length=200)
    is_employee: bool = False
    name: str = Field(default="", max_length=60)
    contact: str = Field(default="", max_length=100)
    photos: list[Sha256] = Field(default_factory=list, max_length=20)


class Known(BaseModel):
    """A report's number and its code."""

    number: str = Field(max_length=40)
    code: str = Field(max_length=40)


class BlobPath(BaseModel):
    """Which photo of which report."""

    number: str = Field(max_length=40)
    sha256: str = Field(pattern=_SHA256)


@api.get("/reports/form", summary="What a report can name")
def form() -> Response:
    """Return the towns that are served, the ground to show, and how many photos a report takes."""
    with context.reading().session() as session:
        told = form_of.form(session)
    numbers = numbers_on(local_day(context.now()))
    told |= {"photos_max": numbers.photos_max, "verify_working_days": numbers.verify_working_days}
    response = jsonify(told)
    response.headers["Cache-Control"] = "public, max-age=600"
    return response


@api.get("/map", summary="The offline base map, for who has no account")
def base() -> Response:
    """Return water, outlines and names as GeoJSON: public knowledge, with no fact of the work in it."""
    body, tag = basemap.kept(context.reading(), context.now())
    response = Response(body, mimetype="application/geo+json", headers={"Cache-Control": "public, max-age=3600"})
    response.set_etag(tag)
    response.make_conditional(request)
    return response


@api.post("/reports", summary="Report a hazard")
def send(body: ReportBody) -> tuple[Response, int]:
    """Take a report; the number and the code are shown once, and lead to its answer. Photos follow, one by one."""
    if (request.content_length or _MOST_BYTES + 1) > _MOST_BYTES:
        raise Refusal("too-large", limit=f"{_MOST_BYTES // 1024} kB")
    told = Told(
        subject=body.subject, words=body.words.strip(), place=body.place.strip(), point=body.point, town=body.town,
        enterprise_named=body.enterprise_named.strip(), is_employee=body.is_employee, name=body.name.strip(),
        contact=body.contact.strip(), photos=tuple(sha256.lower() for sha256 in body.photos),
    )  # fmt: skip
    if not told.words:
        raise Refusal("bad-act", at="words")
    with context.database().transaction() as session:
        receipt = receiving.receive(session, context.secret(), context.client_address(), told, context.now())
    return jsonify({"number": receipt.number, "code": receipt.code, "due_on": receipt.due_on}), 201


@api.post("/reports/status", summary="What became of my report")
def status(body: Known) -> Response:
    """Return state, days, what the check found, what the office says, and how far the hazard is."""
    report = _found(body.number, body.code)
    with context.database().session() as session:
        return context.as_json(reports.answer(session, report))


@api.put("/reports/<string:number>/blobs/<string:sha256>", summary="Send a photo of my report")
def put(path: BlobPath) -> Response:
    """Store a photo that the report named; its code comes in the header X-Wangge-Code."""
    report = _found(path.number, request.headers.get(_CODE_HEADER, "")[:40])
    with context.database().session() as session:
        if not receiving.owes(session, report, path.sha256, context.now()):
            raise Refusal("report-photo")
        holder = session.scalars(select(PersonRow.id).where(PersonRow.username == LINK_HOLDER)).one()
    return photos.store(path.sha256, holder)


def _found(number: str, code: str) -> UUID:
    """Return the report of a number and its code; a wrong pair is kept, so that nobody tries them all."""
    with context.database().transaction() as session:
        report = receiving.find(session, context.secret(), context.client_address(), number, code, context.now())
    if report is None:
        raise Refusal("report-code")
    return report
