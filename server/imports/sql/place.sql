-- What each row becomes: its enterprise, how well its place is known, its grid unit and what lies above it.
-- Binds: :many rows on one exact point with different addresses are the centre of an area, not a place,
-- :same_town for a person of one town, whose import gives no enterprise away to a neighbour.
-- A point decides the unit (the dedicated one first, gis/locate.precedence; lowest id on an edge); a centre does not, but an area that is one unit does.
-- A unit of another district is never taken: the row says its district, and the doubt becomes a flag.
-- Index: ix_grid_unit_geom, once per row with a point of its own.
CREATE TEMPORARY TABLE import_row ON COMMIT DROP AS
WITH centre AS (
    SELECT p.lon, p.lat,
           CASE WHEN count(s.village_id) = count(*) AND min(s.village_id) = max(s.village_id) THEN 'village'
                WHEN count(s.town_id) = count(*) AND min(s.town_id) = max(s.town_id) THEN 'town'
                ELSE 'district' END AS quality
    FROM import_stage s JOIN import_position p USING (line)
    WHERE s.quality IS NULL
    GROUP BY p.lon, p.lat
    HAVING count(*) >= :many AND 2 * count(DISTINCT s.address) > count(*)
), known AS (
    SELECT s.line, m.id AS known_id,
           ST_SetSRID(ST_MakePoint(p.lon, p.lat), 4326) AS point,
           CASE WHEN p.line IS NULL THEN 'none' ELSE coalesce(s.quality, c.quality, 'address') END AS quality,
           p.site, s.city_id, s.district_id, s.town_id, s.village_id
    FROM import_stage s
    LEFT JOIN import_match m USING (line)
    LEFT JOIN import_position p USING (line)
    LEFT JOIN centre c ON c.lon = p.lon AND c.lat = p.lat
), only_unit AS (
    SELECT village_id AS area_id, min(id) AS id FROM grid_unit
    WHERE valid_to IS NULL AND village_id IS NOT NULL GROUP BY village_id HAVING count(*) = 1
    UNION ALL
    SELECT town_id, min(id) FROM grid_unit
    WHERE valid_to IS NULL AND town_id IS NOT NULL GROUP BY town_id HAVING count(*) = 1
)
SELECT k.line, coalesce(k.known_id, gen_random_uuid()) AS id, k.known_id IS NOT NULL AS known, k.point, k.site, k.quality,
       u.id AS unit_id,
       CASE WHEN u.id IS NULL THEN 'none' WHEN k.quality IN ('site', 'address') THEN 'point' ELSE 'area' END AS unit_source,
       coalesce(u.village_id, CASE WHEN u.town_id IS NULL OR u.town_id = k.town_id THEN k.village_id END) AS village_id,
       coalesce(u.town_id, k.town_id) AS town_id,
       k.district_id, k.city_id,
       coalesce(there.town_id <> k.town_id OR there.district_id <> k.district_id, false) AS elsewhere
FROM known k
LEFT JOIN only_unit v ON v.area_id = k.village_id
LEFT JOIN only_unit t ON t.area_id = k.town_id
LEFT JOIN LATERAL (
    SELECT g.id, g.town_id, g.district_id
    FROM grid_unit g
    WHERE g.valid_to IS NULL AND k.quality IN ('site', 'address') AND ST_Intersects(g.geom, k.point)
    ORDER BY unit_precedence(g.kind), g.id LIMIT 1
) there ON true
LEFT JOIN grid_unit u
    ON u.id = CASE WHEN k.quality IN ('site', 'address') THEN there.id ELSE coalesce(v.id, t.id) END
   AND u.district_id = k.district_id AND (NOT :same_town OR u.town_id = k.town_id);
ALTER TABLE import_row ADD PRIMARY KEY (line);
ANALYZE import_row;
