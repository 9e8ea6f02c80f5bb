-- Enterprises counted in cells kept ready, each in exactly one cell of one tile: counts are conserved.
-- Made of: {scope} on c. Binds: :z :x :y, :source (zoom of the cells), :width (those across the tile), :shift and
-- :fine (to those drawn).
-- Index: ix_enterprise_cell_z, ix_enterprise_cell_unit_id or ix_enterprise_cell_town_id.
WITH at AS (
  SELECT CAST(:x AS int) * CAST(:width AS int) AS x, ((1 << CAST(:z AS int)) - 1 - CAST(:y AS int)) * CAST(:width AS int) AS y
),
cells AS (
  SELECT c.cx >> :shift AS cx, c.cy >> :shift AS cy, sum(c.n)::int AS n, coalesce(sum(c.vague), 0)::int AS vague,
    CASE WHEN sum(c.grade_d) > 0 THEN 'D' WHEN sum(c.grade_c) > 0 THEN 'C' WHEN sum(c.grade_b) > 0 THEN 'B'
      WHEN sum(c.grade_a) > 0 THEN 'A' END AS worst
  FROM enterprise_cell c, at
  WHERE c.z = :source AND c.cx BETWEEN at.x AND at.x + :width - 1 AND c.cy BETWEEN at.y AND at.y + :width - 1
    AND c.tx BETWEEN at.x >> 5 AND (at.x + :width - 1) >> 5 AND c.ty BETWEEN at.y >> 5 AND (at.y + :width - 1) >> 5 AND {scope}
  GROUP BY 1, 2 HAVING sum(c.n) <> 0
),
t AS (SELECT ST_AsMVTGeom({middle}, ST_TileEnvelope(:z, :x, :y), 4096, 64, true) AS geom,
    c.n, c.vague, c.worst FROM cells c)
SELECT coalesce(sum(t.n), 0) AS n, ST_AsMVT(t.*, 'enterprise', 4096, 'geom') AS content FROM t
