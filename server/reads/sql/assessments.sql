-- Assessments newest first, with their sheets counted and the decision that stands.
-- Binds: :own (keys of the reader's offices), :limit; who may read it ({scope}).
-- Index: ix_assessment_district_id, ix_assessment_sheet_object, uq_assessment_sheet_assessment_id_object.
SELECT a.id, a.district_id, a.city_id, a.title, a.object_kind, a.period_first, a.period_last, a.pass_percent, a.source,
  a.state, a.opened_at, p.name AS opened_by_name, a.cancelled_at, a.cancel_reason, a.is_demo, d.name AS district_name,
  (SELECT count(*) FROM assessment_sheet s WHERE s.assessment_id = a.id) AS sheets,
  (SELECT count(*) FROM assessment_appeal q JOIN assessment_sheet s ON s.id = q.sheet_id
   WHERE s.assessment_id = a.id AND q.answered_at IS NULL) AS open_appeals,
  (SELECT x.at FROM assessment_decision x WHERE x.assessment_id = a.id AND x.withdrawn_at IS NULL
   ORDER BY x.n DESC LIMIT 1) AS decided_at,
  (SELECT count(*) FROM assessment_decision x JOIN assessment_result r ON r.decision_id = x.id
   WHERE x.assessment_id = a.id AND x.withdrawn_at IS NULL AND r.outcome = 'passed') AS passed,
  (SELECT s.id FROM assessment_sheet s WHERE s.assessment_id = a.id AND s.object = ANY(:own) ORDER BY s.name LIMIT 1)
    AS own_sheet
FROM assessment a JOIN person p ON p.id = a.opened_by JOIN area d ON d.id = a.district_id
WHERE {scope} {filter}
ORDER BY a.opened_at DESC, a.id DESC LIMIT :limit
