-- Periods of an enterprise as documents, newest first. Binds: {scope} on s, {filter}, :limit.
-- Index: uq_self_period_enterprise_id_period.
SELECT row_to_json(doc)::text AS doc, s.id
FROM self_period s
CROSS JOIN LATERAL (
  SELECT s.id, s.enterprise_id, s.period, s.rhythm, s.begins_on, s.ends_on, s.due_on, s.waived, s.state, s.checks,
    s.zero, s.report_id, s.first_signed_at, s.late, s.corrections, s.is_demo
) doc
WHERE {scope} {filter}
ORDER BY s.begins_on DESC, s.id
LIMIT :limit
