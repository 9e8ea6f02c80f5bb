-- Rows of one compared list that one may read, in their order, with the entries they are about.
-- Binds: {scope} (server/reads/scope.roster_rows), :roster, :kind (NULL: all), :open (only what is left), :after, :limit.
-- Index: pk_roster_row.
SELECT w.n, w.kind, w.line, w.name, w.why, w.enterprise_id, w.other_id, w.town_id, t.name AS town, w.given, w.differs,
  w.act, w.reason, w.result_id, w.settled_at, s.name AS settled_by_name,
  jsonb_build_object('name', e.name, 'uscc', e.uscc, 'address', e.address, 'principal', e.principal,
    'principal_phone', e.principal_phone, 'status', e.status) AS entry,
  CASE WHEN o.id IS NOT NULL THEN jsonb_build_object('name', o.name, 'uscc', o.uscc, 'address', o.address,
    'principal', o.principal, 'principal_phone', o.principal_phone, 'status', o.status) END AS other
FROM roster_row w
JOIN roster r ON r.id = w.roster_id
LEFT JOIN area t ON t.id = w.town_id
LEFT JOIN enterprise e ON e.id = w.enterprise_id
LEFT JOIN enterprise o ON o.id = w.other_id
LEFT JOIN person s ON s.id = w.settled_by
WHERE {scope} AND w.roster_id = :roster AND (CAST(:kind AS text) IS NULL OR w.kind = :kind)
  AND (NOT CAST(:open AS boolean) OR w.act IS NULL) AND w.n > :after
ORDER BY w.n
LIMIT :limit
