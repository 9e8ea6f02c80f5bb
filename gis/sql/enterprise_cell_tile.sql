-- Enterprises counted in square cells as they lie, each in exactly one cell of one tile: counts are conserved.
-- Made of: {scope} on e, {middle} of a cell. Binds: :z :x :y, :fine (zoom with one tile a cell), :west :south :half
-- (where cells stand on the tile). Index: ix_enterprise_point_3857.
WITH cells AS (
  SELECT tile_index(ST_X(e.point_3857), :fine) AS cx, tile_index(ST_Y(e.point_3857), :fine) AS cy, count(*)::int AS n,
    (count(*) FILTER (WHERE e.position_quality NOT IN ('site', 'address')))::int AS vague, max(e.grade) AS worst
  FROM enterprise e
  WHERE e.point_3857 && ST_Expand(ST_TileEnvelope(:z, :x, :y), 1) AND tile_index(ST_X(e.point_3857), :z) = :x
    AND tile_index(ST_Y(e.point_3857), :z) = (1 << CAST(:z AS int)) - 1 - :y
    AND e.status IN ('active', 'suspended', 'candidate') AND {scope}
  GROUP BY 1, 2
),
t AS (SELECT {middle} AS geom,
    c.n, c.vague, c.worst FROM cells c)
SELECT coalesce(sum(t.n), 0) AS n, ST_AsMVT(t.*, 'enterprise', 4096, 'geom') AS content FROM t
