-- Hazards as points in one pass, each in exactly one tile by the rule of the cells (tile_index, written out for the
-- :size of a tile in metres). It stops after :most, and the caller draws cells.
-- Made of: {scope} and {figures} on h, {pixel} of d.p. Binds: :z :x :y :size :today :most. Index: ix_hazard_point_3857.
WITH d AS (
  SELECT h.point_3857 AS p, h.id::text AS id, h.state, h.level,
    h.category, nullif(h.stop, 'none') AS stop, (h.state IN ('open', 'rectifying', 'plan_review') AND h.due_on < :today) IS TRUE AS overdue
  FROM hazard h
  WHERE h.point_3857 && ST_Expand(ST_TileEnvelope(:z, :x, :y), 1)
    AND floor((ST_X(h.point_3857) + 20037508.342789244) / :size)::int = :x
    AND floor((ST_Y(h.point_3857) + 20037508.342789244) / :size)::int = (1 << CAST(:z AS int)) - 1 - :y
    AND h.state NOT IN ('invalid', 'merged', 'void') AND {scope} {figures}
  LIMIT CAST(:most AS int) + 1
),
t AS (SELECT {pixel} AS geom, d.id, d.state, d.level, d.category, d.stop, d.overdue FROM d)
SELECT count(*) AS n, ST_AsMVT(t.*, 'hazard', 4096, 'geom') AS content FROM t
