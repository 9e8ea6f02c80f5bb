"""What every route needs: settings, database, the clock, who is asking."""

from __future__ import annotations

import ipaddress
from datetime import UTC, date, datetime
from typing import cast

import orjson
from flask import Response, current_app, g, request

from grids.errors import Refusal
from grids.permissions import Role, Scope, scope
from server import links, people
from server.config import Settings
from server.db import Database
from server.people import SignedIn
from server.reading import Reading
from server.store.columns.keeping import Keeper

COOKIE = "wangge_session"
TILE_ENDPOINT = "tiles.tile"
"""Finds its asker by itself (readers.py): twenty tiles at once are one look-up, not twenty."""
ITEMS_ENDPOINT = "ogc_items.items"
"""Proves its asker by itself (holders.py): a program that pages is one look-up a second, not one a page."""


def settings() -> Settings:
    """Return the settings of this installation."""
    return cast("Settings", current_app.extensions["wangge.settings"])


def database() -> Database:
    """Return the database."""
    return cast("Database", current_app.extensions["wangge.database"])


def reading() -> Database:
    """Return where maps, lists and reports read, as a role that cannot write: the replica while it keeps up.

    What a phone takes with it, sessions and whatever leads to an act are read from `database()`.
    """
    if "reading" not in g:
        g.reading = reads().choose()
    return cast("Database", g.reading)


def reads() -> Reading:
    """Return the primary and its replica as reads see them."""
    return cast("Reading", current_app.extensions["wangge.reading"])


def patient_database() -> Database:
    """Return the database without the web's statement limit, for an import that takes minutes."""
    return cast("Database", current_app.extensions["wangge.patient"]())


def columns() -> Keeper:
    """Return who keeps the columns that figures are counted from."""
    return cast("Keeper", current_app.extensions["wangge.columns"])


def now() -> datetime:
    """Read the server's clock; the only place of the routes that does."""
    return datetime.now(UTC)


def signed_in() -> SignedIn:
    """Return who is asking, or refuse."""
    found: SignedIn | None = g.get("signed_in")
    if found is None:
        raise Refusal("signed-out")
    return found


def holder(token: str) -> SignedIn | None:
    """Return whose sign-in a cookie's token is; that it was used is kept once the request is over (security.py)."""
    with database().alone() as session:
        found = people.who(session, token, now())
    if found is None:
        return None
    signed, g.session_stale = found
    return signed


def admit(found: SignedIn | None) -> None:
    """Take somebody as the asker, with their language, unless the page speaks for another person.

    Somebody else's outbox under this cookie keeps everything and asks for its own sign-in.
    """
    speaks_for = request.headers.get("X-Wangge-Person")
    g.signed_in = None if found is None or speaks_for not in {None, str(found.person.id)} else found
    if g.signed_in is not None:
        g.locale = request.headers.get("X-Wangge-Language") or g.signed_in.row.locale


def signed_in_as(*roles: Role) -> SignedIn:
    """Return who is asking, or refuse when they hold none of these roles."""
    found = signed_in()
    if not found.person.roles() & set(roles):
        raise Refusal("not-yours", step=request.endpoint or "")
    return found


def seen() -> Scope:
    """Return what the asker may read."""
    return scope(signed_in().person.grants)


def plain(value: object) -> str | list[object]:
    """Write a value that JSON has no form for: days and moments as ISO 8601, ids as texts, named tuples as lists."""
    if isinstance(value, tuple):
        return list(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def as_json(thing: object) -> Response:
    """Answer with a thing whose days and moments are written as ISO 8601.

    By orjson: the figures of a city's units are a megabyte, which took longer to write than to count.
    """
    return raw_json(orjson.dumps(thing, plain, orjson.OPT_NON_STR_KEYS))


def raw_json(body: str | bytes, status: int = 200) -> Response:
    """Answer with JSON text that is already made."""
    return Response(body, status, mimetype="application/json", headers={"Cache-Control": "no-store"})


def secret() -> bytes:
    """Return this installation's key."""
    return links.secret(settings().data_dir)


def client_address() -> str:
    """Return the asker's address, shortened to the network for IPv6."""
    try:
        address = ipaddress.ip_address(request.remote_addr or "")
    except ValueError:
        return ""
    if address.version == 6:  # noqa: PLR2004 - IPv6: a subscriber holds a /64
        return str(ipaddress.ip_network(f"{address}/64", strict=False))
    return str(address)
