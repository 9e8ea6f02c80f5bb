"""Papers: a notice and the chain of a hazard as PDF."""

from __future__ import annotations

from flask import Response
from flask_openapi3 import APIBlueprint

from server import problems
from server.api import context, hazards, notices
from server.api.hazards import HazardPath
from server.api.notices import NoticePath
from server.documents.chains import render_chain
from server.documents.notices import render_notice
from server.photos import PhotoStore

api = APIBlueprint("papers", __name__, url_prefix="/api/v1")


@api.get("/notices/<uuid:id>.pdf", summary="The notice as a paper")
def notice(path: NoticePath) -> Response:
    """Return the notice as PDF: items, dates, the place on a map, photos, QR code."""
    with context.database().session() as session:
        notices.in_scope(session, context.seen(), path.id)
        link = notices.link_to(path.id)
        return _pdf(render_notice(session, _store(), path.id, link, problems.language()))


@api.get("/hazards/<uuid:id>/chain.pdf", summary="The chain of a hazard as a paper")
def chain(path: HazardPath) -> Response:
    """Return the whole chain of a hazard as PDF: who, when, where, what changed, photo hashes, receipts."""
    with context.database().session() as session:
        hazards.in_scope(session, context.seen(), path.id)
        return _pdf(render_chain(session, _store(), path.id, problems.language()))


def _store() -> PhotoStore:
    return PhotoStore.of(context.settings())


def _pdf(content: bytes) -> Response:
    headers = {"Content-Disposition": "inline", "Cache-Control": "private, no-cache"}
    return Response(content, mimetype="application/pdf", headers=headers)
