-- One page of a layer (gis/layers.py) as GeoJSON features: rows are chosen first, then joined and written out.
-- Binds: the scope on the layer's alias, and apart in its joins; the values of the filter; limit, today, digits.
-- Index: the primary key for a page, the layer's `search` for a box.
WITH page AS MATERIALIZED (
  SELECT {key} AS id, row_number() OVER (ORDER BY {order}) AS nr, {mark} AS mark
  FROM {table} {alias} {filter_joins}
  WHERE {holds} AND {scope} {filter}
  ORDER BY {order} LIMIT :limit
)
SELECT page.id::text AS id, page.mark::text AS mark, '{{"type":"Feature","id":' || to_json(page.id)
  || ',"geometry":' || coalesce(ST_AsGeoJSON({geometry}, :digits, 0), 'null')
  || ',"properties":' || row_to_json(shown)::text || '}}' AS doc
FROM page JOIN {table} {alias} ON {key} = page.id {joins}
CROSS JOIN LATERAL (SELECT {columns}) shown
ORDER BY page.nr
