-- One page of a layer (gis/layers.py) as GeoJSON features, written out as one text: rows are chosen first, by where they
-- lie in the table, then joined.
-- Beside it the stamp of who asks, if it must be proved, how many rows were found (one more than asked for, where more
-- follow), and the mark of the last one shown, where as many were found as asked for.
-- Made of: {stamp}; {scope} on the layer's alias, and apart in its {joins}; {filter}. Binds: limit, today, digits.
-- Index: the primary key for a page, the layer's `search` for a box.
WITH page AS MATERIALIZED (
  SELECT {alias}.ctid AS place, row_number() OVER (ORDER BY {order}) AS nr, {mark} AS mark
  FROM {table} {alias} {filter_joins}
  WHERE {holds} AND {scope} {filter}
  ORDER BY {order} LIMIT CAST(:limit AS int) + 1
),
written AS (
  SELECT {key} AS id, page.nr, page.mark, '{{"type":"Feature","id":' || to_json({key})
    || ',"geometry":' || coalesce(ST_AsGeoJSON({geometry}, :digits, 0), 'null')
    || ',"properties":' || row_to_json(shown)::text || '}}' AS doc
  FROM page JOIN {table} {alias} ON {alias}.ctid = page.place {joins}
  CROSS JOIN LATERAL (SELECT {columns}) shown
  WHERE page.nr <= :limit
)
SELECT {stamp} AS stamp, (SELECT count(*) FROM page) AS found,
  max(w.id::text) FILTER (WHERE w.nr = :limit) AS last_id, max(w.mark::text) FILTER (WHERE w.nr = :limit) AS last_mark,
  convert_to(string_agg(w.doc, ',' ORDER BY w.nr), 'UTF8') AS features
FROM written w
