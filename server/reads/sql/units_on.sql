-- Grid units as they were on a day. Binds: {scope} on u, {filter}, :on. Index: ix_grid_unit_geom or ix_grid_unit_town_id.
SELECT json_build_object('type', 'Feature', 'id', u.id, 'geometry', ST_AsGeoJSON(u.geom, 7)::json, 'properties',
  json_build_object('code', u.code, 'name', u.name, 'kind', u.kind, 'town_id', u.town_id, 'village_id', u.village_id,
    'valid_from', u.valid_from, 'valid_to', u.valid_to))::text AS feature
FROM grid_unit u
WHERE u.valid_from <= :on AND (u.valid_to IS NULL OR u.valid_to > :on) AND {scope} {filter}
ORDER BY u.code, u.id
