-- Plans of inspections of districts in scope, with how much is planned and done. Binds: {areas} on a, {filter} on k, :today.
-- Index: ix_inspection_plan_district_id, plan_object_pkey, uq_task_plan.
SELECT k.id, k.district_id, k.city_id, a.name AS district, k.authority, k.classes, k.year, k.title, k.state, k.revision, k.draws,
  k.drawn_on_revision, k.criteria, k.number, k.filed_on, k.opinion, k.summary, k.submitted_at, k.decided_at, k.activated_at,
  k.closed_at, k.is_demo, k.author, k.submitted_by, w.name AS author_name, s.name AS submitted_by_name,
  d.name AS decided_by_name, o.planned, o.enterprises, o.key, o.random, t.due, t.done, t.overdue
FROM inspection_plan k
JOIN area a ON a.id = k.district_id
JOIN person w ON w.id = k.author
LEFT JOIN person s ON s.id = k.submitted_by
LEFT JOIN person d ON d.id = k.decided_by
CROSS JOIN LATERAL (
  SELECT count(*) AS planned, count(DISTINCT o.enterprise_id) AS enterprises,
    count(DISTINCT o.enterprise_id) FILTER (WHERE o.how = 'key') AS key, count(*) FILTER (WHERE o.how = 'random') AS random
  FROM plan_object o WHERE o.plan_id = k.id
) o
CROSS JOIN LATERAL (
  SELECT count(*) FILTER (WHERE t.state NOT IN ('superseded', 'waived', 'merged')) AS due,
    count(*) FILTER (WHERE t.state IN ('submitted', 'done')) AS done,
    count(*) FILTER (WHERE t.due_on < CAST(:today AS date)
      AND t.state IN ('generated', 'assigned', 'accepted', 'returned', 'in_progress')) AS overdue
  FROM task t WHERE t.plan_id = k.id
) t
WHERE {areas} {filter}
ORDER BY k.year DESC, k.created_at DESC, k.id
