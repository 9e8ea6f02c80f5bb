-- One label point a grid unit, apart from the polygons so that no tile border repeats it.
-- Binds: {scope} on u, :z :x :y. Index: ix_grid_unit_geom_3857.
WITH box AS (SELECT ST_TileEnvelope(:z, :x, :y) AS geom),
t AS (
  SELECT ST_AsMVTGeom(p.point, box.geom, 4096, 0, true) AS geom, u.id, u.code, u.name
  FROM box, grid_unit u, LATERAL (SELECT ST_PointOnSurface(u.geom_3857) AS point) p
  WHERE u.valid_to IS NULL AND u.geom_3857 && box.geom AND p.point && box.geom AND {scope}
)
SELECT ST_AsMVT(t.*, 'unit_label', 4096, 'geom', 'id') FROM t WHERE t.geom IS NOT NULL
