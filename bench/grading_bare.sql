-- What the default method measures, written by hand for the whole city: the peer of server/store/grading_facts.py.
-- Binds: %(day)s, %(since)s (the day a year before), %(until)s and %(from)s (their moments), %(zone)s.
WITH r AS (
  SELECT enterprise_id,
    count(*) FILTER (WHERE topic = 'installation') AS n_installation,
    min((fields->>'level')::float8) FILTER (WHERE topic = 'installation') AS level,
    count(*) FILTER (WHERE topic = 'chemicals') AS n_chemicals,
    count(*) FILTER (WHERE topic = 'chemicals' AND fields->>'activity' = 'production') AS production,
    count(*) FILTER (WHERE topic = 'chemicals' AND fields->>'activity' IN ('storage', 'use') AND fields->>'above_limit' = 'true') AS above,
    count(*) FILTER (WHERE topic = 'smelting') AS smelting,
    count(*) FILTER (WHERE topic = 'dust') AS n_dust,
    max((fields->>'people')::float8) FILTER (WHERE topic = 'dust') AS people,
    count(*) FILTER (WHERE topic = 'ammonia') AS ammonia,
    count(*) FILTER (WHERE topic = 'confined_space') AS n_spaces,
    count(*) FILTER (WHERE topic = 'confined_space' AND fields->>'toxic' = 'true') AS toxic,
    count(*) FILTER (WHERE topic = 'crowded') AS crowded,
    count(*) FILTER (WHERE topic = 'solvent') AS n_solvent,
    count(*) FILTER (WHERE topic = 'solvent' AND fields->>'spraying' = 'true') AS spraying,
    count(*) FILTER (WHERE topic = 'staff') AS n_staff,
    count(*) FILTER (WHERE topic = 'staff' AND fields->>'post' IN ('safety_full_time', 'safety_part_time', 'registered_engineer')) AS safety,
    count(*) FILTER (WHERE topic = 'staff' AND fields->>'post' IN ('principal', 'safety_full_time', 'safety_part_time')
      AND (coalesce(fields->>'trained_on', '') = '' OR valid_to < %(day)s)) AS untrained,
    count(*) FILTER (WHERE topic = 'staff' AND fields->>'post' = 'special_operator'
      AND (coalesce(fields->>'certificate', '') = '' OR valid_to < %(day)s)) AS unlicensed,
    count(*) FILTER (WHERE topic = 'management') AS n_management,
    count(*) FILTER (WHERE topic = 'management' AND fields->>'risk_list' = 'true') AS risk_list,
    count(*) FILTER (WHERE topic = 'management' AND (fields->>'emergency_plan' = 'false' OR coalesce(fields->>'drilled_on', '') = ''
      OR fields->>'drilled_on' <= %(since)s::date::text)) AS undrilled,
    count(*) FILTER (WHERE topic = 'process') AS n_process,
    count(*) FILTER (WHERE topic = 'process' AND fields->>'obsolete' = 'true') AS obsolete,
    count(*) FILTER (WHERE topic = 'process' AND fields->>'manual_high_risk' = 'true') AS manual,
    count(*) FILTER (WHERE topic = 'enforcement' AND fields->>'decided_on' > %(since)s::date::text
      AND coalesce(fields->>'penalty_yuan', '') <> '') AS penalties,
    count(*) FILTER (WHERE topic = 'standardization') AS n_standard,
    min((fields->>'level')::float8) FILTER (WHERE topic = 'standardization') AS standard,
    count(*) FILTER (WHERE topic = 'accident' AND fields->>'happened_on' > %(since)s::date::text) AS n_accidents,
    sum((fields->>'serious_injuries')::float8) FILTER (WHERE topic = 'accident' AND fields->>'happened_on' > %(since)s::date::text) AS injuries,
    sum((fields->>'deaths')::float8) FILTER (WHERE topic = 'accident' AND fields->>'happened_on' > %(since)s::date::text) AS deaths
  FROM file_record WHERE valid_from <= %(day)s AND (ended_on IS NULL OR ended_on > %(day)s) GROUP BY 1
), h AS (
  SELECT h.enterprise_id,
    count(*) FILTER (WHERE h.found_at >= %(from)s AND h.level = 'major') AS major,
    count(*) FILTER (WHERE h.due_on >= %(since)s AND h.due_on < %(day)s
      AND coalesce(h.submitted_on, (h.closed_at AT TIME ZONE %(zone)s)::date, %(day)s) > h.due_on) AS late,
    count(*) FILTER (WHERE h.reopened > 0 AND EXISTS (SELECT 1 FROM hazard_event x WHERE x.hazard_id = h.id
      AND x.event = 'hazard-reopened' AND x.at >= %(from)s)) AS reopened,
    count(*) FILTER (WHERE h.level = 'major' AND h.state IN ('open', 'rectifying', 'plan_review') AND h.due_on < %(day)s) AS overdue
  FROM hazard h WHERE h.found_at < %(until)s AND h.state NOT IN ('reported', 'transfer_pending', 'invalid', 'merged', 'void') GROUP BY 1
), v AS (
  SELECT enterprise_id, count(*) FILTER (WHERE started_at >= %(from)s) AS visits,
    count(*) FILTER (WHERE outcome = 'refused' AND started_at >= %(from)s) AS refused
  FROM visit WHERE started_at < %(until)s AND finished_at IS NOT NULL GROUP BY 1
)
SELECT e.id, e.grade, e.scale, e.tags, e.key_list, r.*, h.major, h.late, h.reopened, h.overdue, v.visits, v.refused
FROM enterprise e LEFT JOIN r ON r.enterprise_id = e.id LEFT JOIN h ON h.enterprise_id = e.id LEFT JOIN v ON v.enterprise_id = e.id
WHERE e.status IN ('active', 'suspended', 'candidate')
