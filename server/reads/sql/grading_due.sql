-- Enterprises in scope that are to be graded again, by name, with the reasons. Binds: scope on e, filter, joins, why,
-- order, today, review_days, looked_after, limit. Index: uq_grading_current, ix_file_record_enterprise_id.
SELECT row_to_json(doc)::text AS doc
FROM enterprise e {joins}
CROSS JOIN LATERAL (SELECT {why} AS reasons) w
CROSS JOIN LATERAL (
  SELECT e.id, e.name, e.supervision_class, e.town_id, e.unit_id, e.grade, e.graded_on, w.reasons
) doc
WHERE {scope} AND e.status = ANY(:looked_after) AND w.reasons <> '{{}}' {filter}
ORDER BY {order}
LIMIT :limit
