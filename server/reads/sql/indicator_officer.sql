-- One row a grid officer or inspector who was in post at the end of the period, placed by the oldest grant.
-- `worked` asks for the last visit, which the index knows; to an EXISTS the database would read every visit.
-- Index: ix_visit_officer_id_started_at.
-- Binds: the period, rules of policy; the reader's scope around it (indicators.py).
SELECT DISTINCT ON (p.id) p.id, CAST(NULL AS uuid) AS enterprise_id,
  coalesce(u.city_id, a.city_id, CASE WHEN a.level = 'city' THEN a.id END) AS own_city_id,
  coalesce(u.district_id, a.district_id, CASE WHEN a.level = 'district' THEN a.id END) AS own_district_id,
  coalesce(u.town_id, a.town_id, CASE WHEN a.level = 'town' THEN a.id END) AS own_town_id,
  coalesce(u.village_id, CASE WHEN a.level = 'village' THEN a.id END) AS own_village_id, u.id AS own_unit_id,
  CAST(NULL AS text) AS supervision_class, g.role, :until - interval '1 second' AS placed_at, p.name AS label,
  g.valid_from AS moment,
  coalesce(
    (SELECT max(v.started_at) FROM visit v WHERE v.officer_id = p.id AND v.started_at < :until) >= :from, false
  ) AS worked
FROM person_grant g
JOIN person p ON p.id = g.person_id
LEFT JOIN grid_unit u ON u.id = g.unit_id
LEFT JOIN area a ON a.id = g.area_id
WHERE g.role IN ('officer', 'inspector') AND p.active AND g.valid_from < :until
  AND (g.valid_to IS NULL OR g.valid_to >= :until)
ORDER BY p.id, g.id
