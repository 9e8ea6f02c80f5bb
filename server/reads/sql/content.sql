-- Content and frequency as published where a phone works, in the order it was said.
-- Binds: {scope} (server/reads/scope.content) on f and a, {filter}. Index: ix_frequency_district_id.
SELECT f.district_id, f.supervision_class, f.valid_from, f.grades
FROM frequency f
JOIN area a ON a.id = f.district_id
WHERE {scope} {filter}
ORDER BY f.district_id, f.at
