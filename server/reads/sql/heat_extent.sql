-- The box of an area in EPSG:3857: of its grid units, or of its enterprises where it has none.
-- Binds: {scope} on u, {enterprises} (the same for e), {unit_area}, {enterprise_area}. Index: ix_grid_unit_town_id.
WITH drawn AS (
  SELECT ST_Extent(u.geom_3857) AS box FROM grid_unit u WHERE u.valid_to IS NULL AND {scope} {unit_area}
),
known AS (  -- without the last hundredth on each side: one wrong point does not draw a continent
  SELECT ST_MakeEnvelope(
      percentile_disc(0.01) WITHIN GROUP (ORDER BY ST_X(e.point_3857)),
      percentile_disc(0.01) WITHIN GROUP (ORDER BY ST_Y(e.point_3857)),
      percentile_disc(0.99) WITHIN GROUP (ORDER BY ST_X(e.point_3857)),
      percentile_disc(0.99) WITHIN GROUP (ORDER BY ST_Y(e.point_3857)))::box2d AS box
  FROM enterprise e, drawn
  WHERE drawn.box IS NULL AND e.position_quality IN ('site', 'address') AND {enterprises} {enterprise_area}
)
SELECT ST_XMin(b.box), ST_YMin(b.box), ST_XMax(b.box), ST_YMax(b.box)
FROM (SELECT coalesce((SELECT box FROM drawn), (SELECT box FROM known)) AS box) b WHERE b.box IS NOT NULL
