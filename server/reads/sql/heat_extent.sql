-- The box of an area in EPSG:3857: of its grid units, or of its enterprises where it has none.
-- Binds: {units} on u, {enterprises} on e, {unit_area}, {enterprise_area}. Index: ix_grid_unit_town_id.
WITH drawn AS (
  SELECT ST_Extent(u.geom_3857) AS box FROM grid_unit u WHERE u.valid_to IS NULL AND {units} {unit_area}
),
known AS (
  SELECT ST_Extent(e.point_3857) AS box FROM enterprise e, drawn
  WHERE drawn.box IS NULL AND e.position_quality IN ('site', 'address') AND {enterprises} {enterprise_area}
)
SELECT ST_XMin(b.box), ST_YMin(b.box), ST_XMax(b.box), ST_YMax(b.box)
FROM (SELECT coalesce((SELECT box FROM drawn), (SELECT box FROM known)) AS box) b WHERE b.box IS NOT NULL
