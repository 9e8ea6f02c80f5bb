-- Enterprises: one point each where the place is known well; a counted centre where only the village or town is known.
-- Each is in exactly one tile: `&&` rounds, so the four sides are compared too.
-- Binds: {scope} on e, :z :x :y. Index: ix_enterprise_point_3857.
WITH box AS (SELECT ST_TileEnvelope(:z, :x, :y) AS geom),
known AS (
  SELECT e.point_3857 AS p, e.id::text AS id, e.name, e.grade, e.status, 1 AS n, e.position_quality AS quality
  FROM enterprise e, box WHERE e.point_3857 && box.geom
    AND ST_X(e.point_3857) >= ST_XMin(box.geom) AND ST_X(e.point_3857) < ST_XMax(box.geom)
    AND ST_Y(e.point_3857) >= ST_YMin(box.geom) AND ST_Y(e.point_3857) < ST_YMax(box.geom)
    AND e.position_quality IN ('site', 'address') AND e.status IN ('active', 'suspended', 'candidate') AND {scope}
),
vague AS (
  SELECT e.point_3857 AS p, NULL AS id, NULL AS name, NULL AS grade, NULL AS status, count(*)::int AS n,
    min(e.position_quality) AS quality
  FROM enterprise e, box WHERE e.point_3857 && box.geom
    AND ST_X(e.point_3857) >= ST_XMin(box.geom) AND ST_X(e.point_3857) < ST_XMax(box.geom)
    AND ST_Y(e.point_3857) >= ST_YMin(box.geom) AND ST_Y(e.point_3857) < ST_YMax(box.geom)
    AND e.position_quality IN ('village', 'town', 'district') AND e.status IN ('active', 'suspended', 'candidate') AND {scope}
  GROUP BY e.point_3857
),
t AS (
  SELECT ST_AsMVTGeom(a.p, box.geom, 4096, 64, true) AS geom, a.id, a.name, a.grade, a.status, a.n, a.quality
  FROM (SELECT * FROM known UNION ALL SELECT * FROM vague) a, box
)
SELECT ST_AsMVT(t.*, 'enterprise', 4096, 'geom') FROM t WHERE t.geom IS NOT NULL
