"""The offline base map: water, borders and names, and what lies outside, as one GeoJSON text; and a reader's ground."""

from __future__ import annotations

import hashlib
import math
import threading
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.tile_archive import Box
from grids.permissions import Scope
from server.db import Database
from server.reads import scope as bind

_METRES_PER_DEGREE: Final = 111_320
MARGIN_M: Final = 1_000
"""So much around the own units is shown too: the way there, and what lies across the border."""
_SQL: Final = Path(__file__).with_name("sql") / "basemap.sql"
_FRESH: Final = timedelta(minutes=10)
_LAST: dict[str, tuple[datetime, str, str]] = {}
_ONE_AT_A_TIME: Final = threading.Lock()


def whole(session: Session) -> str:
    """Return the base map in WGS-84. No scope: divisions and water are public knowledge, and hold no fact of the work.

    Error: borders are simplified by 5 m, those of villages by 20 m.
    """
    return str(session.scalar(text(_SQL.read_text("utf-8"))))


def kept(database: Database, at: datetime) -> tuple[str, str]:
    """Return the base map and its tag as they were at most ten minutes ago, so that strangers' pages cost no query."""
    name = str(database.engine.url)
    with _ONE_AT_A_TIME:
        made = _LAST.get(name)
        if made is None or not made[0] <= at < made[0] + _FRESH:
            with database.session() as session:
                body = whole(session)
            made = _LAST[name] = (at, body, hashlib.sha256(body.encode()).hexdigest()[:32])
    return made[1], made[2]


def grounds(session: Session, seen: Scope) -> list[Box]:
    """Return the boxes around the grid units a person sees, one a town, with the margin. Unit: WGS-84 degrees."""
    bound = bind.units(seen)
    sql = bind.statement("basemap_ground").replace("{scope}", bound.sql)
    rows = session.execute(text(sql), bound.values).all()
    return [_widened((row.west, row.south, row.east, row.north)) for row in rows]


def _widened(box: Box) -> Box:
    west, south, east, north = box
    up = MARGIN_M / _METRES_PER_DEGREE
    across = up / math.cos(math.radians((south + north) / 2))
    return (west - across, south - up, east + across, north + up)
