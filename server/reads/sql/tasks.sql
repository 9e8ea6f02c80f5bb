-- Tasks in scope as documents. Binds: {scope} on t, {filter}, {order}, :today, :limit, :offset.
-- Index: ix_task_district_id_due_on, ix_task_officer_id_day, ix_task_return_task_id.
SELECT row_to_json(doc)::text AS doc
FROM task t
JOIN enterprise e ON e.id = t.enterprise_id
LEFT JOIN area w ON w.id = t.town_id
LEFT JOIN grid_unit u ON u.id = t.unit_id
LEFT JOIN person o ON o.id = t.officer_id
LEFT JOIN person s ON s.id = t.second_id
LEFT JOIN inspection_plan p ON p.id = t.plan_id
CROSS JOIN LATERAL (
  SELECT t.id, t.kind, t.basis, t.authority, t.state, t.window_from, t.due_on, t.finished_on, t.day, t.place_no, t.minutes,
    t.state IN ('generated', 'assigned', 'accepted', 'returned', 'in_progress') AND t.due_on < CAST(:today AS date) AS overdue,
    e.id AS enterprise_id, e.name AS enterprise, e.address, coalesce(t.grade, 'none') AS grade, t.supervision_class,
    t.town_id, w.name AS town, t.unit_id, u.name AS unit, t.officer_id, o.name AS officer, t.second_id, s.name AS second,
    t.plan_id, p.title AS plan, t.visit_id, t.merged_into, t.reason, t.counted,
    coalesce((SELECT json_agg(json_build_object('by', b.name, 'at', r.at, 'reason', r.reason) ORDER BY r.at DESC, r.id DESC)
      FROM task_return r JOIN person b ON b.id = r.by_person WHERE r.task_id = t.id), '[]') AS returns,
    CASE WHEN e.point IS NOT NULL
      THEN json_build_array(round(ST_X(e.point)::numeric, 6), round(ST_Y(e.point)::numeric, 6)) END AS point
) doc
WHERE {scope} {filter}
ORDER BY {order}
LIMIT :limit OFFSET :offset
