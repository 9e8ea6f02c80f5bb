-- Rescue files of people with a role in the reader's area, those that wait first, then the newest.
-- Made of: store/sql/places_of_people.sql and a scope on it. Binds: :file (NULL: all). Index: pk_rescue_file, ix_person_grant_person_id.
SELECT r.id, r.state, r.bytes, r.acts, r.photos, r.made_at, r.received_at, r.decided_at, r.reason, r.outcome,
       p.name AS person_name, p.username, b.name AS brought_by_name, d.name AS decided_by_name
FROM rescue_file r
JOIN person p ON p.id = r.person_id
LEFT JOIN person b ON b.id = r.brought_by
LEFT JOIN person d ON d.id = r.decided_by
WHERE (CAST(:file AS uuid) IS NULL OR r.id = :file) AND EXISTS (
    SELECT 1 FROM ({places}) place WHERE place.person_id = r.person_id AND {scope}
)
ORDER BY r.state <> 'waiting', r.received_at DESC
LIMIT 200
