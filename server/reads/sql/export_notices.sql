-- Notices as rows of a file, each at its enterprise where that is known. Binds: {scope} (server/reads/scope.notices), {filter}.
-- Index: as notice.sql.
SELECT n.number, n.kind, e.name AS enterprise_name, e.uscc, n.issuer,
  (n.issued_at AT TIME ZONE :zone)::timestamp(0)::text AS issued_at, n.due_on,
  (SELECT count(*) FROM notice_item i WHERE i.notice_id = n.id) AS items,
  (n.acknowledged_at AT TIME ZONE :zone)::timestamp(0)::text AS acknowledged_at,
  (n.voided_at AT TIME ZONE :zone)::timestamp(0)::text AS voided_at, n.id::text AS id,
  CASE WHEN e.position_quality IN ('site', 'address') THEN ST_AsBinary(e.point) END AS shape
FROM notice n
JOIN enterprise e ON e.id = n.enterprise_id
WHERE {scope} {filter}
ORDER BY n.issued_at DESC, n.id
