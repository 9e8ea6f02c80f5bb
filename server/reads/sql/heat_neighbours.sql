-- Grid units that touch, both ways. Binds: {scope} on a, :ids (units in scope). Index: ix_grid_unit_geom.
SELECT a.id AS a, b.id AS b FROM grid_unit a JOIN grid_unit b ON a.geom && b.geom AND a.id <> b.id
WHERE {scope} AND a.id = ANY(:ids) AND b.id = ANY(:ids) AND ST_Intersects(a.geom, b.geom)
