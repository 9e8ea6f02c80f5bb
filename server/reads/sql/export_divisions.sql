-- Divisions that concern the reader (server/reads/people.areas) as rows of a file. Binds: {scope}, {filter}. Index: primary key.
SELECT a.name, a.name_en, a.level, p.name AS parent_name, a.id AS area_id, ST_AsBinary(a.geom) AS shape
FROM area a
LEFT JOIN area p ON p.id = a.parent_id
WHERE {scope} {filter}
ORDER BY array_position(ARRAY['city', 'district', 'town', 'village'], a.level), a.id
