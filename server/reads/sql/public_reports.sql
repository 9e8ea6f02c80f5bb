-- Reports by the public, without who made them. Binds: {scope} (server/reads/scope.public_reports on p), {filter}, :limit.
-- Index: ix_public_report_town_id_state, ix_public_report_district_id_state.
SELECT p.id, p.number, p.channel, p.external_id, p.feedback_due_on, p.state, p.subject, p.words, p.place,
  ST_X(p.point) AS lon, ST_Y(p.point) AS lat, p.enterprise_named, p.is_employee, p.is_named, p.unit_id, u.name AS unit_name,
  p.town_id, t.name AS town_name, p.district_id, p.city_id, p.received_at, p.due_on, p.transfers, p.finding, p.reason,
  p.feedback, p.settled_on, p.hazard_id, h.ledger_no, h.state AS hazard_state, h.level AS hazard_level,
  p.accident_id, f.fields->>'happened_on' AS accident_on, f.fields->>'accident_type' AS accident_type,
  e.id AS enterprise_id, e.name AS enterprise_name, p.reward, p.reward_yuan, p.reward_fine_yuan, p.reward_concealed, p.reward_decision, p.is_demo, p.version,
  (SELECT count(*) FROM public_report_photo f WHERE f.report_id = p.id AND f.role = 'report') AS photos,
  count(*) OVER () AS total
FROM public_report p
LEFT JOIN grid_unit u ON u.id = p.unit_id
LEFT JOIN area t ON t.id = p.town_id
LEFT JOIN hazard h ON h.id = p.hazard_id
LEFT JOIN file_record f ON f.id = p.accident_id
LEFT JOIN enterprise e ON e.id = coalesce(h.enterprise_id, f.enterprise_id)
WHERE {scope} {filter}
ORDER BY p.state NOT IN ('received', 'accepted'), CASE WHEN p.state IN ('received', 'accepted') THEN p.due_on END,
  p.received_at DESC, p.id
LIMIT :limit
