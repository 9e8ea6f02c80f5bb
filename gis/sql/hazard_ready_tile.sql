-- Hazards counted in cells kept ready, each in exactly one cell of one tile: counts are conserved. Answers the number
-- too, so that few are drawn as points instead. Made of: {scope} on c; {area} on h, the same areas; {beyond} on h, what
-- is seen outside them; {figures} on h; {n}, {open}, {late}, {weight}, sums over c; {drawn} of cells c,
-- {middle} of one. Binds: :z :x :y :today, :major :general (weights, tables/heat.toml),
-- :source (zoom of the cells kept), :left :right :low :high (those of the tile), :shift (to those drawn), :fine (their
-- zoom), :west :south :half (where they stand on it). Index: ix_hazard_cell_z, _unit_id or _town_id; ix_hazard_due_on,
-- for what became late since the cells' day; ix_hazard_competent_area, ix_hazard_to_area.
WITH day AS (SELECT (value #>> '{{}}')::date AS counted FROM installation WHERE key = 'map_day'),
kept AS (
  SELECT c.cx >> :shift AS cx, c.cy >> :shift AS cy, {n} AS n, {open} AS open, {late} AS late, {weight} AS weight
  FROM hazard_cell c
  WHERE c.z = :source AND c.cx BETWEEN :left AND :right AND c.cy BETWEEN :low AND :high
    AND c.tx BETWEEN CAST(:left AS int) >> 5 AND CAST(:right AS int) >> 5
    AND c.ty BETWEEN CAST(:low AS int) >> 5 AND CAST(:high AS int) >> 5 AND {scope}
  GROUP BY 1, 2
),
lately AS (
  SELECT h.point_3857 AS p, 0 AS n, 0 AS open, CASE WHEN :today > day.counted THEN 1 ELSE -1 END AS late, 0 AS weight
  FROM hazard h, day WHERE h.state IN ('open', 'rectifying', 'plan_review') AND {area} {figures}
    AND h.due_on >= least(day.counted, :today) AND h.due_on < greatest(day.counted, :today)
),
beyond AS (
  SELECT h.point_3857 AS p, 1 AS n, (h.state IN ('open', 'rectifying', 'plan_review', 'submitted'))::int AS open,
    ((h.state IN ('open', 'rectifying', 'plan_review') AND h.due_on < :today) IS TRUE)::int AS late,
    CASE h.level WHEN 'major' THEN CAST(:major AS int) ELSE CAST(:general AS int) END AS weight
  FROM hazard h WHERE {beyond} AND ({area}) IS NOT TRUE AND h.state NOT IN ('invalid', 'merged', 'void') {figures}
),
cells AS (
  SELECT a.cx, a.cy, sum(a.n)::int AS n, sum(a.open)::int AS open, sum(a.late)::int AS overdue, sum(a.weight)::int AS weight
  FROM (
    SELECT * FROM kept UNION ALL
    SELECT tile_index(ST_X(b.p), :fine), tile_index(ST_Y(b.p), :fine), b.n, b.open, b.late, b.weight
    FROM (SELECT * FROM lately UNION ALL SELECT * FROM beyond) b
    WHERE tile_index(ST_X(b.p), :z) = :x AND tile_index(ST_Y(b.p), :z) = (1 << CAST(:z AS int)) - 1 - :y
  ) a GROUP BY 1, 2 HAVING sum(a.n) <> 0
),
t AS (SELECT {middle} AS geom,
    {drawn} FROM cells c)
SELECT coalesce(sum(t.n), 0) AS n, ST_AsMVT(t.*, '{layer}', 4096, 'geom') AS content FROM t
