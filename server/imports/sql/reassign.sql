-- Enterprises of some districts follow their points into the units as they are now; what was assigned by hand stays.
-- A dedicated unit wins over the general one around it (gis/locate.precedence).
-- Binds: :districts, :at. The cost is the rewriting of rows, so only what differs is written.
-- Index: ix_enterprise_district_id, ix_enterprise_point.
WITH only_unit AS (
    SELECT village_id AS area_id, min(id) AS id FROM grid_unit
    WHERE valid_to IS NULL AND village_id IS NOT NULL GROUP BY village_id HAVING count(*) = 1
    UNION ALL
    SELECT town_id, min(id) FROM grid_unit
    WHERE valid_to IS NULL AND town_id IS NOT NULL GROUP BY town_id HAVING count(*) = 1
), there AS (
    -- Unit by unit, each asking the index of points: its outline is prepared once for all points in its box. OFFSET 0
    -- keeps the planner from asking point by point, which prepares an outline for each.
    SELECT DISTINCT ON (e.id) e.id, g.id AS unit_id
    FROM grid_unit g
    CROSS JOIN LATERAL (
        SELECT e.id FROM enterprise e
        WHERE e.point && g.geom AND ST_Intersects(g.geom, e.point) AND e.district_id = g.district_id
          AND e.position_quality IN ('site', 'address') OFFSET 0
    ) e
    WHERE g.valid_to IS NULL AND g.district_id = ANY(:districts)
    ORDER BY e.id, unit_precedence(g.kind), g.id
), target AS (
    SELECT e.id, CASE WHEN e.position_quality IN ('site', 'address') THEN there.unit_id ELSE coalesce(v.id, t.id) END AS unit_id,
           CASE WHEN e.position_quality IN ('site', 'address') THEN 'point' ELSE 'area' END AS source
    FROM enterprise e
    LEFT JOIN there USING (id)
    LEFT JOIN only_unit v ON v.area_id = e.village_id
    LEFT JOIN only_unit t ON t.area_id = e.town_id
    WHERE e.district_id = ANY(:districts) AND e.unit_source <> 'manual' AND e.status <> 'merged'
)
UPDATE enterprise e
SET unit_id = t.unit_id,
    unit_source = CASE WHEN t.unit_id IS NULL THEN 'none' ELSE t.source END,
    village_id = coalesce(u.village_id, CASE WHEN u.town_id IS NULL OR u.town_id = e.town_id THEN e.village_id END),
    town_id = coalesce(u.town_id, e.town_id),
    version = e.version + 1,
    updated_at = :at
FROM target t
LEFT JOIN grid_unit u ON u.id = t.unit_id
WHERE e.id = t.id AND e.unit_id IS DISTINCT FROM t.unit_id
RETURNING e.id
