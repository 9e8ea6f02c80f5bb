-- Visits that the frequency of grades asks for until a day: per enterprise its k-th one, when it opens and is due.
-- Who is on the key list or reported untruly is visited sooner. What is overdue is owed once; a task that was waived counts as
-- the turn it was for. The window is never more than its share of the interval.
-- Binds: {{due_on}}, {{every}} (store/frequency.py) and their values, :district, :looked_after, :today, :until, :minutes,
-- :open_share, :open_max. Index: ix_enterprise_district_id, ix_task_waived.
SELECT o.enterprise_id, o.unit_id, o.village_id, o.town_id, o.district_id, o.city_id, o.supervision_class, o.grade, o.minutes,
  k.n, d.due_on, d.due_on - least(floor(o.every * CAST(:open_share AS numeric))::int, :open_max) AS window_from
FROM (
  SELECT e.id AS enterprise_id, e.unit_id, e.village_id, e.town_id, e.district_id, e.city_id, e.supervision_class, e.grade,
    (CAST(:minutes AS jsonb) ->> coalesce(e.grade, 'none'))::int AS minutes, {every} AS every, {due_on} AS first_due
  FROM enterprise e
  WHERE e.district_id = :district AND e.status = ANY(:looked_after)
) o
CROSS JOIN LATERAL generate_series(0, (CAST(:until AS date) - greatest(o.first_due, CAST(:today AS date))) / o.every) k(n)
CROSS JOIN LATERAL (
  SELECT CASE k.n WHEN 0 THEN o.first_due ELSE greatest(o.first_due, CAST(:today AS date)) + o.every * k.n END AS due_on
) d
WHERE o.first_due <= :until
