-- Enterprises an inspector works on, or once worked on (`holds` tells which): what inspectors found or must re-inspect,
-- orders, major hazards, inspections that were set and have a day, the own unfinished ones and cases, spot checks, and what
-- the person chose to keep on the phone.
-- Binds: {scope} (server/reads/scope.hazards, alias w), among_... (a condition on the enterprise, or none),
-- :me, :day, :closed_since, :begun_since. Index: ix_hazard_enterprise_id or ix_hazard_district_id_state.
SELECT found.enterprise_id, bool_or(found.holds) AS holds
FROM (
  SELECT w.enterprise_id,
    (w.source = 'inspection' OR w.level = 'major' OR o.kind = 'rectification_order') IS TRUE
      AND (w.state NOT IN ('closed', 'invalid', 'merged', 'void') OR w.closed_at >= :closed_since) IS TRUE AS holds
  FROM hazard w LEFT JOIN notice o ON o.id = w.notice_id
  WHERE {scope} {among_hazards}
    AND (w.source = 'inspection' OR w.level = 'major' OR o.kind = 'rectification_order'
      OR EXISTS (SELECT 1 FROM hazard_event x WHERE x.hazard_id = w.id AND x.event = 'level-changed'))
  UNION ALL
  SELECT v.enterprise_id, v.finished_at IS NULL AND v.started_at >= :begun_since
  FROM visit v WHERE v.officer_id = :me AND v.kind <> 'patrol' {among_visits}
  UNION ALL
  SELECT t.enterprise_id, t.state = 'waiting' AND :me IN (t.checker_id, t.second_id)
  FROM spot_target t WHERE (:me IN (t.checker_id, t.second_id) OR :me = ANY(t.released)) {among_targets}
  UNION ALL
  SELECT t.enterprise_id, t.state IN ('assigned', 'accepted', 'in_progress')
  FROM task t WHERE (t.officer_id = :me OR t.second_id = :me) AND t.kind = 'inspection' AND t.day IS NOT NULL {among_tasks}
  UNION ALL
  SELECT k.enterprise_id, k.until >= :day
  FROM kept_enterprise k WHERE k.person_id = :me {among_kept}
  UNION ALL
  SELECT i.enterprise_id, i.state IN ('proposed', 'approved', 'under_way')
  FROM inspection i WHERE (i.opened_by = :me OR i.second_id = :me) {among_cases}
) found
GROUP BY found.enterprise_id
