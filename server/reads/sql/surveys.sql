-- Surveys that somebody began with, newest first. Binds: {scope} on s, {filter}, :limit. Index: ix_survey_city_id_state.
SELECT s.id, s.state, s.revision, s.file_name, s.sha256, s.crs, s.metric_srid, s.overlap_m, s.gap_m, s.is_whole,
  s.city_id, s.district_id, s.town_id, coalesce(t.name, d.name, c.name) AS area, s.at, s.touched_at, s.before, s.after,
  s.handed, p.name AS by_name,
  jsonb_array_length(s.units) AS units, jsonb_array_length(s.faults) + jsonb_array_length(s.loose) AS total,
  (SELECT count(*) FROM jsonb_array_elements(s.faults || s.loose) f WHERE NOT s.choices ? (f.value ->> 'id')) AS open
FROM survey s
JOIN area c ON c.id = s.city_id
LEFT JOIN area d ON d.id = s.district_id
LEFT JOIN area t ON t.id = s.town_id
JOIN person p ON p.id = s.by_person
WHERE {scope} AND s.state <> 'read' {filter}
ORDER BY s.at DESC
LIMIT :limit
