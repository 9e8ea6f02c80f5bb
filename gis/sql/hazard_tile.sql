-- Hazards as points, each in exactly one tile: `&&` rounds, so the four sides are compared too.
-- Binds: {scope} and {figures} on h, :z :x :y :today. Index: ix_hazard_point_3857.
WITH box AS (SELECT ST_TileEnvelope(:z, :x, :y) AS geom),
t AS (
  SELECT ST_AsMVTGeom(h.point_3857, box.geom, 4096, 64, true) AS geom, h.id::text AS id, h.state, h.level, h.category,
    (h.state IN ('open', 'rectifying', 'plan_review') AND h.due_on < :today) IS TRUE AS overdue
  FROM hazard h, box
  WHERE h.point_3857 && box.geom
    AND ST_X(h.point_3857) >= ST_XMin(box.geom) AND ST_X(h.point_3857) < ST_XMax(box.geom)
    AND ST_Y(h.point_3857) >= ST_YMin(box.geom) AND ST_Y(h.point_3857) < ST_YMax(box.geom)
    AND h.state NOT IN ('invalid', 'merged', 'void') AND {scope} {figures}
)
SELECT ST_AsMVT(t.*, 'hazard', 4096, 'geom') FROM t WHERE t.geom IS NOT NULL
