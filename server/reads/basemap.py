"""The offline base map: water, outlines and names around the reader's area, as one GeoJSON text."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session

_SQL = """
WITH feature AS (
  SELECT kind, name, attribution, ST_AsGeoJSON(geom, 5)::json AS geometry FROM basemap_feature
  UNION ALL
  SELECT level, name, NULL, ST_AsGeoJSON(ST_SimplifyPreserveTopology(geom, 0.0003), 5)::json FROM area
  WHERE geom IS NOT NULL AND level IN ('city', 'district', 'town') AND valid_to IS NULL
  UNION ALL
  SELECT 'place', name, level, ST_AsGeoJSON(coalesce(point, ST_PointOnSurface(geom)), 5)::json FROM area
  WHERE coalesce(point, geom) IS NOT NULL AND level IN ('district', 'town', 'village') AND valid_to IS NULL
)
SELECT json_build_object('type', 'FeatureCollection', 'features', coalesce(json_agg(json_build_object(
  'type', 'Feature', 'properties', json_build_object('kind', kind, 'name', name, 'attribution', attribution),
  'geometry', geometry)), '[]'))::text FROM feature
"""


def whole(session: Session) -> str:
    """Return the base map. No scope: divisions and water are public knowledge, and hold no fact of the work."""
    return str(session.scalar(text(_SQL)))
