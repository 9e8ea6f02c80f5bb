"""Reports of the public at the office: the list with its figures, one report, its photos, and who made it."""

from __future__ import annotations

import io
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from flask import Response, send_file
from flask_openapi3 import APIBlueprint
from pydantic import BaseModel, Field

from grids.commands import Channel, Finding
from grids.errors import Refusal
from grids.permissions import READS_REPORTERS, SEES_REPORTS
from grids.policy import HERE, local_day
from grids.public_reports import ReportState
from server import photos, problems
from server.api import context
from server.api.asked import Asked, Day
from server.exports import ledger_book
from server.exports.balance_book import MIME, By
from server.photos import PhotoStore
from server.reads import public_reports as reports

api = APIBlueprint("public_reports", __name__, url_prefix="/api/v1")
_KEPT = "private, max-age=86400, immutable"


class ReportPath(BaseModel):
    """Which report."""

    id: UUID


class ReportPhotoPath(ReportPath):
    """Which photo of which report."""

    sha256: str = Field(pattern="^[0-9a-f]{64}$")


class Wanted(Asked):
    """Which reports; days are both included, of when the report came."""

    state: list[ReportState] = Field(default_factory=list)
    finding: Finding | None = None
    channel: list[Channel] = Field(default_factory=list)
    town: int | None = None
    overdue: bool = False
    first: Day | None = None
    last: Day | None = None


class Reading(Asked):
    """By which reason: the act that gave it."""

    reading: UUID


@api.get("/reports", summary="Reports of the public")
def listed(query: Wanted) -> Response:
    """List the reports that my office checks, open ones first, with figures; who made one is not among them."""
    person = context.signed_in_as(*SEES_REPORTS).person
    with context.reading().session() as session:
        return context.as_json(reports.listed(session, person, _wanted(query), local_day(context.now())))


@api.get("/reports.xlsx", summary="Reports of the public as a workbook")
def book(query: Wanted) -> Response:
    """Return every report that the filters find, and what was asked, as XLSX: neither who made one nor their words."""
    person, out = context.signed_in_as(*SEES_REPORTS).person, io.BytesIO()
    with context.reading().session() as session:
        rows = reports.every(session, person, _wanted(query), local_day(context.now()))
    by = By(person.name, context.now(), problems.language())
    asked = query.model_dump()
    asked["town"] = query.town and (rows[0]["town_name"] if rows else query.town)
    ledger_book.write("public_reports", rows, asked, out, by)
    out.seek(0)
    return send_file(out, mimetype=MIME, as_attachment=True, download_name="reports.xlsx")


@api.get("/reports/<uuid:id>", summary="One report of the public")
def one(path: ReportPath) -> Response:
    """Return a report with its photos, steps, who read its reporter's name, and what I may do next."""
    person = context.signed_in_as(*SEES_REPORTS).person
    with context.database().session() as session:
        return context.as_json(reports.one(session, person, path.id, local_day(context.now())))


@api.get("/reports/<uuid:id>/reporter", summary="Who made a report")
def reporter(path: ReportPath, query: Reading) -> Response:
    """Return name and contact of who reported, for some minutes after an act `open-reporter` gave the reason."""
    person = context.signed_in_as(*READS_REPORTERS).person
    with context.database().session() as session:
        return context.as_json(reports.reporter(session, person, path.id, query.reading, context.now()))


@api.get("/reports/<uuid:id>/photos/<string:sha256>/view.jpg", summary="A photo of a report")
def view(path: ReportPhotoPath) -> Response:
    """Return a photo of a report, re-encoded and without metadata."""
    return _picture(path, small=False)


@api.get("/reports/<uuid:id>/photos/<string:sha256>/thumb.jpg", summary="A small photo of a report")
def thumb(path: ReportPhotoPath) -> Response:
    """Return a small photo of a report."""
    return _picture(path, small=True)


def _picture(path: ReportPhotoPath, *, small: bool) -> Response:
    person = context.signed_in_as(*SEES_REPORTS).person
    with context.database().session() as session:
        if not reports.has_photo(session, person, path.id, path.sha256):
            raise Refusal("not-found", thing="photo")
    content = (photos.thumb if small else photos.view)(PhotoStore.of(context.settings()), path.sha256)
    return Response(content, mimetype="image/jpeg", headers={"Cache-Control": _KEPT})


def _wanted(query: Wanted) -> dict[str, Any]:
    after = None if query.last is None else query.last + timedelta(days=1)
    return {
        "state": [state.value for state in query.state], "finding": query.finding and query.finding.value,
        "channel": [channel.value for channel in query.channel], "town": query.town, "overdue": query.overdue,
        "first": query.first and datetime.combine(query.first, time.min, tzinfo=HERE),
        "until": after and datetime.combine(after, time.min, tzinfo=HERE),
    }  # fmt: skip
