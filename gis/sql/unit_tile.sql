-- Grid units with the figures of today, counted from the hazards themselves: for filters that no kept count knows.
-- Made of: {scope} on u, {figures} on h, {shape} of u and its outline o, {name}. Binds: :z :x :y :today.
-- Index: ix_grid_unit_geom_3857, ix_hazard_unit_id_state.
WITH seen AS (
  SELECT u.id, u.code, {name} AS name, {shape} AS shape FROM grid_unit u LEFT JOIN unit_outline o ON o.unit_id = u.id
  WHERE u.valid_to IS NULL AND u.geom_3857 && ST_TileEnvelope(:z, :x, :y) AND {scope}
),
figures AS (
  SELECT h.unit_id,
    count(*) FILTER (WHERE h.state IN ('open', 'rectifying', 'plan_review', 'submitted')) AS open,
    count(*) FILTER (WHERE h.state IN ('open', 'rectifying', 'plan_review') AND h.due_on < :today) AS overdue,
    count(*) FILTER (WHERE h.state = 'closed') AS closed,
    count(*) AS found
  FROM hazard h WHERE h.unit_id IN (SELECT id FROM seen)
    AND h.state NOT IN ('reported', 'transfer_pending', 'invalid', 'merged', 'void') {figures}
  GROUP BY h.unit_id
),
t AS (
  SELECT ST_AsMVTGeom(s.shape, ST_TileEnvelope(:z, :x, :y), 4096, 64, true) AS geom, s.id, s.code, s.name,
    coalesce(f.open, 0)::int AS open, coalesce(f.overdue, 0)::int AS overdue, coalesce(f.closed, 0)::int AS closed,
    coalesce(f.found, 0)::int AS found, round(100.0 * f.closed / nullif(f.found, 0), 2)::float8 AS share
  FROM seen s LEFT JOIN figures f ON f.unit_id = s.id
)
SELECT count(*) AS n, ST_AsMVT(t.*, 'unit', 4096, 'geom', 'id') AS content FROM t WHERE t.geom IS NOT NULL
