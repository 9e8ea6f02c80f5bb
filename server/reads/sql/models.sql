-- Stories of model enterprises that are up, the last published first: nothing of an enterprise but name, trade and town.
-- Binds: :visited (statuses at work), :limit (none for all), and what {filter} names; whose districts ({scope});
-- what is up at all ({up}: server/store/models.py).
-- Index: pk_model_story, ix_cohort_district_id.
SELECT m.id, e.name, e.supervision_class, e.industry, e.town_id, a.name AS town, m.department, l.year, s.number, s.title,
  s.body, s.photos, s.published_at, s.is_demo
FROM cohort_member m
JOIN cohort l ON l.id = m.cohort_id
JOIN enterprise e ON e.id = m.enterprise_id
JOIN LATERAL (SELECT * FROM model_story v WHERE v.member_id = m.id ORDER BY v.number DESC LIMIT 1) s ON TRUE
LEFT JOIN area a ON a.id = e.town_id
WHERE {scope} AND {up} {filter}
ORDER BY s.published_at DESC, m.id DESC LIMIT :limit
