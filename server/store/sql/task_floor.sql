-- Bring the waiting patrols of a district in line with what is wanted: new ones added, moved ones moved, surplus ones taken
-- away untouched. Run twice it changes nothing. Binds: {{wanted}} (task_wanted.sql) and its binds, :at.
WITH wanted AS MATERIALIZED ({wanted}), standing AS (
  SELECT t.id, t.enterprise_id, t.state, row_number() OVER (PARTITION BY t.enterprise_id ORDER BY t.due_on, t.id) - 1 AS n
  FROM task t
  WHERE t.district_id = :district AND t.kind = 'patrol'
    AND t.state IN ('generated', 'assigned', 'accepted', 'returned', 'in_progress')
), moved AS (
  UPDATE task t SET due_on = w.due_on, window_from = w.window_from, grade = w.grade, minutes = w.minutes,
    unit_id = w.unit_id, village_id = w.village_id, town_id = w.town_id, supervision_class = w.supervision_class
  FROM standing s JOIN wanted w ON w.enterprise_id = s.enterprise_id AND w.n = s.n
  WHERE t.id = s.id AND s.state <> 'in_progress'
    AND (t.due_on, t.window_from, t.grade, t.minutes, t.unit_id, t.supervision_class)
      IS DISTINCT FROM (w.due_on, w.window_from, w.grade, w.minutes, w.unit_id, w.supervision_class)
  RETURNING t.id
), gone AS (
  UPDATE task t SET state = 'superseded', day = NULL, place_no = NULL
  FROM standing s LEFT JOIN wanted w ON w.enterprise_id = s.enterprise_id AND w.n = s.n
  WHERE t.id = s.id AND s.state <> 'in_progress' AND w.n IS NULL
  RETURNING t.id
), added AS (
  INSERT INTO task (enterprise_id, kind, basis, grade, window_from, due_on, minutes, unit_id, village_id, town_id, district_id,
    city_id, supervision_class, made_at)
  SELECT w.enterprise_id, 'patrol', 'floor', w.grade, w.window_from, w.due_on, w.minutes, w.unit_id, w.village_id, w.town_id,
    w.district_id, w.city_id, w.supervision_class, :at
  FROM wanted w LEFT JOIN standing s ON s.enterprise_id = w.enterprise_id AND s.n = w.n
  WHERE s.id IS NULL
  RETURNING id
)
SELECT (SELECT count(*) FROM added) AS added, (SELECT count(*) FROM moved) AS moved, (SELECT count(*) FROM gone) AS gone
