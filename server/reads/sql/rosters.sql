-- Compared lists of the reader's area, newest first, with what is left of each kind among the rows one may read.
-- Binds: {scope}, {rows} (server/reads/scope.rosters, .roster_rows), :id (NULL: all), :limit.
-- Index: pk_roster_row, ix_roster_district_id.
SELECT r.id, r.source, r.list_day, r.file_name, r.summary, r.refused_csv IS NOT NULL AS has_refused, r.at, r.is_demo,
  p.name AS by_name, t.name AS town, d.name AS district, coalesce(left_.kinds, '{{}}') AS progress,
  (SELECT count(*) FROM roster r WHERE {scope}) AS total
FROM roster r
JOIN person p ON p.id = r.by_person
JOIN area d ON d.id = r.district_id
LEFT JOIN area t ON t.id = r.town_id
LEFT JOIN LATERAL (
  SELECT jsonb_object_agg(k.kind, jsonb_build_object('total', k.total, 'done', k.done)) AS kinds FROM (
    SELECT w.kind, count(*) AS total, count(w.act) AS done FROM roster_row w
    WHERE w.roster_id = r.id AND {rows} GROUP BY w.kind
  ) k
) left_ ON true
WHERE {scope} AND (CAST(:id AS uuid) IS NULL OR r.id = :id)
ORDER BY r.at DESC
LIMIT :limit
