-- Some tasks in the order of their day, with where their enterprise is. Binds: :ids. Index: pk_task.
SELECT t.id, t.officer_id, t.second_id, t.minutes, t.kind, ST_X(p.point) AS lon, ST_Y(p.point) AS lat
FROM task t
JOIN enterprise e ON e.id = t.enterprise_id
LEFT JOIN grid_unit u ON u.id = e.unit_id
CROSS JOIN LATERAL (SELECT coalesce(e.point, ST_PointOnSurface(u.geom)) AS point) p
WHERE t.id = ANY(:ids) AND p.point IS NOT NULL
ORDER BY t.place_no
