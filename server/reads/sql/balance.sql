-- The balance of the list for a period by {key}; with a constant key, of all that is chosen. A stay that goes on in the
-- same row under another unit, class or level is no coming and no going of that row.
-- Binds: {scope} and {filter} on s, :first (included), :until (excluded). Index: ix_hazard_stay_from_at, _to_at.
WITH f AS (
  SELECT s.id, s.hazard_id, s.from_at, s.came, s.to_at, s.went, CAST({key} AS text) AS key
  FROM hazard_stay s
  WHERE s.from_at < :until AND (s.to_at IS NULL OR s.to_at >= :first) AND {scope} {filter}
), before AS (
  SELECT DISTINCT ON (hazard_id, to_at) hazard_id, to_at, key FROM f WHERE went = 'moved' ORDER BY hazard_id, to_at, id DESC
), after AS (
  SELECT DISTINCT ON (hazard_id, from_at) hazard_id, from_at, key FROM f WHERE came = 'moved' ORDER BY hazard_id, from_at, id
)
SELECT f.key,
  count(*) FILTER (WHERE f.from_at < :first) AS opening,
  count(*) FILTER (WHERE f.from_at >= :first AND f.came = 'new') AS new,
  count(*) FILTER (WHERE f.from_at >= :first AND f.came = 'reopened') AS reopened,
  count(*) FILTER (WHERE f.from_at >= :first AND f.came = 'moved' AND (b.hazard_id IS NULL OR b.key IS DISTINCT FROM f.key)) AS moved_in,
  count(*) FILTER (WHERE f.to_at < :until AND f.went = 'closed') AS closed,
  count(*) FILTER (WHERE f.to_at < :until AND f.went IN ('invalid', 'merged', 'void')) AS void,
  count(*) FILTER (WHERE f.to_at < :until AND f.went = 'moved' AND (a.hazard_id IS NULL OR a.key IS DISTINCT FROM f.key)) AS moved_out,
  count(*) FILTER (WHERE f.to_at IS NULL OR f.to_at >= :until) AS open
FROM f
LEFT JOIN before b ON f.came = 'moved' AND b.hazard_id = f.hazard_id AND b.to_at = f.from_at
LEFT JOIN after a ON f.went = 'moved' AND a.hazard_id = f.hazard_id AND a.from_at = f.to_at
GROUP BY f.key ORDER BY f.key NULLS LAST
