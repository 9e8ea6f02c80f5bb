-- Findings become hazards, each with the one step `hazard-imported`; a finding that changed gets another such step, one
-- that people have worked on since is left alone. The id follows from source, place, inspection and text, so a second
-- import finds it again; equal texts of one inspection are counted. Places are those of the enterprise, never a fix.
-- Binds: :source, :file, :batch, :at, :zone, :holder, :later (an open finding counts as closed on the day of the next
-- inspection of the place, as inspectors of such systems record what is still wrong anew). Index: pk_hazard,
-- ix_visit_enterprise_id_started_at.
WITH numbered AS (
  SELECT f.*, row_number() OVER (PARTITION BY own_code, visit_no, finding ORDER BY line) AS n
  FROM import_finding f WHERE finding IS NOT NULL
), keyed AS (
  SELECT n.*, md5(concat_ws('|', CAST(:source AS text), 'finding', own_code, visit_no, finding, n)) AS key,
    (n.found_on + time '12:00') AT TIME ZONE CAST(:zone AS text) AS found_at
  FROM numbered n
), judged AS (
  SELECT k.*, p.enterprise_id,
    CASE WHEN k.outcome IN ('on_the_spot', 'closed') THEN k.found_at
      WHEN CAST(:later AS boolean) THEN (SELECT min(v.started_at) FROM visit v
        WHERE v.enterprise_id = p.enterprise_id AND v.started_at > k.found_at AND v.import_batch_id IS NOT NULL) END AS closed_at
  FROM keyed k JOIN import_place p USING (own_code)
), written AS (
  INSERT INTO hazard (id, ledger_no, enterprise_id, state, level, source, category, place, description, point,
    point_radius_m, point_from, visit_id, found_by, found_at, recorded_at, late, on_the_spot, closed_at, changed_at,
    unit_id, village_id, town_id, district_id, city_id, supervision_class, import_batch_id)
  SELECT j.key::uuid, concat(j.visit_no, '-', left(j.key, 8)), e.id, CASE WHEN j.closed_at IS NULL THEN 'open' ELSE 'closed' END,
    j.level, 'inspection', j.category, e.address, j.finding, e.point, e.position_accuracy_m,
    CASE WHEN e.point IS NULL THEN 'none' ELSE 'enterprise' END,
    md5(concat_ws('|', CAST(:source AS text), 'visit', j.own_code, j.visit_no))::uuid,
    (SELECT id FROM person WHERE username = CAST(:holder AS text)), j.found_at, CAST(:at AS timestamptz), false,
    j.outcome = 'on_the_spot', j.closed_at, coalesce(j.closed_at, j.found_at),
    e.unit_id, e.village_id, e.town_id, e.district_id, e.city_id, e.supervision_class, CAST(:batch AS uuid)
  FROM judged j JOIN enterprise e ON e.id = j.enterprise_id
  ORDER BY ST_GeoHash(e.point) NULLS LAST, j.line
  ON CONFLICT (id) DO UPDATE SET state = excluded.state, level = excluded.level, found_at = excluded.found_at,
      on_the_spot = excluded.on_the_spot, closed_at = excluded.closed_at, changed_at = excluded.changed_at,
      import_batch_id = excluded.import_batch_id,
      version = hazard.version + 1
    WHERE hazard.import_batch_id IS NOT NULL
      AND (hazard.state, hazard.level, hazard.found_at, hazard.on_the_spot, hazard.closed_at)
        IS DISTINCT FROM (excluded.state, excluded.level, excluded.found_at, excluded.on_the_spot, excluded.closed_at)
      AND NOT EXISTS (SELECT FROM hazard_event v WHERE v.hazard_id = hazard.id AND v.act_id IS NOT NULL)
  RETURNING id, state, (xmax = 0) AS fresh
), told AS (
  INSERT INTO hazard_event (hazard_id, event, at, person_name, role, state_before, state_after, body)
  SELECT w.id, 'hazard-imported', CAST(:at AS timestamptz), CAST(:source AS text), 'import', h.state, w.state,
    jsonb_build_object('source', CAST(:source AS text), 'file', CAST(:file AS text), 'line', j.line, 'inspection', j.visit_no,
      'outcome', j.outcome, 'settled_by', CASE WHEN j.outcome = 'open' AND j.closed_at IS NOT NULL THEN 'later-inspection' END)
  FROM written w JOIN judged j ON j.key::uuid = w.id LEFT JOIN hazard h ON h.id = w.id
)
SELECT (SELECT count(*) FROM numbered) AS staged, (SELECT count(*) FROM import_finding) AS rows,
  count(*) FILTER (WHERE fresh) AS fresh, count(*) FILTER (WHERE NOT fresh) AS changed
FROM written
