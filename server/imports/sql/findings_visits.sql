-- One visit for each inspection number at a place; its id follows from source, place and number, so a second import
-- finds it again. Noon of the day, for the hour is not known. Binds: :source, :batch, :at, :zone, :holder.
-- Index: pk_visit.
WITH seen AS (
  SELECT own_code, visit_no, min(found_on) AS on_day, bool_or(finding IS NOT NULL) AS found
  FROM import_finding GROUP BY own_code, visit_no
), written AS (
  INSERT INTO visit (id, enterprise_id, kind, officer_id, started_at, finished_at, received_at, presence, outcome,
    remark, unit_id, village_id, town_id, district_id, city_id, supervision_class, import_batch_id)
  SELECT md5(concat_ws('|', CAST(:source AS text), 'visit', s.own_code, s.visit_no))::uuid, e.id, 'inspection',
    (SELECT id FROM person WHERE username = CAST(:holder AS text)),
    (s.on_day + time '12:00') AT TIME ZONE CAST(:zone AS text), (s.on_day + time '12:00') AT TIME ZONE CAST(:zone AS text),
    CAST(:at AS timestamptz), 'unknown', 'inspected', concat_ws(' ', CAST(:source AS text), s.visit_no),
    e.unit_id, e.village_id, e.town_id, e.district_id, e.city_id, e.supervision_class, CAST(:batch AS uuid)
  FROM seen s JOIN import_place p USING (own_code) JOIN enterprise e ON e.id = p.enterprise_id
  ORDER BY e.unit_id, s.on_day
  ON CONFLICT (id) DO UPDATE SET started_at = excluded.started_at, finished_at = excluded.finished_at
    WHERE visit.import_batch_id IS NOT NULL AND visit.started_at <> excluded.started_at
  RETURNING (xmax = 0) AS fresh
)
SELECT (SELECT count(*) FROM seen) AS visits, count(*) FILTER (WHERE fresh) AS fresh FROM written;
UPDATE enterprise e SET last_visit_on = l.last_on
FROM (SELECT p.enterprise_id, max(f.found_on) AS last_on FROM import_finding f JOIN import_place p USING (own_code) GROUP BY 1) l
WHERE e.id = l.enterprise_id AND l.last_on > coalesce(e.last_visit_on, '-infinity');
SELECT count(*) AS visits, count(*) FILTER (WHERE v.import_batch_id = CAST(:batch AS uuid)) AS fresh
FROM (SELECT DISTINCT own_code, visit_no FROM import_finding) s
JOIN visit v ON v.id = md5(concat_ws('|', CAST(:source AS text), 'visit', s.own_code, s.visit_no))::uuid
