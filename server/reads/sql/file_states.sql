-- What an enterprise was called, where it was in its life and to which unit it belonged, newest first.
-- Binds: {scope} (server/reads/scope.enterprises), :id. Index: ix_enterprise_state_enterprise_id.
SELECT s.name, s.status, s.supervision_class, s.unit_id, u.name AS unit_name, s.town_id, t.name AS town_name,
  s.valid_from, s.valid_to, s.reason, p.name AS by_name
FROM enterprise_state s
JOIN enterprise e ON e.id = s.enterprise_id
LEFT JOIN grid_unit u ON u.id = s.unit_id
LEFT JOIN area t ON t.id = s.town_id
LEFT JOIN person p ON p.id = s.by_person
WHERE {scope} AND s.enterprise_id = :id
ORDER BY s.valid_from DESC, s.id DESC
