-- Visits that the frequency of grades asks for until a day: per enterprise its k-th one, when it opens and is due.
-- Who is on the key list or reported untruly is visited sooner (grids/due.py). What is overdue is owed once; a task that was
-- waived counts as the turn it was for.
-- Binds: {visit_days} (store/frequency.lookup), :district, :looked_after, :today, :until, :visit_days, :minutes,
-- :key_list_factor, :untrue_factor, :open_share, :open_max. Index: ix_enterprise_district_id, ix_task_enterprise_id.
SELECT o.enterprise_id, o.unit_id, o.village_id, o.town_id, o.district_id, o.city_id, o.supervision_class, o.grade, o.minutes,
  k.n, d.due_on, d.due_on - least((o.every * :open_share)::int, :open_max) AS window_from
FROM (
  SELECT e.id AS enterprise_id, e.unit_id, e.village_id, e.town_id, e.district_id, e.city_id, e.supervision_class, e.grade,
    (CAST(:minutes AS jsonb) ->> coalesce(e.grade, 'none'))::int AS minutes, ceil({visit_days} * f.key)::int AS every,
    greatest(coalesce(e.last_visit_on, e.listed_on), w.until) + ceil({visit_days} * least(f.key, f.untrue))::int AS first_due
  FROM enterprise e
  CROSS JOIN LATERAL (
    SELECT CASE WHEN e.key_list THEN CAST(:key_list_factor AS float) ELSE 1 END AS key,
      CASE WHEN e.untrue_until >= coalesce(e.last_visit_on, e.listed_on) THEN CAST(:untrue_factor AS float) ELSE 1 END AS untrue
  ) f
  LEFT JOIN (
    SELECT t.enterprise_id, max(t.due_on) AS until FROM task t
    WHERE t.district_id = :district AND t.kind = 'patrol' AND t.state = 'waived' GROUP BY 1
  ) w ON w.enterprise_id = e.id
  WHERE e.district_id = :district AND e.status = ANY(:looked_after)
) o
CROSS JOIN LATERAL generate_series(0, (CAST(:until AS date) - greatest(o.first_due, CAST(:today AS date))) / o.every) k(n)
CROSS JOIN LATERAL (
  SELECT CASE k.n WHEN 0 THEN o.first_due ELSE greatest(o.first_due, CAST(:today AS date)) + o.every * k.n END AS due_on
) d
WHERE o.first_due <= :until
