-- Content and frequency as published in districts in scope. Binds: {areas} on a. Index: ix_frequency_district_id.
SELECT f.id, f.district_id, a.name AS district, f.supervision_class, f.title, f.grades, f.valid_from, f.reason,
  p.name AS by_name, f.is_demo
FROM frequency f
JOIN area a ON a.id = f.district_id
JOIN person p ON p.id = f.by_person
WHERE {areas}
ORDER BY f.valid_from DESC, f.at DESC
