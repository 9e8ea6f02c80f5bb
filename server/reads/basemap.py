"""The offline base map: water, borders and names, and what lies outside, as one GeoJSON text."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

_SQL: Final = Path(__file__).with_name("sql") / "basemap.sql"


def whole(session: Session) -> str:
    """Return the base map in WGS-84. No scope: divisions and water are public knowledge, and hold no fact of the work.

    Error: borders are simplified by 5 m, those of villages by 20 m.
    """
    return str(session.scalar(text(_SQL.read_text("utf-8"))))
