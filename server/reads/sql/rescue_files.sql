-- Rescue files of people with a role in the reader's area, those that wait first, then the newest.
-- Binds: {scope} over the place of a grant; :file (NULL: all). Index: pk_rescue_file, ix_person_grant_person_id.
SELECT r.id, r.state, r.bytes, r.acts, r.photos, r.made_at, r.received_at, r.decided_at, r.reason, r.outcome,
       p.name AS person_name, p.username, b.name AS brought_by_name, d.name AS decided_by_name
FROM rescue_file r
JOIN person p ON p.id = r.person_id
LEFT JOIN person b ON b.id = r.brought_by
LEFT JOIN person d ON d.id = r.decided_by
WHERE (CAST(:file AS uuid) IS NULL OR r.id = :file) AND EXISTS (
    SELECT 1 FROM (
        SELECT CASE a.level WHEN 'village' THEN a.id END AS village_id, g.unit_id AS id,
               CASE a.level WHEN 'town' THEN a.id ELSE coalesce(a.town_id, u.town_id, e.town_id) END AS town_id,
               CASE a.level WHEN 'district' THEN a.id ELSE coalesce(a.district_id, u.district_id, e.district_id) END AS district_id,
               CASE a.level WHEN 'city' THEN a.id ELSE coalesce(a.city_id, u.city_id, e.city_id) END AS city_id
        FROM person_grant g
        LEFT JOIN area a ON a.id = g.area_id
        LEFT JOIN grid_unit u ON u.id = g.unit_id
        LEFT JOIN enterprise e ON e.id = g.enterprise_id
        WHERE g.person_id = r.person_id
    ) place WHERE {scope}
)
ORDER BY r.state <> 'waiting', r.received_at DESC
LIMIT 200
