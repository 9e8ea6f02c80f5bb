-- What is weighed of each enterprise's file: basic facts, ledgers that hold and that have lapsed, papers by their end.
-- Binds: {scope} (server/reads/scope.enterprises), {filter}, {order}, :today, :now, :limit. Index: ix_file_record_enterprise_id.
SELECT e.*, e.position_quality = 'site' AS position_verified, v.name AS file_verified_by_name,
  EXISTS (
    SELECT 1 FROM person_grant g WHERE g.enterprise_id = e.id AND g.role = 'enterprise'
      AND g.valid_from <= :now AND (g.valid_to IS NULL OR g.valid_to > :now)
  ) AS has_account,
  coalesce(r.holding, '{{}}') AS holding, coalesce(r.lapsed, '{{}}') AS lapsed_topics, r.next_end, coalesce(r.expired, 0) AS expired
FROM enterprise e
LEFT JOIN person v ON v.id = e.file_verified_by
LEFT JOIN LATERAL (
  SELECT array_agg(DISTINCT f.topic) FILTER (WHERE f.valid_to IS NULL OR f.valid_to >= :today) AS holding,
    array_agg(DISTINCT f.topic) FILTER (WHERE f.valid_to < :today) AS lapsed,
    min(f.valid_to) FILTER (WHERE f.valid_to >= :today) AS next_end,
    count(*) FILTER (WHERE f.valid_to < :today) AS expired
  FROM file_record f WHERE f.enterprise_id = e.id AND f.ended_on IS NULL
) r ON true
WHERE {scope} {filter}
ORDER BY {order}
LIMIT :limit
