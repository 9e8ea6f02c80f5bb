-- Who may do a task in scope: for a patrol officers of its unit and its town's office, for an inspection licensed inspectors
-- without a declared conflict; each with the minutes that wait. Binds: {scope} on t, :task, :at. Index: pk_task.
SELECT p.id, p.name, coalesce((
    SELECT sum(w.minutes) FROM task w WHERE (w.officer_id = p.id OR w.second_id = p.id)
      AND w.state IN ('generated', 'assigned', 'accepted', 'returned', 'in_progress')
  ), 0)::int AS minutes
FROM task t
CROSS JOIN person p
WHERE {scope} AND t.id = :task AND p.active AND EXISTS (
  SELECT 1 FROM person_grant g WHERE g.person_id = p.id AND g.valid_from <= :at AND (g.valid_to IS NULL OR g.valid_to > :at)
    AND CASE t.kind
      WHEN 'patrol' THEN (g.role = 'officer' AND g.unit_id = t.unit_id) OR (g.role = 'town_officer' AND g.area_id = t.town_id)
      ELSE g.role = 'inspector' AND p.licence_no IS NOT NULL AND g.area_id IN (t.district_id, t.city_id)
    END
) AND NOT EXISTS (
  SELECT 1 FROM inspector_conflict c
  WHERE c.person_id = p.id AND c.enterprise_id = t.enterprise_id AND c.ended_at IS NULL
)
ORDER BY minutes, p.name
