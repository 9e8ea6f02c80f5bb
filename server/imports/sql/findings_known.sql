-- A place that was inspected on a day was on the list by then: what came from imports is known since its first inspection
-- and stands for the past as it does now, so that past days can be counted. Binds: :zone. Index: pk_enterprise.
WITH first AS (
  SELECT p.enterprise_id, min(f.found_on) AS on_day FROM import_finding f JOIN import_place p USING (own_code) GROUP BY 1
), known AS (
  UPDATE enterprise e SET listed_on = f.on_day, status_since = least(e.status_since, f.on_day) FROM first f
  WHERE e.id = f.enterprise_id AND e.import_batch_id IS NOT NULL AND f.on_day < e.listed_on
  RETURNING e.id, f.on_day
)
UPDATE enterprise_state s SET valid_from = k.on_day::timestamp AT TIME ZONE CAST(:zone AS text) FROM known k
WHERE s.enterprise_id = k.id AND s.valid_from > k.on_day::timestamp AT TIME ZONE CAST(:zone AS text)
  AND NOT EXISTS (SELECT FROM enterprise_state o WHERE o.enterprise_id = s.enterprise_id AND o.valid_from < s.valid_from)
RETURNING s.enterprise_id
