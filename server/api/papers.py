"""Papers: a notice, the chain of a hazard and the posting sheets of grid units as PDF."""

from __future__ import annotations

from typing import Literal

from flask import Response, current_app
from flask_openapi3 import APIBlueprint
from pydantic import BaseModel, Field
from werkzeug.exceptions import ServiceUnavailable

from grids.permissions import POSTS_UNITS, Scope, scope
from server import apart, problems
from server.api import context, hazards, notices
from server.api.asked import Asked
from server.api.hazards import HazardPath
from server.api.notices import NoticePath
from server.documents import postings, printing
from server.documents.chains import chain_page
from server.documents.notices import notice_page
from server.photos import PhotoStore

api = APIBlueprint("papers", __name__, url_prefix="/api/v1")
_MOST_ID = 2**31 - 1


class UnitPath(BaseModel):
    """Which grid unit."""

    id: int = Field(ge=1, le=_MOST_ID)


class Posted(Asked):
    """In which language: what hangs on a wall is Chinese, whatever language the asker reads."""

    language: Literal["zh", "en"] = "zh"


class PostedTown(Posted):
    """Of which town."""

    town: int = Field(ge=1, le=_MOST_ID)


@api.get("/notices/<uuid:id>.pdf", summary="The notice as a paper")
def notice(path: NoticePath) -> Response:
    """Return the notice as PDF: items, dates, the place on a map, photos, QR code."""
    with context.database().session() as session:
        notices.in_scope(session, context.seen(), path.id)
        page = notice_page(session, _store(), path.id, notices.link_to(path.id), problems.language())
    return pdf(page)


@api.get("/hazards/<uuid:id>/chain.pdf", summary="The chain of a hazard as a paper")
def chain(path: HazardPath) -> Response:
    """Return the whole chain of a hazard as PDF: who, when, where, what changed, photo hashes, receipts."""
    with context.database().session() as session:
        hazards.in_scope(session, context.seen(), path.id)
        page = chain_page(session, _store(), path.id, problems.language())
    return pdf(page)


@api.get("/units/<int:id>/posting.pdf", summary="The posting sheet of a grid unit")
def posting(path: UnitPath, query: Posted) -> Response:
    """Return one page for the wall: the unit on a map, who answers for it, what to report; as things are now."""
    seen = _posted()
    with context.database().session() as session:
        page = postings.unit_page(session, seen, path.id, context.now(), query.language)
    return pdf(page)


@api.get("/units/posting.pdf", summary="The posting sheets of a town")
def postings_of_town(query: PostedTown) -> Response:
    """Return a page for each grid unit of a town in scope, numbered, by code."""
    seen = _posted()
    with context.database().session() as session:
        page = postings.town_page(session, seen, query.town, context.now(), query.language)
    return pdf(page)


def _posted() -> Scope:
    """Return where the asker may print posting sheets, or refuse."""
    return scope(context.signed_in_as(*POSTS_UNITS).person.grants, POSTS_UNITS)


def _store() -> PhotoStore:
    return PhotoStore.of(context.settings())


def pdf(page: str) -> Response:
    """Typeset with no connection to the database held; when the press is busy or fails, later is a good time."""
    try:
        content = printing.pdf(page, _store().papers)
    except apart.ChildFailedError as error:
        current_app.logger.exception("a paper was not typeset")
        raise ServiceUnavailable(retry_after=30) from error
    headers = {"Content-Disposition": "inline", "Cache-Control": "private, no-cache"}
    return Response(content, mimetype="application/pdf", headers=headers)
