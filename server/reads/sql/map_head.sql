-- Whether a sign-in still holds with the rights it had (stamp), and the version of what a layer shows of some areas.
-- A commit adds a row that was not there, early or late; pruning takes some away: the set is the version.
-- Neither is looked up (both null) while nothing at all was committed since the moment :known: a snapshot names which
-- transactions are seen, so that an equal one sees the same. That is not so on a replica, whose snapshots do not name
-- who is under way, nor inside a transaction that writes itself: there the moment has no name.
-- Binds: :known (a moment, or nothing), :token, :u_areas (units of these areas), :layer, :areas,
-- :classes (or null: all) for the facts on them. Index: pk_sign_in_session, ix_person_grant_person_id, pk_map_version.
SELECT
  m.moment,
  CASE WHEN m.moment = :known THEN NULL ELSE sign_in_stamp(:token) END AS stamp,
  CASE WHEN m.moment = :known THEN NULL ELSE (
    SELECT (SELECT value #>> '{}' FROM installation WHERE key = 'epoch') || ':' || count(*) || ':' ||
      coalesce(sum(hashint8extended(CAST(CAST(v.xid AS text) AS bigint), v.area)), 0)
    FROM map_version v
    WHERE (v.layer = 'unit' AND v.area = ANY(CAST(:u_areas AS integer[])))
      OR (v.layer = CAST(:layer AS text) AND v.area = ANY(CAST(:areas AS integer[]))
        AND (CAST(:classes AS text[]) IS NULL OR v.supervision_class = ANY(:classes)))
  ) END AS version
FROM (
  SELECT CASE WHEN NOT pg_is_in_recovery() AND pg_current_xact_id_if_assigned() IS NULL
    THEN CAST(pg_current_snapshot() AS text) END AS moment
  OFFSET 0
) m
