-- What a campaign counts: tasks done of those due, enterprises visited of all, hazards closed of those found.
-- Binds: scopes of t, e and h, a filter on e, the campaign's days and categories, :open, :zone, :looked_after.
-- Index: ix_task_district_id_due_on, ix_visit_enterprise_id_started_at, ix_hazard_found_at.
WITH days AS (
  SELECT CAST(:c_first AS timestamp) AT TIME ZONE :zone AS begins,
    CAST(CAST(:c_last AS date) + 1 AS timestamp) AT TIME ZONE :zone AS ends
), due AS (
  SELECT count(*) FILTER (WHERE t.state IN ('submitted', 'done')) AS n, count(*) AS d
  FROM task t JOIN enterprise e ON e.id = t.enterprise_id
  WHERE {tasks} {filter} AND t.district_id = :c_district AND t.due_on BETWEEN :c_first AND :c_last
    AND (t.state IN ('submitted', 'done') OR t.state = ANY(:open))
), visited AS (
  SELECT count(*) FILTER (WHERE EXISTS (SELECT 1 FROM visit v, days WHERE v.enterprise_id = e.id
    AND v.finished_at >= days.begins AND v.finished_at < days.ends)) AS n, count(*) AS d
  FROM enterprise e
  WHERE {enterprises} {filter} AND e.district_id = :c_district AND e.status = ANY(:looked_after)
), closed AS (
  SELECT count(*) FILTER (WHERE h.state = 'closed') AS n, count(*) AS d
  FROM hazard h JOIN enterprise e ON e.id = h.enterprise_id, days
  WHERE {hazards} {filter} AND h.district_id = :c_district AND h.found_at >= days.begins AND h.found_at < days.ends
    AND h.state NOT IN ('reported', 'invalid', 'merged', 'void') AND (:c_all_categories OR h.category = ANY(:c_categories))
)
SELECT 'tasks' AS name, n, d FROM due UNION ALL SELECT 'visited', n, d FROM visited UNION ALL SELECT 'closed', n, d FROM closed
