-- What a plan is made of, in scope. Binds: {scope} on e, {filter}, :plan, :limit, :offset. Index: plan_object_pkey.
SELECT e.id AS enterprise_id, e.name AS enterprise, coalesce(e.grade, 'none') AS grade, e.supervision_class, w.name AS town,
  o.turn, o.how, o.why, o.stratum, o.month, o.officer_id, p.name AS officer, o.second_id, q.name AS second,
  t.id AS task_id, t.state
FROM plan_object o
JOIN enterprise e ON e.id = o.enterprise_id
LEFT JOIN area w ON w.id = e.town_id
JOIN person p ON p.id = o.officer_id
JOIN person q ON q.id = o.second_id
LEFT JOIN task t ON t.plan_id = o.plan_id AND t.enterprise_id = o.enterprise_id AND t.plan_turn = o.turn
WHERE {scope} AND o.plan_id = :plan {filter}
ORDER BY o.month, e.name, o.turn
LIMIT :limit OFFSET :offset
