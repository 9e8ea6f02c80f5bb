-- What a spot is called: its grid unit, and the nearest enterprise, both within the reader's area.
-- Binds: {scope} on u, {enterprises} (the same for e), :x :y (arrays, metres of EPSG:3857). Index: ix_grid_unit_geom_3857, ix_enterprise_point_3857.
SELECT p.n, round(ST_X(ST_Transform(p.at, 4326))::numeric, 6)::float8 AS lon,
  round(ST_Y(ST_Transform(p.at, 4326))::numeric, 6)::float8 AS lat, u.id AS unit_id, u.name AS unit, e.name AS near
FROM (
  SELECT n, ST_SetSRID(ST_MakePoint(x, y), 3857) AS at
  FROM unnest(CAST(:x AS float8[]), CAST(:y AS float8[])) WITH ORDINALITY s(x, y, n)
) p
LEFT JOIN LATERAL (
  SELECT u.id, u.name FROM grid_unit u WHERE u.valid_to IS NULL AND ST_Covers(u.geom_3857, p.at) AND {scope}
  ORDER BY u.id LIMIT 1
) u ON TRUE
LEFT JOIN LATERAL (
  SELECT e.name FROM enterprise e WHERE e.point_3857 IS NOT NULL AND e.position_quality IN ('site', 'address')
    AND {enterprises} ORDER BY e.point_3857 <-> p.at LIMIT 1
) e ON TRUE
ORDER BY p.n
