-- Whether a sign-in still holds with the rights it had (stamp), and the version of what a layer shows of some areas.
-- A commit adds a row that was not there, early or late; pruning takes some away: the set is the version.
-- Binds: :token, :u_areas (units of these areas), :layer, :areas,
-- :classes (or null: all) for the facts on them. Index: pk_sign_in_session, ix_person_grant_person_id, pk_map_version.
SELECT
  sign_in_stamp(:token) AS stamp,
  (SELECT value #>> '{}' FROM installation WHERE key = 'epoch') || ':' || count(*) || ':' ||
    coalesce(sum(hashint8extended(CAST(CAST(v.xid AS text) AS bigint), v.area)), 0) AS version
FROM map_version v
WHERE (v.layer = 'unit' AND v.area = ANY(CAST(:u_areas AS integer[])))
  OR (v.layer = CAST(:layer AS text) AND v.area = ANY(CAST(:areas AS integer[]))
    AND (CAST(:classes AS text[]) IS NULL OR v.supervision_class = ANY(:classes)))
