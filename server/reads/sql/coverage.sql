-- One row an enterprise that is looked after, with what covers it today: standard and method of its class, department,
-- grid officer, grade, and its hazards that are open. Binds: {scope} (server/reads/scope.enterprises on e), :today, :at.
-- Index: ix_enterprise_district_id, ix_enterprise_town_id, ix_hazard_enterprise_id.
WITH overseer AS (
  SELECT g.area_id, g.classes FROM person_grant g JOIN person p ON p.id = g.person_id
  WHERE g.role = 'department' AND g.area_id IS NOT NULL AND p.active AND g.valid_from <= :at
    AND (g.valid_to IS NULL OR g.valid_to > :at)
), own_standard AS (
  SELECT DISTINCT unnest(c.classes) AS class, c.district_id FROM checklist c
  JOIN checklist_version v ON v.checklist_id = c.id AND v.valid_from <= :today
    AND (v.valid_to IS NULL OR v.valid_to > :today)
), own_method AS (
  SELECT DISTINCT m.district_id, m.supervision_class AS class FROM grading_method m
  WHERE m.state = 'published' AND m.valid_from <= :today
), manned AS (
  SELECT DISTINCT g.unit_id FROM person_grant g JOIN person p ON p.id = g.person_id
  WHERE g.role = 'officer' AND g.unit_id IS NOT NULL AND p.active AND g.valid_from <= :at AND (g.valid_to IS NULL OR g.valid_to > :at)
), hazards AS (
  SELECT h.enterprise_id, count(*) AS open, count(*) FILTER (WHERE h.level = 'major') AS major,
    count(*) FILTER (WHERE h.state <> 'submitted' AND h.due_on < :today) AS overdue
  FROM hazard h WHERE h.state IN ('open', 'rectifying', 'plan_review', 'submitted') GROUP BY 1
)
SELECT e.id, e.name, e.supervision_class, left(e.industry_code, 2) AS division, e.town_id, t.name AS town_name,
  u.name AS unit_name, e.district_id, e.grade IS NOT NULL AS graded, e.unit_id IN (SELECT unit_id FROM manned) AS officer,
  EXISTS (SELECT 1 FROM own_standard s WHERE s.class = e.supervision_class
    AND (s.district_id IS NULL OR s.district_id = e.district_id)) AS standard,
  EXISTS (SELECT 1 FROM own_method m WHERE m.district_id = e.district_id
    AND (m.class IS NULL OR m.class = e.supervision_class)) AS method,
  EXISTS (SELECT 1 FROM overseer o WHERE o.area_id IN (e.district_id, e.city_id)
    AND (o.classes IS NULL OR e.supervision_class = ANY(o.classes))) AS department,
  coalesce(z.open, 0) AS open, coalesce(z.major, 0) AS major, coalesce(z.overdue, 0) AS overdue
FROM enterprise e
LEFT JOIN area t ON t.id = e.town_id
LEFT JOIN grid_unit u ON u.id = e.unit_id
LEFT JOIN hazards z ON z.enterprise_id = e.id
WHERE e.status IN ('active', 'suspended', 'candidate') AND {scope}
