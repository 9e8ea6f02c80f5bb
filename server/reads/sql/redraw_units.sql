-- The units of a plan as GeoJSON features: what it changed, and the rest as it is today; ended ones have no geometry.
-- Degrees with 9 decimals find their vertex again on the 1 mm grid.
-- Binds: {scope} on v, {filter} on v, :redraw, :district. Index: ix_redraw_unit_geom, ix_grid_unit_geom.
SELECT json_build_object('type', 'Feature', 'id', v.key, 'geometry', ST_AsGeoJSON(v.geom, 9)::json, 'properties',
  json_build_object('key', v.key, 'unit_id', v.unit_id, 'code', v.code, 'name', v.name, 'kind', v.kind,
    'town_id', v.town_id, 'village_id', v.village_id, 'changed', v.changed, 'new', v.unit_id IS NULL,
    'ended', v.geom IS NULL))::text AS feature
FROM (
  SELECT d.key, d.unit_id, d.code, d.name, d.kind, d.town_id, d.village_id, d.district_id, d.city_id, d.geom,
    true AS changed, d.unit_id AS id
  FROM redraw_unit d
  WHERE d.redraw_id = :redraw
  UNION ALL
  SELECT u.code, u.id, u.code, u.name, u.kind, u.town_id, u.village_id, u.district_id, u.city_id, u.geom, false, u.id
  FROM grid_unit u
  WHERE u.district_id = :district AND u.valid_to IS NULL AND u.kind = 'general'
    AND NOT EXISTS (SELECT 1 FROM redraw_unit d WHERE d.redraw_id = :redraw AND d.unit_id = u.id)
) v
WHERE {scope} {filter}
ORDER BY v.key
