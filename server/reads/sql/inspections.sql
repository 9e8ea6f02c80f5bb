-- Cases of inspection, those that wait first. Binds: {scope} (server/reads/scope.inspections on i), {filter}, {order}, :limit.
-- Index: ix_inspection_enterprise_id, ix_inspection_district_id_year_serial.
SELECT i.id, i.enterprise_id, e.name AS enterprise_name, e.address, e.uscc, i.ground, i.announced, i.purpose, i.basis,
  i.content, i.method, i.planned_on, i.opened_by, ob.name AS opened_by_name, ob.licence_no AS opened_by_licence,
  i.second_id, sb.name AS second_name, sb.licence_no AS second_licence, i.opened_at, i.emergency, i.emergency_reason,
  i.follows_id, i.visit_id, i.state, i.approved, i.decided_at, db.name AS decided_by_name, i.opinion,
  i.started_at, i.ended_at, i.end_reason, i.year, i.serial, i.authority, i.is_demo, i.version,
  i.unit_id, i.town_id, i.district_id, i.city_id, i.supervision_class, a.name AS town_name,
  EXISTS (SELECT 1 FROM inspection_entry n WHERE n.inspection_id = i.id AND n.direction = 'in') AS entered,
  EXISTS (
    SELECT 1 FROM inspection_paper p WHERE p.inspection_id = i.id AND p.kind = 'record' AND p.state = 'issued'
  ) AS recorded,
  ARRAY(
    SELECT p.kind FROM inspection_paper p WHERE p.inspection_id = i.id AND p.state = 'issued' ORDER BY p.issued_at
  ) AS forms,
  (
    SELECT p.number FROM inspection_paper p WHERE p.inspection_id = i.id AND p.number IS NOT NULL
    ORDER BY p.kind = 'record' DESC, p.issued_at LIMIT 1
  ) AS number
FROM inspection i
JOIN enterprise e ON e.id = i.enterprise_id
JOIN person ob ON ob.id = i.opened_by
JOIN person sb ON sb.id = i.second_id
LEFT JOIN person db ON db.id = i.decided_by
LEFT JOIN area a ON a.id = i.town_id
WHERE {scope} {filter}
ORDER BY {order}
LIMIT :limit
