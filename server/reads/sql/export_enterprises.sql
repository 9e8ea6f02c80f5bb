-- Enterprises as rows of a file, without people's names and numbers; a point only where one is known.
-- Binds: {scope} (server/reads/scope.enterprises), {filter}. Index: as enterprise.sql.
SELECT e.name, e.uscc, e.address, e.industry, e.supervision_class, e.employees, e.grade, e.risk_colour, e.status,
  t.name AS town_name, u.code AS unit_code, u.name AS unit_name, e.position_quality, e.position_accuracy_m AS radius_m,
  e.last_visit_on, e.id::text AS id,
  CASE WHEN e.position_quality IN ('site', 'address') THEN ST_AsBinary(e.point) END AS shape
FROM enterprise e
LEFT JOIN grid_unit u ON u.id = e.unit_id
LEFT JOIN area t ON t.id = e.town_id
WHERE {scope} {filter}
ORDER BY e.name, e.id
