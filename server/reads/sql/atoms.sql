-- Enterprises of a town that are still visited: what their work follows from, place, and whether the boundary decides
-- their unit: not where it was set by hand, where a dedicated unit has them, or where the place is not known well enough.
-- Binds: {scope} on e, :town :statuses :points. Index: ix_enterprise_town_id.
SELECT e.grade, e.supervision_class, e.key_list, ST_X(e.point) AS lon, ST_Y(e.point) AS lat,
  (e.point IS NOT NULL AND e.position_quality = ANY(:points) AND e.unit_source <> 'manual'
    AND coalesce(u.kind, 'general') = 'general') AS is_placed
FROM enterprise e LEFT JOIN grid_unit u ON u.id = e.unit_id
WHERE e.town_id = :town AND e.status = ANY(:statuses) AND {scope}
ORDER BY e.id
