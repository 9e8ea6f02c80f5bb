-- Grid units as documents with the officers of today. Binds: {scope} (server/reads/scope.units), {filter}, {order}, :limit.
-- Index: ix_grid_unit_town_id.
SELECT row_to_json(doc)::text AS doc, u.id
FROM grid_unit u
CROSS JOIN LATERAL (
  SELECT u.id, u.code, u.name, u.kind, u.town_id, u.village_id, ST_AsGeoJSON(u.geom, 6)::json AS geometry,
    (SELECT json_build_array(round(ST_X(c)::numeric, 6), round(ST_Y(c)::numeric, 6))
      FROM ST_PointOnSurface(u.geom) c) AS centre,
    u.head, u.head_phone, u.valid_from,
    (SELECT coalesce(json_agg(json_build_object('name', p.name, 'phone', p.phone, 'part', g.part) ORDER BY g.part), '[]')
      FROM person_grant g JOIN person p ON p.id = g.person_id
      WHERE g.unit_id = u.id AND g.role = 'officer' AND g.valid_from <= now()
        AND (g.valid_to IS NULL OR g.valid_to > now())) AS officers
) doc
WHERE u.valid_to IS NULL AND {scope} {filter}
ORDER BY {order}
LIMIT :limit
