-- Grid units of today as rows of a file. Binds: {scope} (server/reads/scope.units), {filter}. Index: ix_grid_unit_town_id.
SELECT u.code, u.name, u.kind, t.name AS town_name, u.id AS unit_id, ST_AsBinary(u.geom) AS shape
FROM grid_unit u
LEFT JOIN area t ON t.id = u.town_id
WHERE u.valid_to IS NULL AND {scope} {filter}
ORDER BY u.code, u.id
