-- Enterprises counted in square cells, each in exactly one cell of one tile: counts are conserved.
-- Binds: {scope} on e, :z :x :y :cells (cells across a tile). Index: ix_enterprise_point_3857.
WITH box AS (
  SELECT ST_TileEnvelope(:z, :x, :y) AS geom, ST_XMin(ST_TileEnvelope(:z, :x, :y)) AS x0,
    ST_YMin(ST_TileEnvelope(:z, :x, :y)) AS y0,
    (ST_XMax(ST_TileEnvelope(:z, :x, :y)) - ST_XMin(ST_TileEnvelope(:z, :x, :y))) / CAST(:cells AS int) AS side
),
cells AS (
  SELECT floor((ST_X(e.point_3857) - box.x0) / box.side)::int AS cx,
    floor((ST_Y(e.point_3857) - box.y0) / box.side)::int AS cy, count(*)::int AS n,
    (count(*) FILTER (WHERE e.position_quality NOT IN ('site', 'address')))::int AS vague, max(e.grade) AS worst
  FROM enterprise e, box
  WHERE e.point_3857 && box.geom AND e.status IN ('active', 'suspended', 'candidate') AND {scope}
  GROUP BY 1, 2
),
t AS (
  SELECT ST_AsMVTGeom(ST_SetSRID(ST_MakePoint(box.x0 + (c.cx + 0.5) * box.side, box.y0 + (c.cy + 0.5) * box.side), 3857),
    box.geom, 4096, 64, true) AS geom, c.n, c.vague, c.worst
  FROM cells c, box WHERE c.cx >= 0 AND c.cy >= 0 AND c.cx < :cells AND c.cy < :cells
)
SELECT ST_AsMVT(t.*, 'enterprise', 4096, 'geom') FROM t WHERE t.geom IS NOT NULL
