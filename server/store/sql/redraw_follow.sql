-- Enterprises come into other units, each with its unresolved hazards and its notices; visits stay where they were made.
-- Binds: :moved (enterprise ids), :units (their new units, same order), :by_point (whether their point decided), :at,
-- :by (who approved). Index: pk_enterprise, ix_enterprise_unit_enterprise_id, the enterprise_id indexes of both facts.
CREATE TEMP TABLE redraw_moved ON COMMIT DROP AS
SELECT m.id, m.unit_id, m.by_point
FROM unnest(CAST(:moved AS uuid[]), CAST(:units AS integer[]), CAST(:by_point AS boolean[])) AS m(id, unit_id, by_point);

ANALYZE redraw_moved;

UPDATE enterprise e
SET unit_id = m.unit_id, unit_source = CASE WHEN m.by_point THEN 'point' ELSE e.unit_source END,
  village_id = coalesce(u.village_id, CASE WHEN u.town_id IS NULL OR u.town_id = e.town_id THEN e.village_id END),
  town_id = coalesce(u.town_id, e.town_id), version = e.version + 1, updated_at = :at
FROM redraw_moved m JOIN grid_unit u ON u.id = m.unit_id
WHERE e.id = m.id;

UPDATE enterprise_unit h SET valid_to = :at FROM redraw_moved m WHERE h.enterprise_id = m.id AND h.valid_to IS NULL;

INSERT INTO enterprise_unit (enterprise_id, unit_id, source, reason, by_person, valid_from)
SELECT e.id, e.unit_id, e.unit_source, e.unit_reason, :by, :at FROM enterprise e JOIN redraw_moved m ON m.id = e.id;

UPDATE hazard h
SET unit_id = e.unit_id, village_id = e.village_id, town_id = e.town_id, district_id = e.district_id, city_id = e.city_id
FROM redraw_moved m JOIN enterprise e ON e.id = m.id
WHERE h.enterprise_id = m.id AND h.state NOT IN ('closed', 'invalid', 'merged', 'void');

UPDATE notice n
SET unit_id = e.unit_id, village_id = e.village_id, town_id = e.town_id, district_id = e.district_id, city_id = e.city_id
FROM redraw_moved m JOIN enterprise e ON e.id = m.id
WHERE n.enterprise_id = m.id;

DROP TABLE redraw_moved
