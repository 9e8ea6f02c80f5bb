-- One label point a grid unit, apart from the polygons so that no tile border repeats it.
-- Made of: {scope} on u. Binds: :z :x :y. Index: ix_grid_unit_label_3857.
WITH t AS (
  SELECT ST_AsMVTGeom(u.label_3857, ST_TileEnvelope(:z, :x, :y), 4096, 64, true) AS geom, u.id, u.code, u.name
  FROM grid_unit u
  WHERE u.valid_to IS NULL AND u.label_3857 && ST_Expand(ST_TileEnvelope(:z, :x, :y), 1)
    AND tile_index(ST_X(u.label_3857), :z) = :x
    AND tile_index(ST_Y(u.label_3857), :z) = (1 << CAST(:z AS int)) - 1 - :y AND {scope}
)
SELECT count(*) AS n, ST_AsMVT(t.*, 'unit_label', 4096, 'geom', 'id') AS content FROM t
