"""A read that the replica broke off is asked once more, of the primary: the person notices nothing."""

from __future__ import annotations

from flask import Flask, current_app, g, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import OperationalError

from server import problems
from server.api import context


def install(app: Flask) -> None:
    """Stand in for a replica that went away or cancelled a query for its recovery."""
    app.register_error_handler(OperationalError, _ask_the_primary)


def _ask_the_primary(problem: OperationalError) -> ResponseReturnValue:
    reads = context.reads()
    if request.method not in {"GET", "HEAD"} or reads.replica is None or g.get("reading") is not reads.replica:
        return problems.out_of_time(problem)
    reads.rest()
    g.reading = reads.primary
    try:
        return current_app.dispatch_request()
    except Exception as again:  # noqa: BLE001 - whatever the route raises is answered as always
        return current_app.handle_user_exception(again)
