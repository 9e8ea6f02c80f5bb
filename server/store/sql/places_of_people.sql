-- Where people have roles, from when to when: areas, the towns of grid units, enterprises. Binds: none; part of others.
SELECT g.person_id, g.valid_from, g.valid_to, g.unit_id AS id, CASE a.level WHEN 'village' THEN a.id END AS village_id,
  CASE a.level WHEN 'town' THEN a.id ELSE coalesce(a.town_id, u.town_id, e.town_id) END AS town_id,
  CASE a.level WHEN 'district' THEN a.id ELSE coalesce(a.district_id, u.district_id, e.district_id) END AS district_id,
  CASE a.level WHEN 'city' THEN a.id ELSE coalesce(a.city_id, u.city_id, e.city_id) END AS city_id
FROM person_grant g
LEFT JOIN area a ON a.id = g.area_id
LEFT JOIN grid_unit u ON u.id = g.unit_id
LEFT JOIN enterprise e ON e.id = g.enterprise_id
