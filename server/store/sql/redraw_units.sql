-- The general units of a district as a plan has them: what it touched, and everything else as it is today.
-- Binds: :redraw, :district, :metric (EPSG), {drawn} and {today} (one condition on d and on u: by key or by box).
-- Index: ix_redraw_unit_geom or pk_redraw_unit, ix_grid_unit_geom or uq_grid_unit_code.
SELECT d.key, d.unit_id, d.base_version AS version, d.code, d.name, d.kind, d.village_id, d.town_id,
  d.wkb AS metric, NULL::bytea AS degrees, true AS touched, d.base,
  ST_XMin(d.geom) AS west, ST_YMin(d.geom) AS south, ST_XMax(d.geom) AS east, ST_YMax(d.geom) AS north
FROM redraw_unit d
WHERE d.redraw_id = :redraw AND {drawn}
UNION ALL
SELECT u.code, u.id, u.version, u.code, u.name, u.kind, u.village_id, u.town_id,
  CASE WHEN ST_SRID(u.geom_metric) = :metric THEN ST_AsBinary(u.geom_metric, 'NDR') END,
  CASE WHEN ST_SRID(u.geom_metric) IS DISTINCT FROM :metric THEN ST_AsBinary(u.geom, 'NDR') END, false, NULL,
  ST_XMin(u.geom), ST_YMin(u.geom), ST_XMax(u.geom), ST_YMax(u.geom)
FROM grid_unit u
WHERE u.district_id = :district AND u.valid_to IS NULL AND u.kind = 'general' AND {today}
  AND NOT EXISTS (SELECT 1 FROM redraw_unit d WHERE d.redraw_id = :redraw AND d.unit_id = u.id)
