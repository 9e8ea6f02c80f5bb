-- Records of files as they stood at a moment: the last version kept until then.
-- Binds: {scope} (server/reads/scope.enterprises), :ids, :until. Index: ix_file_record_version_enterprise_id.
SELECT DISTINCT ON (f.record_id) f.record_id AS id, f.enterprise_id, f.topic, f.fields, f.valid_from, f.valid_to, f.ended_on,
  f.end_reason, f.version, f.at, b.name AS by_name, f.verified_at, v.name AS verified_by_name,
  (SELECT coalesce(json_agg(DISTINCT p.sha256), '[]') FROM evidence p WHERE p.record_id = f.record_id) AS photos
FROM file_record_version f
JOIN enterprise e ON e.id = f.enterprise_id
LEFT JOIN person b ON b.id = f.by_person
LEFT JOIN person v ON v.id = f.verified_by
WHERE {scope} AND f.enterprise_id = ANY(:ids) AND f.kept_at <= :until
ORDER BY f.record_id, f.version DESC
