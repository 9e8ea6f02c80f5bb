-- Tasks of a district that are handed out, open by :last, and not in a day that stands, with where their enterprise is.
-- An enterprise without a point counts as lying in its unit. Binds: :district, :first, :last, :kept. Index: ix_task_district_id_due_on.
SELECT t.id, t.kind, t.officer_id, t.second_id, t.due_on, t.window_from, t.minutes, ST_X(p.point) AS lon, ST_Y(p.point) AS lat
FROM task t
JOIN enterprise e ON e.id = t.enterprise_id
LEFT JOIN grid_unit u ON u.id = e.unit_id
CROSS JOIN LATERAL (SELECT coalesce(e.point, ST_PointOnSurface(u.geom)) AS point) p
WHERE t.district_id = :district AND t.officer_id IS NOT NULL AND t.window_from <= :last
  AND t.state IN ('assigned', 'accepted') AND (t.kind = 'patrol' OR t.second_id IS NOT NULL)
  AND NOT EXISTS (SELECT 1 FROM day_route r WHERE r.officer_id IN (t.officer_id, t.second_id) AND r.day = t.day
    AND r.day >= :first AND (r.own_order OR r.day = :kept))
  AND p.point IS NOT NULL
ORDER BY t.officer_id, t.second_id, t.id
