-- Offices of the areas of a day and of departments that have people at a moment, with the version of their contact
-- table that holds on a day.
-- Binds: :moment (who holds a grant), :day (which version), the place the reader may know offices of ({scope}).
-- Index: uq_contact_table_office_n, ix_person_grant_area_id; a few hundred areas.
WITH o AS (
  SELECT a.level || ':' || a.id AS office, a.level AS kind, a.id AS area_id, a.name AS area_name, NULL::text[] AS classes,
    CASE a.level WHEN 'district' THEN a.id ELSE a.district_id END AS district_id,
    CASE a.level WHEN 'city' THEN a.id ELSE a.city_id END AS city_id
  FROM area a WHERE a.level IN ('city', 'district', 'town') AND (a.valid_to IS NULL OR a.valid_to > CAST(:day AS date))
  UNION ALL
  SELECT DISTINCT 'department:' || g.area_id || coalesce(':' || k.own, ''), 'department', a.id, a.name,
    string_to_array(k.own, '+'), a.id, a.city_id
  FROM person_grant g JOIN area a ON a.id = g.area_id
  CROSS JOIN LATERAL (SELECT string_agg(c, '+' ORDER BY c COLLATE "C") AS own FROM unnest(g.classes) c) k
  WHERE g.role = 'department' AND g.level = 'district' AND g.valid_from <= :moment
    AND (g.valid_to IS NULL OR g.valid_to > :moment)
)
SELECT o.office, o.kind, o.area_id, o.area_name, o.classes, o.district_id, o.city_id, t.id AS table_id, t.n, t.valid_from,
  t.valid_to, t.seal_unit, t.contacts, t.remark, t.at, p.name AS by_name, coalesce(t.is_demo, FALSE) AS is_demo,
  (SELECT max(l.n) FROM contact_table l WHERE l.office = o.office) AS last_n
FROM o
LEFT JOIN contact_table t ON t.office = o.office AND t.valid_from <= CAST(:day AS date)
  AND (t.valid_to IS NULL OR t.valid_to > CAST(:day AS date))
LEFT JOIN person p ON p.id = t.by_person
WHERE {scope} {filter}
ORDER BY CASE o.kind WHEN 'city' THEN 1 WHEN 'district' THEN 2 WHEN 'department' THEN 3 ELSE 4 END, o.area_id, o.office
