"""What the short ways before the web framework share: how an answer is sent, and what they leave to the routes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from server.api import compression

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_OK: Final = "200 OK"
_UNCHANGED: Final = "304 NOT MODIFIED"
REFUSED: Final = "wangge.refused"
"""Where a request carries the refusal that it met on its short way, for the route to say."""


def met(environ: Mapping[str, Any]) -> None:
    """Raise the refusal that a request brings to its route: the database, which said so, is not asked again."""
    if REFUSED in environ:
        raise environ[REFUSED]


def send(
    environ: WSGIEnvironment,
    start_response: StartResponse,
    always: Mapping[str, str],
    own: Mapping[str, str],
    content: bytes | None,
) -> Iterable[bytes]:
    """Answer as the framework would: compressed where that is worth it; without content it is unchanged (304).

    `always` are the headers of every answer (security.py), `own` those of this one; they have a `Vary`.
    """
    status = _UNCHANGED if content is None else _OK
    headers = {**own, "Vary": f"{own['Vary']}, Accept-Encoding", **always}
    if content is not None:
        packed = compression.squeezed(content, environ.get("HTTP_ACCEPT_ENCODING", ""))
        if packed is not None:
            headers["Content-Encoding"], content = "gzip", packed
        headers["Content-Length"] = str(len(content))
    start_response(status, list(headers.items()))
    return (content or b"",)
