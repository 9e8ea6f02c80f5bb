"""What every route needs: settings, database, the clock, who is asking."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import cast

from flask import Response, current_app, g, request
from sqlalchemy.orm import Session

from grids.errors import Refusal
from grids.permissions import Role, Scope, scope
from server.config import Settings
from server.db import Database
from server.people import SignedIn

COOKIE = "wangge_session"


def settings() -> Settings:
    """Return the settings of this installation."""
    return cast("Settings", current_app.extensions["wangge.settings"])


def database() -> Database:
    """Return the database."""
    return cast("Database", current_app.extensions["wangge.database"])


@contextmanager
def reading() -> Iterator[Session]:
    """Open a session to read, or go on with the one in which a program's token was looked up: a connection less."""
    opened: Session | None = g.get("reading")
    if opened is not None:
        yield opened
        return
    with database().session() as session:
        yield session


def patient_database() -> Database:
    """Return the database without the web's statement limit, for an import that takes minutes."""
    return cast("Database", current_app.extensions["wangge.patient"]())


def now() -> datetime:
    """Read the server's clock; the only place of the routes that does."""
    return datetime.now(UTC)


def signed_in() -> SignedIn:
    """Return who is asking, or refuse."""
    found: SignedIn | None = g.get("signed_in")
    if found is None:
        raise Refusal("signed-out")
    return found


def signed_in_as(*roles: Role) -> SignedIn:
    """Return who is asking, or refuse when they hold none of these roles."""
    found = signed_in()
    if not found.person.roles() & set(roles):
        raise Refusal("not-yours", step=request.endpoint or "")
    return found


def seen() -> Scope:
    """Return what the asker may read."""
    return scope(signed_in().person.grants)


def raw_json(body: str, status: int = 200) -> Response:
    """Answer with JSON text that is already made."""
    return Response(body, status, mimetype="application/json", headers={"Cache-Control": "no-store"})


def client_address() -> str:
    """Return the asker's address, shortened to the network for IPv6."""
    try:
        address = ipaddress.ip_address(request.remote_addr or "")
    except ValueError:
        return ""
    if address.version == 6:  # noqa: PLR2004 - IPv6: a subscriber holds a /64
        return str(ipaddress.ip_network(f"{address}/64", strict=False))
    return str(address)
