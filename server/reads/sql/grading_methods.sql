-- Versions of methods of districts that the reader sees, drafts only for who writes them. Binds: {areas} on a, {filter}, {body}.
-- Index: ix_grading_method_district_id.
SELECT m.id, m.district_id, d.name AS district, m.city_id, m.supervision_class, m.title, m.state, m.revision, m.valid_from,
  (SELECT min(n.valid_from) FROM grading_method n WHERE n.district_id = m.district_id AND n.state = 'published'
    AND n.supervision_class IS NOT DISTINCT FROM m.supervision_class AND n.valid_from > m.valid_from) AS valid_to,
  m.touched_at, m.published_at, m.reason, a.name AS author_name, p.name AS published_by_name, m.is_demo {body}
FROM grading_method m
JOIN area d ON d.id = m.district_id
JOIN person a ON a.id = m.author
LEFT JOIN person p ON p.id = m.published_by
WHERE m.district_id IN (SELECT a.id FROM area a WHERE {areas}) {filter}
ORDER BY (m.state = 'draft') DESC, m.valid_from DESC NULLS LAST, m.touched_at DESC
