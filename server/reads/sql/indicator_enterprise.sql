-- One row an enterprise that was looked after at the end of the period, with what was done there in it.
-- `owed_days`: how often a visit was owed (store/frequency.py), sooner on the key list of then and after a report that was known
-- to be untrue then; `last_visit_at`: the end of the day of the last visit before the end.
-- {done} and {checked}: who was visited, inspected and checked itself in the period (indicator_facts.py).
-- Its name, status, place and grade are those of then. Index: ix_enterprise_state_enterprise_id, ix_visit_finished_at, ix_visit_enterprise_id_started_at,
-- ix_hazard_found_at, ix_key_entry_enterprise_id.
-- Binds: the period, rules of policy; the reader's scope around it (indicators.py).
WITH overseer AS (
  SELECT g.area_id, g.classes FROM person_grant g
  WHERE g.role = 'department' AND g.area_id IS NOT NULL AND g.valid_from < :until
    AND (g.valid_to IS NULL OR g.valid_to >= :until)
)
SELECT p.*, (p.last_on + 1)::timestamp AT TIME ZONE CAST(:zone AS text) AS last_visit_at, {owed_days} AS owed_days
FROM (
SELECT e.id, s.enterprise_id, s.city_id AS own_city_id, s.district_id AS own_district_id, s.town_id AS own_town_id,
  s.village_id AS own_village_id, s.unit_id AS own_unit_id, s.supervision_class,
  CASE WHEN g.known THEN g.grade ELSE e.grade END AS grade, e.position_quality, e.verified_at, :until - interval '1 second' AS placed_at, s.name AS label,
  e.listed_on::timestamp AT TIME ZONE CAST(:zone AS text) AS moment,
  coalesce(done.visited, false) AS visited, coalesce(done.inspected, false) AS inspected,
  checked.enterprise_id IS NOT NULL AS self_checked,
  CASE WHEN e.last_visit_on <= :last THEN e.last_visit_on
    WHEN e.last_visit_on IS NOT NULL THEN (
      SELECT CAST(max(v.started_at) AT TIME ZONE CAST(:zone AS text) AS date)
      FROM visit v WHERE v.enterprise_id = e.id AND v.started_at < :until AND v.finished_at < :until) END AS last_on,
  e.listed_on, key.enterprise_id IS NOT NULL AS on_key_list, untrue.counts_until AS untrue_until,
  (s.district_id IN (SELECT g.area_id FROM overseer g WHERE g.classes IS NULL)
    OR s.city_id IN (SELECT g.area_id FROM overseer g WHERE g.classes IS NULL)
    OR (s.district_id, s.supervision_class) IN (SELECT g.area_id, unnest(g.classes) FROM overseer g)
    OR (s.city_id, s.supervision_class) IN (SELECT g.area_id, unnest(g.classes) FROM overseer g)) AS has_department
FROM enterprise e
JOIN enterprise_state s ON s.enterprise_id = e.id AND s.valid_from < :until AND (s.valid_to IS NULL OR s.valid_to >= :until)
LEFT JOIN ({done}) done ON done.enterprise_id = e.id
LEFT JOIN LATERAL (
  SELECT true AS known, CASE WHEN r.valid_from <= :last THEN r.grade ELSE r.was END AS grade FROM grading r
  WHERE r.enterprise_id = e.id AND r.state = 'approved'
  ORDER BY r.valid_from > :last, CASE WHEN r.valid_from <= :last THEN r.valid_from END DESC, r.valid_from LIMIT 1
) g ON true
LEFT JOIN (
  SELECT DISTINCT k.enterprise_id FROM key_entry k WHERE k.entered_on <= :last AND (k.exited_on IS NULL OR k.exited_on > :last)
) key ON key.enterprise_id = e.id
LEFT JOIN (
  SELECT t.enterprise_id, CAST(max(t.received_at) AT TIME ZONE CAST(:zone AS text) AS date) + CAST(:untrue_days AS int) AS counts_until
  FROM spot_target t WHERE t.received_at < :until AND t.n_not_true + t.n_missed > 0 GROUP BY 1
) untrue ON untrue.enterprise_id = e.id
LEFT JOIN ({checked}) checked ON checked.enterprise_id = e.id
WHERE s.status IN ('active', 'suspended', 'candidate') AND e.listed_on <= :last
) p
