-- The boxes around a reader's own grid units, one a town, in WGS-84 degrees: what a map pack is cut to.
-- Binds: {scope} the units the reader may see, alias u. Index: the scope's columns of grid_unit, each indexed.
SELECT ST_XMin(e.box) AS west, ST_YMin(e.box) AS south, ST_XMax(e.box) AS east, ST_YMax(e.box) AS north
FROM (
  SELECT ST_Extent(u.geom) AS box FROM grid_unit u
  WHERE u.valid_to IS NULL AND {scope}
  GROUP BY u.town_id ORDER BY u.town_id
) e WHERE e.box IS NOT NULL
