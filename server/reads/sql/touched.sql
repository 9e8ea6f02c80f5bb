-- What rows of the feed touched, as one reader may know it: the thing, its grid unit's box, a hazard's point.
-- Binds: :ids (rows of the feed), :limit, and those of the scopes. Index: pk_change_log, then the keys of the joined rows.
SELECT c.kind, c.ref, c.unit_id,
  ST_XMin(u.geom) AS west, ST_YMin(u.geom) AS south, ST_XMax(u.geom) AS east, ST_YMax(u.geom) AS north,
  ST_X(h.point) AS lon, ST_Y(h.point) AS lat
FROM change_log c
LEFT JOIN grid_unit u ON u.id = c.unit_id
LEFT JOIN hazard h ON h.id = CASE WHEN c.kind = 'hazard' THEN c.ref::uuid END AND {hazards}
WHERE c.id = ANY(:ids) AND {feed}
ORDER BY c.id LIMIT :limit
