-- Hazards as points in one pass. It stops after :few: more are a crowd.
-- Made of: {here}, {scope} and {figures} on h, {pixel} of d.p. Binds: :z :x :y :size :today :few. Index: ix_hazard_point_3857.
WITH d AS (
  SELECT h.point_3857 AS p, h.id::text AS id, h.state, h.level,
    h.category, nullif(h.stop, 'none') AS stop, (h.state IN ('open', 'rectifying', 'plan_review') AND h.due_on < :today) IS TRUE AS overdue
  FROM hazard h
  WHERE {here} AND h.state NOT IN ('invalid', 'merged', 'void') AND {scope} {figures}
  LIMIT CAST(:few AS int) + 1
),
t AS (SELECT {pixel} AS geom, d.id, d.state, d.level, d.category, d.stop, d.overdue FROM d)
SELECT count(*) AS n, ST_AsMVT(t.*, 'hazard', 4096, 'geom') AS content FROM t
