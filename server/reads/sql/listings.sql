-- Listed cases with their hazard. Binds: {scope} (server/reads/scope.hazards on h), {filter}, :today, :limit.
-- Index: ix_listing_hazard_id, pk_hazard.
SELECT l.id, l.hazard_id, l.state, l.level, l.number, l.reason, l.proposed_at, pp.name AS proposed_by_name, l.raise_to,
  l.raise_reason, rp.name AS raised_by_name, l.proposed_by, l.raised_by,
  l.leader, l.responsible_unit, l.responsible_person, l.responsible_phone, l.approved_on, dp.name AS decided_by_name,
  l.opinion, l.deadline, l.original_deadline, l.applied_on, l.accept_by, l.evaluation, l.summary, l.funds_yuan,
  l.accepted_at, ap.name AS accepted_by_name, l.acceptance, l.ended_on, l.returns, l.extensions, l.is_demo, l.version,
  h.ledger_no, h.description, h.place, h.category, h.state AS hazard_state, h.stop, h.due_on, h.unit_id, h.town_id,
  h.district_id, h.city_id, h.supervision_class, e.id AS enterprise_id, e.name AS enterprise_name, e.address,
  a.name AS town_name,
  (SELECT coalesce(sum(m.funds_yuan), 0) FROM listing_progress m WHERE m.listing_id = l.id) AS spent_yuan,
  ARRAY(SELECT m.month FROM listing_progress m WHERE m.listing_id = l.id ORDER BY m.month) AS months
FROM listing l
JOIN hazard h ON h.id = l.hazard_id
JOIN enterprise e ON e.id = h.enterprise_id
JOIN person pp ON pp.id = l.proposed_by
LEFT JOIN person rp ON rp.id = l.raised_by
LEFT JOIN person dp ON dp.id = l.decided_by
LEFT JOIN person ap ON ap.id = l.accepted_by
LEFT JOIN area a ON a.id = h.town_id
WHERE {scope} {filter}
ORDER BY l.ended_on IS NOT NULL, l.deadline NULLS FIRST, l.proposed_at DESC
LIMIT :limit
