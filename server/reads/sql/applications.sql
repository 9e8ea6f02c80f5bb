-- Applications of enterprises that go to the reader's towns, those that wait first, oldest first; without any secret.
-- Binds: {scope} (server/reads/scope.applications), :state (NULL: all), :id (NULL: all), :limit. Index: ix_application_town_id.
SELECT a.id, a.number, a.state, a.outcome, a.is_claim, a.uscc, a.name, a.address, a.town_id, t.name AS town,
  a.asked_town_id, k.name AS asked_town, a.village_id, v.name AS village, a.district_id,
  ST_X(a.point) AS lon, ST_Y(a.point) AS lat, a.radius_m, a.principal, a.phone, a.username, a.sent, a.at, a.changed_at,
  d.name AS decided_by_name, a.decided_at, a.reason, a.enterprise_id, a.is_demo,
  (SELECT u.id FROM grid_unit u WHERE u.valid_to IS NULL AND u.town_id = a.town_id AND ST_Intersects(u.geom, a.point)
    ORDER BY unit_precedence(u.kind), u.id LIMIT 1) AS unit_id,
  (SELECT count(*) FROM application o WHERE o.uscc = a.uscc AND o.id <> a.id AND o.state = 'waiting') AS others,
  count(*) OVER () AS total
FROM application a
JOIN area t ON t.id = a.town_id
JOIN area k ON k.id = a.asked_town_id
LEFT JOIN area v ON v.id = a.village_id
LEFT JOIN person d ON d.id = a.decided_by
WHERE {scope} AND (CAST(:state AS text) IS NULL OR a.state = :state) AND (CAST(:id AS uuid) IS NULL OR a.id = :id)
ORDER BY a.state <> 'waiting', CASE WHEN a.state = 'waiting' THEN a.changed_at END, a.changed_at DESC
LIMIT :limit
