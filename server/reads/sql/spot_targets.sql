-- Enterprises of spot checks in the reader's scope with what was found there. Binds: {scope} on t, {filter}, :today, :limit.
-- Index: uq_spot_target_spot_check_id_enterprise_id, ix_spot_target_enterprise_id.
SELECT t.id, t.spot_check_id, c.title, c.period, c.due_on, t.enterprise_id, e.name AS enterprise_name, t.town_id,
  a.name AS town, t.supervision_class, f.grade, f.zero, t.stratum, t.place, t.state,
  (t.state = 'waiting' AND c.due_on < :today) AS overdue, t.checker_id, p.name AS checker_name, t.second_id,
  q.name AS second_name, t.assigned_at, t.started_at, t.finished_at, t.received_at, w.name AS by_name, t.person_met,
  t.remark, t.n_true, t.n_not_true, t.n_missed, t.n_false_closing, jsonb_array_length(t.items) AS items,
  (SELECT count(*)::int FROM spot_result r WHERE r.target_id = t.id AND r.kind = 'closing') AS closings,
  (SELECT count(*)::int FROM spot_result r WHERE r.target_id = t.id AND r.kind = 'hazard' AND r.verdict = 'true')
    AS hazards_true,
  t.is_demo
FROM spot_target t
JOIN spot_check c ON c.id = t.spot_check_id
JOIN enterprise e ON e.id = t.enterprise_id
LEFT JOIN spot_frame f ON f.spot_check_id = t.spot_check_id AND f.enterprise_id = t.enterprise_id
LEFT JOIN area a ON a.id = t.town_id
LEFT JOIN person p ON p.id = t.checker_id
LEFT JOIN person q ON q.id = t.second_id
LEFT JOIN person w ON w.id = t.by_person
WHERE {scope} {filter}
ORDER BY t.stratum, t.place, e.name, t.id
LIMIT :limit
