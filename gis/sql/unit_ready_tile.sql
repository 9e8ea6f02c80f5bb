-- Grid units with the figures of today, from counts kept ready. Made of: {scope} on u, {counted} on c and {area} on h
-- (the reader's areas), {beyond} on h (what is seen outside them), {figures} on h, {shape}, {name}, and sums over c:
-- {open}, {late}, {closed}, {found}. Binds: :z :x :y :today. Index: ix_grid_unit_geom_3857, ix_hazard_cell_unit_id,
-- ix_hazard_due_on (what became late since the counts' day), ix_hazard_competent_area, ix_hazard_to_area.
WITH day AS (SELECT (value #>> '{{}}')::date AS counted FROM installation WHERE key = 'map_day'),
seen AS (
  SELECT u.id, u.code, {name} AS name, {shape} AS shape FROM grid_unit u LEFT JOIN unit_outline o ON o.unit_id = u.id
  WHERE u.valid_to IS NULL AND u.geom_3857 && ST_TileEnvelope(:z, :x, :y) AND {scope}
),
kept AS (
  SELECT c.unit_id, {open} AS open, {late} AS late, {closed} AS closed, {found} AS found
  FROM hazard_cell c WHERE c.z = 0 AND c.unit_id IN (SELECT id FROM seen) AND {counted} GROUP BY c.unit_id
),
lately AS (
  SELECT h.unit_id, 0 AS open, CASE WHEN :today > day.counted THEN 1 ELSE -1 END AS late, 0 AS closed, 0 AS found
  FROM hazard h, day WHERE h.state IN ('open', 'rectifying', 'plan_review') AND {area} {figures}
    AND h.due_on >= least(day.counted, :today) AND h.due_on < greatest(day.counted, :today)
),
beyond AS (
  SELECT h.unit_id, (h.state IN ('open', 'rectifying', 'plan_review', 'submitted'))::int AS open,
    ((h.state IN ('open', 'rectifying', 'plan_review') AND h.due_on < :today) IS TRUE)::int AS late,
    (h.state = 'closed')::int AS closed, 1 AS found
  FROM hazard h WHERE {beyond} AND ({area}) IS NOT TRUE
    AND h.state NOT IN ('reported', 'transfer_pending', 'invalid', 'merged', 'void') {figures}
),
figures AS (
  SELECT a.unit_id, sum(a.open)::int AS open, sum(a.late)::int AS overdue, sum(a.closed)::int AS closed,
    sum(a.found)::int AS found
  FROM (SELECT * FROM kept UNION ALL SELECT * FROM lately UNION ALL SELECT * FROM beyond) a GROUP BY a.unit_id
),
t AS (
  SELECT ST_AsMVTGeom(s.shape, ST_TileEnvelope(:z, :x, :y), 4096, 64, true) AS geom, s.id, s.code, s.name,
    coalesce(f.open, 0) AS open, coalesce(f.overdue, 0) AS overdue, coalesce(f.closed, 0) AS closed,
    coalesce(f.found, 0) AS found, round(100.0 * f.closed / nullif(f.found, 0), 2)::float8 AS share
  FROM seen s LEFT JOIN figures f ON f.unit_id = s.id
)
SELECT count(*) AS n, ST_AsMVT(t.*, 'unit', 4096, 'geom', 'id') AS content FROM t WHERE t.geom IS NOT NULL
