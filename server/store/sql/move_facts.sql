-- Unresolved hazards, notices, open tasks and live inspections travel with their enterprise into its new place; visits stay
-- where they were made.
-- Binds: :moved, the ids of enterprises whose place changed. Index: the enterprise_id indexes of all tables.
UPDATE hazard h
SET unit_id = e.unit_id, village_id = e.village_id, town_id = e.town_id, district_id = e.district_id,
  city_id = e.city_id, supervision_class = e.supervision_class
FROM enterprise e
WHERE h.enterprise_id = e.id AND e.id = ANY(:moved) AND h.state NOT IN ('closed', 'invalid', 'merged', 'void');

UPDATE notice n
SET unit_id = e.unit_id, village_id = e.village_id, town_id = e.town_id, district_id = e.district_id,
  city_id = e.city_id, supervision_class = e.supervision_class
FROM enterprise e
WHERE n.enterprise_id = e.id AND e.id = ANY(:moved);

UPDATE task t
SET unit_id = e.unit_id, village_id = e.village_id, town_id = e.town_id, district_id = e.district_id,
  city_id = e.city_id, supervision_class = e.supervision_class
FROM enterprise e
WHERE t.enterprise_id = e.id AND e.id = ANY(:moved)
  AND t.state IN ('generated', 'assigned', 'accepted', 'returned', 'in_progress');

UPDATE inspection i
SET unit_id = e.unit_id, village_id = e.village_id, town_id = e.town_id, district_id = e.district_id,
  city_id = e.city_id, supervision_class = e.supervision_class
FROM enterprise e
WHERE i.enterprise_id = e.id AND e.id = ANY(:moved) AND i.district_id = e.district_id
  AND i.state IN ('proposed', 'approved', 'under_way')
