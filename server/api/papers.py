"""Papers: a notice and the chain of a hazard as PDF."""

from __future__ import annotations

from flask import Response, current_app
from flask_openapi3 import APIBlueprint
from werkzeug.exceptions import ServiceUnavailable

from server import apart, problems
from server.api import context, hazards, notices
from server.api.hazards import HazardPath
from server.api.notices import NoticePath
from server.documents import printing
from server.documents.chains import chain_page
from server.documents.notices import notice_page
from server.photos import PhotoStore

api = APIBlueprint("papers", __name__, url_prefix="/api/v1")


@api.get("/notices/<uuid:id>.pdf", summary="The notice as a paper")
def notice(path: NoticePath) -> Response:
    """Return the notice as PDF: items, dates, the place on a map, photos, QR code."""
    with context.database().session() as session:
        notices.in_scope(session, context.seen(), path.id)
        page = notice_page(session, _store(), path.id, notices.link_to(path.id), problems.language())
    return _pdf(page)


@api.get("/hazards/<uuid:id>/chain.pdf", summary="The chain of a hazard as a paper")
def chain(path: HazardPath) -> Response:
    """Return the whole chain of a hazard as PDF: who, when, where, what changed, photo hashes, receipts."""
    with context.database().session() as session:
        hazards.in_scope(session, context.seen(), path.id)
        page = chain_page(session, _store(), path.id, problems.language())
    return _pdf(page)


def _store() -> PhotoStore:
    return PhotoStore.of(context.settings())


def _pdf(page: str) -> Response:
    """Typeset with no connection to the database held; when the press is busy or fails, later is a good time."""
    try:
        content = printing.pdf(page, _store().papers)
    except apart.ChildFailedError as error:
        current_app.logger.exception("a paper was not typeset")
        raise ServiceUnavailable(retry_after=30) from error
    headers = {"Content-Disposition": "inline", "Cache-Control": "private, no-cache"}
    return Response(content, mimetype="application/pdf", headers=headers)
