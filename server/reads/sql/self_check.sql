-- Self-checks as documents, newest first. Binds: {scope} on s, {filter}, :limit.
-- Index: ix_self_check_enterprise_id_period.
SELECT row_to_json(doc)::text AS doc, s.id
FROM self_check s
JOIN enterprise e ON e.id = s.enterprise_id
JOIN checklist_version v ON v.id = s.checklist_version_id
JOIN checklist c ON c.id = v.checklist_id
CROSS JOIN LATERAL (
  SELECT s.id, s.enterprise_id, e.name AS enterprise_name, s.period, s.month, s.checklist_version_id AS version_id,
    c.name AS checklist, c.name_en AS checklist_en, v.number AS checklist_number, s.area, s.checker, s.started_at,
    s.finished_at, s.received_at, s.checked, s.of_items, s.hazards, s.points::float AS points,
    s.of_points::float AS of_points, s.remark, s.answers, s.is_demo,
    (SELECT coalesce(json_agg(json_build_object('sha256', p.sha256, 'role', p.role, 'taken_at', p.taken_at,
        'received', EXISTS (SELECT 1 FROM photo f WHERE f.sha256 = p.sha256)) ORDER BY p.id), '[]')
      FROM evidence p WHERE p.self_check_id = s.id) AS photos
) doc
WHERE {scope} {filter}
ORDER BY s.finished_at DESC, s.id
LIMIT :limit
