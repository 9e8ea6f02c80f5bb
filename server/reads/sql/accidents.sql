-- Accidents on file, with what the authority keeps beside the record. Binds: {scope} (server/reads/scope.enterprises on
-- e), {filter}. Index: ix_file_record_enterprise_id, pk_accident.
SELECT f.id, f.fields, f.version, f.at, f.ended_on, f.is_demo, a.type_code, a.happened_at, a.told_at, a.sent_up_at,
  coalesce(a.place, '') AS place, coalesce(a.brief, '') AS brief,
  e.id AS enterprise_id, e.name AS enterprise_name, e.unit_id, u.name AS unit_name, e.village_id, e.town_id,
  t.name AS town_name, e.district_id, e.city_id, e.supervision_class,
  (SELECT count(*) FROM accident_hazard l WHERE l.record_id = f.id) AS hazards
FROM file_record f
JOIN enterprise e ON e.id = f.enterprise_id
LEFT JOIN accident a ON a.record_id = f.id
LEFT JOIN grid_unit u ON u.id = e.unit_id
LEFT JOIN area t ON t.id = e.town_id
WHERE f.topic = 'accident' AND f.ended_on IS NULL AND {scope} {filter}
ORDER BY f.fields->>'happened_on' DESC, f.id
