-- Hazards of one case: found in its visit or on an order of its own (`here`), and those the order of its chain is about.
-- What turned out to be none is left out.
-- Binds: {scope} (server/reads/scope.inspections on i), :case, :ordered (inspection_ordered.sql).
-- Index: ix_hazard_visit_id, ix_hazard_notice_id, pk_hazard.
SELECT h.id, h.ledger_no, h.place, h.description, h.level, h.state, h.category, h.suggestion, h.notice_id, h.due_on,
  s.stopped, s.basis AS stop_basis, (h.visit_id = own.visit_id) IS TRUE OR h.notice_id = ANY(own.notices) AS here,
  (SELECT x.body->>'opinion' FROM hazard_event x WHERE x.hazard_id = h.id
    AND x.event IN ('reinspection-passed', 'reinspection-failed') ORDER BY x.id DESC LIMIT 1) AS reinspected
FROM (
  SELECT i.visit_id, ARRAY(
    SELECT p.notice_id FROM inspection_paper p
    WHERE p.inspection_id = i.id AND p.kind = 'order' AND p.state = 'issued'
  ) AS notices
  FROM inspection i WHERE i.id = :case AND {scope}
) own
JOIN hazard h ON h.visit_id = own.visit_id OR h.notice_id = ANY(own.notices) OR h.id = ANY(:ordered)
LEFT JOIN stop_order s ON s.hazard_id = h.id AND s.state = 'in_force'
WHERE h.state NOT IN ('void', 'merged', 'invalid')
ORDER BY h.found_at, h.id
