-- How much each officer in scope has laid out in a period. Binds: {scope} on t, :first, :last. Index: day_route_pkey,
-- ix_task_officer_id_day.
SELECT r.officer_id, p.name AS officer, count(*) AS days, round(sum(r.metres)) AS metres, round(sum(r.minutes)) AS minutes,
  round(min(r.minutes)) AS least, round(max(r.minutes)) AS most, sum(n.tasks)::int AS tasks, min(r.day) AS first_day
FROM day_route r
JOIN person p ON p.id = r.officer_id
CROSS JOIN LATERAL (
  SELECT count(*) AS tasks FROM task t
  WHERE (t.officer_id = r.officer_id OR t.second_id = r.officer_id) AND t.day = r.day AND {scope}
) n
WHERE r.day BETWEEN :first AND :last AND n.tasks > 0
GROUP BY r.officer_id, p.name
ORDER BY minutes DESC, p.name
