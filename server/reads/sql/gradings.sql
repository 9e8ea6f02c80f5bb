-- Proposed grades of enterprises in scope, by name. Binds: {scope} on e, {filter}, {order}, :limit.
-- Index: uq_grading_proposed.
SELECT row_to_json(doc)::text AS doc
FROM grading g JOIN enterprise e ON e.id = g.enterprise_id
CROSS JOIN LATERAL (
  SELECT e.id, e.name, e.supervision_class, e.town_id, e.unit_id, e.scale, g.run_id, g.as_of, g.was, g.grade, g.low, g.high,
    g.vetoes, g.missing
) doc
WHERE g.state = 'proposed' AND {scope} {filter}
ORDER BY {order}
LIMIT :limit
