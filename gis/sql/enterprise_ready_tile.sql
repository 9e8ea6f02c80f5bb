-- Enterprises counted in cells kept ready, each in exactly one cell of one tile: counts are conserved.
-- Made of: {scope} on c, {middle} of a cell. Binds: :source (zoom of the cells kept), :left :right :low :high (those of
-- the tile), :shift (to those drawn), :west :south :half (where these stand on it).
-- Index: ix_enterprise_cell_z, ix_enterprise_cell_unit_id or ix_enterprise_cell_town_id.
WITH cells AS (
  SELECT c.cx >> :shift AS cx, c.cy >> :shift AS cy, sum(c.n)::int AS n, coalesce(sum(c.vague), 0)::int AS vague,
    CASE WHEN sum(c.grade_d) > 0 THEN 'D' WHEN sum(c.grade_c) > 0 THEN 'C' WHEN sum(c.grade_b) > 0 THEN 'B'
      WHEN sum(c.grade_a) > 0 THEN 'A' END AS worst
  FROM enterprise_cell c
  WHERE c.z = :source AND c.cx BETWEEN :left AND :right AND c.cy BETWEEN :low AND :high
    AND c.tx BETWEEN CAST(:left AS int) >> 5 AND CAST(:right AS int) >> 5
    AND c.ty BETWEEN CAST(:low AS int) >> 5 AND CAST(:high AS int) >> 5 AND {scope}
  GROUP BY 1, 2 HAVING sum(c.n) <> 0
),
t AS (SELECT {middle} AS geom,
    c.n, c.vague, c.worst FROM cells c)
SELECT coalesce(sum(t.n), 0) AS n, ST_AsMVT(t.*, 'enterprise', 4096, 'geom') AS content FROM t
