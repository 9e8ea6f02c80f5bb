-- A year's visits of a district, written by hand with the numbers of the table: the peer of server/store/sql/task_floor.sql.
-- Binds: %(district)s, %(day)s, %(until)s, %(share)s, %(most)s, %(at)s, %(rules)s (grade -> [days, minutes]).
INSERT INTO task (enterprise_id, kind, basis, grade, window_from, due_on, minutes, unit_id, village_id, town_id, district_id,
  city_id, supervision_class, made_at)
SELECT e.id, 'patrol', 'floor', e.grade, d.due - least(floor(g.every * %(share)s)::int, %(most)s), d.due, g.minutes, e.unit_id,
  e.village_id, e.town_id, e.district_id, e.city_id, e.supervision_class, %(at)s
FROM enterprise e
JOIN (
  SELECT key AS grade, (value ->> 0)::int AS every, (value ->> 1)::int AS minutes FROM jsonb_each(%(rules)s::jsonb)
) g ON g.grade = coalesce(e.grade, 'none')
CROSS JOIN LATERAL (SELECT coalesce(e.last_visit_on, e.listed_on) + g.every AS first) f
CROSS JOIN LATERAL (
  SELECT f.first AS due
  UNION ALL
  SELECT x::date FROM generate_series(
    (greatest(f.first, %(day)s) + g.every)::timestamp, %(until)s::timestamp, make_interval(days => g.every)) x
) d
WHERE e.district_id = %(district)s AND e.status IN ('active', 'candidate', 'suspended') AND f.first <= %(until)s
