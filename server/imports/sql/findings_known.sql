-- A place that was inspected on a day was on the list by then: what came from imports is known since its first inspection
-- and stands for the past as it does now, so that past days can be counted. Binds: :zone. Index: pk_enterprise.
WITH first AS (
  SELECT p.enterprise_id AS id, min(f.found_on) AS on_day, min(f.found_on)::timestamp AT TIME ZONE CAST(:zone AS text) AS moment
  FROM import_finding f JOIN import_place p USING (own_code) JOIN enterprise e ON e.id = p.enterprise_id
  WHERE e.import_batch_id IS NOT NULL GROUP BY 1
), known AS (
  UPDATE enterprise e SET listed_on = f.on_day, status_since = least(e.status_since, f.on_day) FROM first f
  WHERE e.id = f.id AND f.on_day < e.listed_on
), facts AS (
  UPDATE enterprise_facts s SET valid_from = f.moment FROM first f
  WHERE s.enterprise_id = f.id AND s.valid_from > f.moment
    AND NOT EXISTS (SELECT FROM enterprise_facts o WHERE o.enterprise_id = s.enterprise_id AND o.valid_from < s.valid_from)
)
UPDATE enterprise_state s SET valid_from = f.moment FROM first f
WHERE s.enterprise_id = f.id AND s.valid_from > f.moment
  AND NOT EXISTS (SELECT FROM enterprise_state o WHERE o.enterprise_id = s.enterprise_id AND o.valid_from < s.valid_from)
RETURNING s.enterprise_id
