"""The stream that keeps an open map live; the web only opens it and hands it over to the live process."""

from __future__ import annotations

import contextlib
import random
import socket
from collections.abc import Iterator
from uuid import UUID

from flask import Response, request
from flask_openapi3 import APIBlueprint
from pydantic import BaseModel, Field

from grids.errors import Refusal
from server.api import context
from server.live import handover
from server.live.handover import AbsentError, Handed

api = APIBlueprint("events", __name__)
_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


class Wanted(BaseModel):
    """Who the page speaks for, and where it goes on; a browser that comes again says that in `Last-Event-ID`."""

    person: UUID | None = None
    since: str | None = Field(default=None, max_length=100)


@api.get("/events", summary="What changes in my area, as it changes")
def events(query: Wanted) -> Response:
    """Return a stream of server-sent events: `ready`, `touched`, `all`, `end`; 503 where no live process runs."""
    found = context.signed_in()
    if query.person not in {None, found.person.id}:
        raise Refusal("signed-out")
    since = request.headers.get("Last-Event-ID") or query.since
    handed = Handed(
        session_sha256=found.session_sha256,
        person_id=str(found.person.id),
        chunked=request.environ.get("SERVER_PROTOCOL") != "HTTP/1.0",
        since=since[:100] if since else None,
    )
    client = request.environ.get("gunicorn.socket")
    if type(client) is not socket.socket:  # another server, or one that encrypts: nothing that could be handed on
        raise Refusal("live-absent")
    stream = _opened(client, handed)
    try:
        next(stream)
    except AbsentError as absent:
        raise Refusal("live-absent") from absent
    return Response(stream, mimetype="text/event-stream", headers=_HEADERS)


def _opened(client: socket.socket, handed: Handed) -> Iterator[bytes]:
    """Reach the live process first; after the headers and the first bytes are out, hand the connection over."""
    with handover.line(handover.folder(context.settings().data_dir)) as to:
        yield b""
        yield b"retry: %d\n\n" % random.randint(1_500, 4_500)  # noqa: S311 - so that all do not come again at once
        with contextlib.suppress(OSError):  # gone in between: the stream ends here, and the browser comes again
            handover.hand(to, client, handed)
