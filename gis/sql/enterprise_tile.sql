-- Enterprises: one point each where the place is known well; a counted centre where only the village or town is known.
-- Each is in exactly one tile by the rule of the cells (tile_index, written out for the :size of a tile in metres);
-- names only where few lie here. Where there are more than :most it draws none, and the caller draws cells.
-- Made of: {scope} on e, {pixel} of d.p. Binds: :z :x :y :size :most :few. Index: ix_enterprise_point_3857.
WITH found AS MATERIALIZED (
  SELECT e.point_3857 AS p, e.id, e.name, e.grade, e.risk_colour, e.status, e.position_quality AS quality
  FROM enterprise e
  WHERE e.point_3857 && ST_Expand(ST_TileEnvelope(:z, :x, :y), 1)
    AND floor((ST_X(e.point_3857) + 20037508.342789244) / :size)::int = :x
    AND floor((ST_Y(e.point_3857) + 20037508.342789244) / :size)::int = (1 << CAST(:z AS int)) - 1 - :y
    AND e.status IN ('active', 'suspended', 'candidate') AND {scope}
  LIMIT CAST(:most AS int) + 1
),
total AS MATERIALIZED (SELECT count(*) AS n FROM found),
d AS (
  SELECT f.p, f.id::text AS id, CASE WHEN (SELECT n <= :few FROM total) THEN f.name END AS name,
    f.grade, f.risk_colour, f.status, NULL::int AS n, f.quality FROM found f
  WHERE f.quality IN ('site', 'address') AND (SELECT n <= :most FROM total)
  UNION ALL
  SELECT f.p, NULL, NULL, NULL, NULL, NULL, count(*)::int, min(f.quality) FROM found f
  WHERE f.quality NOT IN ('site', 'address') AND (SELECT n <= :most FROM total) GROUP BY f.p
),
t AS (SELECT {pixel} AS geom, d.id, d.name, d.grade, d.risk_colour, d.status, d.n, d.quality FROM d)
SELECT (SELECT n FROM total) AS n, ST_AsMVT(t.*, 'enterprise', 4096, 'geom') AS content FROM t
