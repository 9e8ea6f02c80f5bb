-- Hazards as points, each in exactly one tile by the same rule as the cells. More than :most are never sent: the number
-- says so, the tile is empty, and the caller draws cells. Made of: {scope} and {figures} on h.
-- Binds: :z :x :y :today :most. Index: ix_hazard_point_3857.
WITH found AS MATERIALIZED (
  SELECT h.point_3857 AS p, h.id, h.state, h.level, h.category, h.due_on, h.stop FROM hazard h
  WHERE h.point_3857 && ST_Expand(ST_TileEnvelope(:z, :x, :y), 1) AND tile_index(ST_X(h.point_3857), :z) = :x
    AND tile_index(ST_Y(h.point_3857), :z) = (1 << CAST(:z AS int)) - 1 - :y
    AND h.state NOT IN ('invalid', 'merged', 'void') AND {scope} {figures}
  LIMIT CAST(:most AS int) + 1
),
told AS (SELECT count(*) AS n FROM found),
t AS (
  SELECT ST_AsMVTGeom(f.p, ST_TileEnvelope(:z, :x, :y), 4096, 64, true) AS geom, f.id::text AS id, f.state, f.level,
    f.category, nullif(f.stop, 'none') AS stop, (f.state IN ('open', 'rectifying', 'plan_review') AND f.due_on < :today) IS TRUE AS overdue
  FROM found f, told WHERE told.n <= :most
)
SELECT (SELECT n FROM told) AS n, ST_AsMVT(t.*, 'hazard', 4096, 'geom') AS content FROM t
