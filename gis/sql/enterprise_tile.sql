-- Enterprises: one point each where the place is known well; a counted centre where only the village or town is known.
-- Where there are more than :few it draws none: they are a crowd, without names.
-- Made of: {here} and {scope} on e, {name} on f, {pixel} of d.p. Binds: :z :x :y :size :few. Index: ix_enterprise_point_3857.
WITH found AS MATERIALIZED (
  SELECT e.point_3857 AS p, e.id, e.name, e.grade, e.risk_colour, e.status, e.position_quality AS quality
  FROM enterprise e
  WHERE {here} AND e.status IN ('active', 'suspended', 'candidate') AND {scope}
  LIMIT CAST(:few AS int) + 1
),
total AS MATERIALIZED (SELECT count(*) AS n FROM found),
d AS (
  SELECT f.p, f.id::text AS id, {name} AS name, f.grade, f.risk_colour, f.status, NULL::int AS n, f.quality FROM found f
  WHERE f.quality IN ('site', 'address') AND (SELECT n <= :few FROM total)
  UNION ALL
  SELECT f.p, NULL, NULL, NULL, NULL, NULL, count(*)::int, min(f.quality) FROM found f
  WHERE f.quality NOT IN ('site', 'address') AND (SELECT n <= :few FROM total) GROUP BY f.p
),
t AS (SELECT {pixel} AS geom, d.id, d.name, d.grade, d.risk_colour, d.status, d.n, d.quality FROM d)
SELECT (SELECT n FROM total) AS n, ST_AsMVT(t.*, 'enterprise', 4096, 'geom') AS content FROM t
