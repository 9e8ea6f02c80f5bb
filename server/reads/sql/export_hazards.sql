-- Hazards as rows of a file. Binds: {scope} (server/reads/scope.hazards), {filter}, :today, :zone.
-- Index: as hazard.sql; a server-side cursor reads it in one snapshot.
SELECT h.ledger_no, h.state, h.level, (h.state IN ('open', 'rectifying', 'plan_review') AND h.due_on < :today) IS TRUE
    AS overdue, e.name AS enterprise_name, e.uscc, t.name AS town_name, u.code AS unit_code, u.name AS unit_name,
  h.place, h.category, h.source, h.description, (h.found_at AT TIME ZONE :zone)::timestamp(0)::text AS found_at,
  h.due_on, h.submitted_on, (h.closed_at AT TIME ZONE :zone)::timestamp(0)::text AS closed_at, n.number AS notice_number,
  h.point_from, h.point_radius_m AS radius_m, h.id::text AS id, ST_AsBinary(h.point) AS shape
FROM hazard h
JOIN enterprise e ON e.id = h.enterprise_id
LEFT JOIN grid_unit u ON u.id = h.unit_id
LEFT JOIN area t ON t.id = h.town_id
LEFT JOIN notice n ON n.id = h.notice_id
WHERE {scope} {filter}
ORDER BY h.found_at DESC, h.id
