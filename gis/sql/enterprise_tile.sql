-- Enterprises: one point each where the place is known well; a counted centre where only the village or town is known.
-- Each is in exactly one tile by the same rule as the cells; names only where there are few. More than :most are never
-- sent: the number says so, the tile is empty, and the caller draws cells.
-- Made of: {scope} on e. Binds: :z :x :y :most :few. Index: ix_enterprise_point_3857.
WITH found AS MATERIALIZED (
  SELECT e.point_3857 AS p, e.id, e.name, e.grade, e.risk_colour, e.status, e.position_quality AS quality FROM enterprise e
  WHERE e.point_3857 && ST_Expand(ST_TileEnvelope(:z, :x, :y), 1) AND tile_index(ST_X(e.point_3857), :z) = :x
    AND tile_index(ST_Y(e.point_3857), :z) = (1 << CAST(:z AS int)) - 1 - :y
    AND e.status IN ('active', 'suspended', 'candidate') AND {scope}
  LIMIT CAST(:most AS int) + 1
),
told AS (SELECT count(*) AS n FROM found),
drawn AS (
  SELECT f.p, f.id::text AS id, CASE WHEN told.n <= :few THEN f.name END AS name, f.grade, f.risk_colour, f.status, 1 AS n, f.quality
  FROM found f, told WHERE told.n <= :most AND f.quality IN ('site', 'address')
  UNION ALL
  SELECT f.p, NULL, NULL, NULL, NULL, NULL, count(*)::int, min(f.quality)
  FROM found f, told WHERE told.n <= :most AND f.quality NOT IN ('site', 'address') GROUP BY f.p
),
t AS (
  SELECT ST_AsMVTGeom(d.p, ST_TileEnvelope(:z, :x, :y), 4096, 64, true) AS geom, d.id, d.name, d.grade, d.risk_colour, d.status, d.n,
    d.quality FROM drawn d
)
SELECT (SELECT n FROM told) AS n, ST_AsMVT(t.*, 'enterprise', 4096, 'geom') AS content FROM t
