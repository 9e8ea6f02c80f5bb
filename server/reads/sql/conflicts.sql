-- Declared conflicts of inspectors at enterprises in scope, the standing ones first. Binds: {scope} on e, :limit.
-- Index: uq_inspector_conflict_standing.
SELECT c.id, c.person_id, p.name AS person, e.id AS enterprise_id, e.name AS enterprise, c.reason, c.at, c.ended_at, c.end_reason,
  count(*) OVER () AS total
FROM inspector_conflict c
JOIN person p ON p.id = c.person_id
JOIN enterprise e ON e.id = c.enterprise_id
WHERE {scope}
ORDER BY c.ended_at NULLS FIRST, c.at DESC, c.id
LIMIT :limit
