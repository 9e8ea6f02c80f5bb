-- Hazards as documents. Binds: {scope} (server/reads/scope.hazards), {filter}, {order}, :limit, :today.
-- Index: ix_hazard_unit_id_state, ix_hazard_town_id_state or ix_hazard_enterprise_id.
SELECT row_to_json(doc)::text AS doc, h.id, h.found_at, h.due_on
FROM hazard h
JOIN enterprise e ON e.id = h.enterprise_id
JOIN person p ON p.id = h.found_by
CROSS JOIN LATERAL (
  SELECT h.id, h.ledger_no, h.enterprise_id, e.name AS enterprise_name, h.state, h.level, h.source, h.category,
    h.place, h.description, h.suggestion, h.interim_measures, h.responsible, h.check_item, h.criterion_ids,
    CASE WHEN h.point IS NOT NULL
      THEN json_build_array(round(ST_X(h.point)::numeric, 6), round(ST_Y(h.point)::numeric, 6)) END AS point,
    h.point_radius_m AS radius_m, h.point_from, h.visit_id, json_build_object('id', p.id, 'name', p.name) AS found_by,
    h.found_at, h.recorded_at, h.late, h.due_on, h.original_due_on,
    (h.state IN ('open', 'rectifying', 'plan_review') AND h.due_on < :today) IS TRUE AS overdue,
    h.notice_id, h.transfer, h.returns, h.extension_to, h.extensions, h.plan, h.plan_approved, h.fixed_by,
    h.fixed_by_name, h.done, h.funds_actual, h.submitted_on, h.failed_reinspections, h.on_the_spot, h.closed_at,
    h.reopened, h.repeat_of, h.merged_into, h.stop, h.stop_proposed, h.resume_asked_on, h.listed, h.case_no, h.evaluation,
    EXISTS (SELECT 1 FROM sample_item q WHERE q.hazard_id = h.id AND q.state = 'waiting') AS sampled,
    (SELECT coalesce(json_agg(json_build_object('sha256', v.sha256, 'role', v.role, 'taken_at', v.taken_at,
        'received', EXISTS (SELECT 1 FROM photo f WHERE f.sha256 = v.sha256)) ORDER BY v.id), '[]')
      FROM evidence v WHERE v.hazard_id = h.id) AS photos,
    h.unit_id, h.village_id, h.town_id, h.district_id, h.import_batch_id IS NOT NULL AS imported, h.is_demo, h.version
) doc
WHERE {scope} {filter}
ORDER BY {order}
LIMIT :limit
