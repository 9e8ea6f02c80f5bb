-- Hazards counted in square cells as they lie, each in exactly one cell of one tile: counts are conserved.
-- Made of: {scope} and {figures} on h, {middle} of a cell. Binds: :z :x :y :today, :major :general (weights,
-- tables/heat.toml), :fine (zoom with one tile a cell), :west :south :half (where cells stand on the tile).
-- Index: ix_hazard_point_3857.
WITH cells AS (
  SELECT tile_index(ST_X(h.point_3857), :fine) AS cx, tile_index(ST_Y(h.point_3857), :fine) AS cy, count(*)::int AS n,
    (count(*) FILTER (WHERE h.state IN ('open', 'rectifying', 'plan_review', 'submitted')))::int AS open,
    (count(*) FILTER (WHERE h.state IN ('open', 'rectifying', 'plan_review') AND h.due_on < :today))::int AS overdue,
    sum(CASE h.level WHEN 'major' THEN CAST(:major AS int) ELSE CAST(:general AS int) END)::int AS weight
  FROM hazard h
  WHERE h.point_3857 && ST_Expand(ST_TileEnvelope(:z, :x, :y), 1) AND tile_index(ST_X(h.point_3857), :z) = :x
    AND tile_index(ST_Y(h.point_3857), :z) = (1 << CAST(:z AS int)) - 1 - :y
    AND h.state NOT IN ('invalid', 'merged', 'void') AND {scope} {figures}
  GROUP BY 1, 2
),
t AS (SELECT {middle} AS geom,
    c.n, c.open, c.overdue, c.weight FROM cells c)
SELECT coalesce(sum(t.n), 0) AS n, ST_AsMVT(t.*, '{layer}', 4096, 'geom') AS content FROM t
