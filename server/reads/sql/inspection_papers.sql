-- Documents of inspections with their case. Binds: {scope} (server/reads/scope.inspections on i), {filter}, :limit.
-- Index: ix_inspection_paper_inspection_id, ix_inspection_paper_enterprise_id.
SELECT p.id, p.inspection_id, p.enterprise_id, e.name AS enterprise_name, p.kind, p.state, p.number, p.year, p.serial,
  p.again, p.said, p.content_sha256, p.issued_at, p.saved_at, s.name AS saved_by_name, p.notice_id, p.replaces_id,
  p.voided_at, v.name AS voided_by_name, p.void_reason,
  coalesce(p.signed_at, n.acknowledged_at) AS signed_at,
  coalesce(nullif(p.signed_by, ''), n.acknowledged_by, '') AS signed_by,
  i.authority, i.is_demo
FROM inspection_paper p
JOIN inspection i ON i.id = p.inspection_id
JOIN enterprise e ON e.id = p.enterprise_id
JOIN person s ON s.id = p.saved_by
LEFT JOIN person v ON v.id = p.voided_by
LEFT JOIN notice n ON n.id = p.notice_id
WHERE {scope} {filter}
ORDER BY coalesce(p.issued_at, p.saved_at) DESC, p.id
LIMIT :limit
