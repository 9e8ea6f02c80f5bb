-- Hazards counted in square cells, each hazard in exactly one cell of one tile: counts are conserved.
-- Binds: {scope} and {figures} on h, :z :x :y :today :cells (cells across a tile). Index: ix_hazard_point_3857.
WITH box AS (
  SELECT ST_TileEnvelope(:z, :x, :y) AS geom, ST_XMin(ST_TileEnvelope(:z, :x, :y)) AS x0,
    ST_YMin(ST_TileEnvelope(:z, :x, :y)) AS y0,
    (ST_XMax(ST_TileEnvelope(:z, :x, :y)) - ST_XMin(ST_TileEnvelope(:z, :x, :y))) / CAST(:cells AS int) AS side
),
cells AS (
  SELECT floor((ST_X(h.point_3857) - box.x0) / box.side)::int AS cx,
    floor((ST_Y(h.point_3857) - box.y0) / box.side)::int AS cy, count(*)::int AS n,
    (count(*) FILTER (WHERE h.state IN ('open', 'rectifying', 'plan_review', 'submitted')))::int AS open,
    (count(*) FILTER (WHERE h.state IN ('open', 'rectifying', 'plan_review') AND h.due_on < :today))::int AS overdue,
    sum(CASE h.level WHEN 'major' THEN 5 ELSE 1 END)::int AS weight
  FROM hazard h, box
  WHERE h.point_3857 && box.geom AND h.state NOT IN ('invalid', 'merged', 'void') AND {scope} {figures}
  GROUP BY 1, 2
),
t AS (
  SELECT ST_AsMVTGeom(ST_SetSRID(ST_MakePoint(box.x0 + (c.cx + 0.5) * box.side, box.y0 + (c.cy + 0.5) * box.side), 3857),
    box.geom, 4096, 64, true) AS geom, c.n, c.open, c.overdue, c.weight
  FROM cells c, box WHERE c.cx >= 0 AND c.cy >= 0 AND c.cx < :cells AND c.cy < :cells
)
SELECT ST_AsMVT(t.*, '{layer}', 4096, 'geom') FROM t WHERE t.geom IS NOT NULL
