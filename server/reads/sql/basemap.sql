-- The offline base map as one GeoJSON text: water, the ground outside, borders by level, names by level. Binds: none.
-- No scope: divisions and water are public knowledge, and hold no fact of the work.
-- Borders are lines that are noded and drawn once, at the highest level that has them: two polygons side by side would
-- draw every dash twice and out of step. Index: none; it reads the whole of `area` and `basemap_feature`, both small.
WITH outline AS (
  SELECT level, geom FROM area WHERE geom IS NOT NULL AND valid_to IS NULL
), worked AS (
  SELECT coalesce(
    (SELECT ST_Union(a.geom) FROM area a WHERE a.geom IS NOT NULL AND a.valid_to IS NULL AND a.level = 'district'
      AND EXISTS (SELECT 1 FROM grid_unit u WHERE u.district_id = a.id AND u.valid_to IS NULL)),
    (SELECT ST_Union(geom) FROM outline WHERE level = 'district'),
    (SELECT ST_Union(geom) FROM grid_unit WHERE valid_to IS NULL)) AS geom
), border AS (
  SELECT level, ST_LineMerge(ST_UnaryUnion(ST_Collect(
    ST_Boundary(ST_SimplifyPreserveTopology(geom, CASE level WHEN 'village' THEN 0.0002 ELSE 0.00005 END))))) AS geom
  FROM outline GROUP BY level
), feature AS (
  SELECT 1 AS place, 'water' AS kind, NULL AS level, name, name_en, 0 AS weight, geom, 5 AS digits
  FROM basemap_feature WHERE kind = 'water'
  UNION ALL
  SELECT 2, 'outside', NULL, NULL, NULL, 0,
    ST_Difference(ST_MakeEnvelope(-179.9, -85, 179.9, 85, 4326), ST_SimplifyPreserveTopology(geom, 0.00005)), 5
  FROM worked WHERE geom IS NOT NULL
  UNION ALL
  SELECT 3, 'border', level, NULL, NULL, 0, geom, 5 FROM border
  UNION ALL
  SELECT 4, 'water-name', NULL, name, name_en, round((ST_Area(geom::geography) / 1e6)::numeric)::int,
    (ST_MaximumInscribedCircle(geom)).center, 4
  FROM basemap_feature WHERE kind = 'water' AND name IS NOT NULL AND ST_Dimension(geom) = 2
  UNION ALL
  SELECT 5, 'place', a.level, regexp_replace(a.name, '((居民|村民)委员会|居委会|村委会)$', ''), a.name_en, (SELECT count(*)::int FROM area c WHERE c.parent_id = a.id),
    coalesce(a.point, ST_PointOnSurface(a.geom)), 5
  FROM area a WHERE coalesce(a.point, a.geom) IS NOT NULL AND a.valid_to IS NULL
)
SELECT json_build_object(
  'type', 'FeatureCollection',
  'attribution', (SELECT coalesce(string_agg(DISTINCT attribution, ' · ' ORDER BY attribution), '') FROM basemap_feature),
  'features', coalesce(json_agg(json_build_object(
    'type', 'Feature',
    'properties', json_strip_nulls(json_build_object(
      'kind', kind, 'level', level, 'name', name, 'name_en', name_en, 'weight', weight)),
    'geometry', ST_AsGeoJSON(geom, digits)::json) ORDER BY place), '[]'))::text
FROM feature
