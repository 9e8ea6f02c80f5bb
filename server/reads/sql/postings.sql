-- What a posting sheet says of grid units, with officers, authority and neighbours of now.
-- Binds: {scope} (server/reads/scope.units), {filter}, :at (a moment), :today, :limit. Index: ix_grid_unit_town_id, ix_grid_unit_geom.
SELECT u.id, u.code, u.name, u.kind, u.head, u.head_phone, u.is_demo, u.valid_from,
  ST_AsBinary(u.geom) AS shape, ST_Area(u.geom::geography) AS area_m2,
  d.name AS district, coalesce(t.name, '') AS town, coalesce(v.name, '') AS village,
  coalesce(s.name, t.name, d.name) AS authority, coalesce(s.seal_name, t.name, d.name) AS seal,
  coalesce(s.phone, '') AS phone, coalesce(s.address, '') AS address, s.valid_from AS authority_from,
  o.officers, n.neighbours
FROM grid_unit u
JOIN area d ON d.id = u.district_id
LEFT JOIN area t ON t.id = u.town_id
LEFT JOIN area v ON v.id = u.village_id
LEFT JOIN LATERAL (
  SELECT a.name, a.seal_name, a.phone, a.address, a.valid_from
  FROM authority a
  WHERE a.area_id IN (u.town_id, u.district_id) AND a.valid_from <= :today
    AND (a.valid_to IS NULL OR a.valid_to > :today)
  ORDER BY a.area_id = u.town_id DESC NULLS LAST
  LIMIT 1
) s ON true
CROSS JOIN LATERAL (
  SELECT coalesce(json_agg(json_build_object('part', g.part, 'name', p.name, 'phone', coalesce(p.phone, ''),
    'since', g.valid_from) ORDER BY g.part, g.id), '[]') AS officers
  FROM person_grant g JOIN person p ON p.id = g.person_id AND p.active
  WHERE g.unit_id = u.id AND g.role = 'officer' AND g.valid_from <= :at AND (g.valid_to IS NULL OR g.valid_to > :at)
) o
CROSS JOIN LATERAL (
  SELECT coalesce(json_agg(b.name ORDER BY ST_Azimuth(ST_Centroid(u.geom), ST_Centroid(b.geom)), b.id), '[]') AS neighbours
  FROM grid_unit b
  WHERE ST_DWithin(b.geom, u.geom, 0.00001) AND b.id <> u.id AND b.valid_to IS NULL
    AND (b.kind = u.kind OR u.kind = 'dedicated')
) n
WHERE u.valid_to IS NULL AND {scope} {filter}
ORDER BY u.code, u.id
LIMIT :limit
