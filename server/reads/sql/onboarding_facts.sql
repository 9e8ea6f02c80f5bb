-- One row an enterprise that was in life at the end of a day: does the phase ask it, how far has it come, since when.
-- The CASE of `scope` is grids/onboarding.in_scope; a test holds both together. Everything is as it was at :until.
-- `filed_at`, `reported_at`: when each was first so; whoever had all three went live at the latest of them.
-- Binds: :until, :day, :phases (JSON rows of the districts' phases), :required, :screening_days; the scope around it.
-- Index: ix_enterprise_state_enterprise_id, ix_enterprise_facts_enterprise_id, uq_self_period_enterprise_id,
-- ix_self_check_enterprise_id_period.
WITH phase AS (
  SELECT * FROM jsonb_to_recordset(CAST(:phases AS jsonb))
    AS p(district_id int, everyone boolean, classes text[], tags text[], min_output_yuan bigint)
)
SELECT e.id, e.id AS enterprise_id, s.name, s.supervision_class, s.unit_id, s.village_id, s.town_id, s.district_id, s.city_id, e.is_demo,
  CASE WHEN p.district_id IS NULL THEN 'out'
    WHEN p.everyone OR s.supervision_class = ANY(p.classes) OR f.tags && p.tags THEN 'in'
    WHEN p.min_output_yuan IS NULL THEN 'out'
    WHEN f.output_yuan IS NULL THEN 'unknown'
    WHEN f.output_yuan >= p.min_output_yuan THEN 'in' ELSE 'out' END AS scope,
  r.registered_at, f.filled, t.id IS NOT NULL AS trial, first.filed_at, reported.at AS reported_at,
  CASE WHEN r.registered_at IS NULL THEN 0
    WHEN NOT coalesce(f.filled @> CAST(:required AS text[]), false) THEN 1
    WHEN NOT CASE WHEN due.enterprise_id IS NULL THEN lately.yes ELSE due.signed END THEN 2
    ELSE 3 END AS stage
FROM enterprise e
JOIN enterprise_state s ON s.enterprise_id = e.id AND s.valid_from < :until AND (s.valid_to IS NULL OR s.valid_to >= :until)
LEFT JOIN phase p ON p.district_id = s.district_id
LEFT JOIN enterprise_facts f
  ON f.enterprise_id = e.id AND f.valid_from < :until AND (f.valid_to IS NULL OR f.valid_to >= :until)
LEFT JOIN enterprise_registration r ON r.enterprise_id = e.id AND r.registered_at < :until
LEFT JOIN enterprise_trial t
  ON t.enterprise_id = e.id AND t.from_on <= :day AND (t.to_on IS NULL OR t.to_on > :day)
LEFT JOIN LATERAL (
  SELECT min(m.valid_from) AS filed_at FROM enterprise_facts m
  WHERE m.enterprise_id = e.id AND m.valid_from < :until AND m.filled @> CAST(:required AS text[])
) first ON true
LEFT JOIN LATERAL (
  SELECT k.enterprise_id, coalesce(k.first_signed_at < :until, false) AS signed FROM self_period k
  WHERE k.enterprise_id = e.id AND k.due_on <= :day AND k.waived IS NULL ORDER BY k.due_on DESC LIMIT 1
) due ON true
LEFT JOIN LATERAL (
  SELECT EXISTS (SELECT FROM self_check c WHERE c.enterprise_id = e.id AND c.finished_at < :until
      AND c.finished_at >= :until - make_interval(days => :screening_days))
    OR EXISTS (SELECT FROM hazard h WHERE h.enterprise_id = e.id AND h.source = 'self_check' AND h.found_at < :until
      AND h.found_at >= :until - make_interval(days => :screening_days)) AS yes
) lately ON due.enterprise_id IS NULL
LEFT JOIN LATERAL (
  SELECT least(
    (SELECT min(k.first_signed_at) FROM self_period k WHERE k.enterprise_id = e.id AND k.first_signed_at < :until),
    (SELECT min(c.finished_at) FROM self_check c WHERE c.enterprise_id = e.id AND c.finished_at < :until)
  ) AS at
) reported ON true
WHERE s.status IN ('active', 'suspended', 'candidate') AND e.listed_on <= :day
