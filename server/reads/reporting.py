"""What pages without an account may know: divisions by name, which towns are served, and the box around them."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.orm import Session

_TOWNS: Final = text(
    "SELECT a.id, a.name, a.name_en, d.name AS district, d.name_en AS district_en FROM area a "
    "JOIN area d ON d.id = a.district_id WHERE a.level = 'town' AND a.valid_to IS NULL "
    "AND EXISTS (SELECT 1 FROM grid_unit u WHERE u.town_id = a.id AND u.valid_to IS NULL) ORDER BY d.id, a.id"
)
_BOX: Final = text(
    "SELECT ST_XMin(b), ST_YMin(b), ST_XMax(b), ST_YMax(b) FROM "
    "(SELECT ST_Extent(geom) AS b FROM grid_unit WHERE valid_to IS NULL) x"
)
_PLACES: Final = text(
    "SELECT a.id, a.level, a.name, a.name_en, a.parent_id FROM area a "
    "WHERE a.level IN ('district', 'town', 'village') AND a.valid_to IS NULL AND (a.level <> 'district' "
    "OR EXISTS (SELECT FROM area t WHERE t.parent_id = a.id AND t.level = 'town' AND t.valid_to IS NULL)) "
    "ORDER BY a.level, a.name"
)


def places(session: Session) -> list[dict[str, Any]]:
    """List districts with their towns and villages. No scope: which divisions there are is public knowledge."""
    return [dict(row) for row in session.execute(_PLACES).mappings()]


def form(session: Session) -> dict[str, Any]:
    """Return towns and ground. No scope: which towns there are is public knowledge. Unit: WGS-84 degrees."""
    towns = [dict(row) for row in session.execute(_TOWNS).mappings()]
    box = session.execute(_BOX).one()
    return {"towns": towns, "box": None if box[0] is None else [round(edge, 5) for edge in box]}
