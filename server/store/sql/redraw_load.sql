-- What enterprises of some units ask of their officers. Binds: {waived} (frequency.py), :units, :ids (from elsewhere).
-- Index: ix_enterprise_unit_id, pk_enterprise, ix_hazard_enterprise_id.
SELECT e.id, {waived} AS waived_on, e.unit_id, e.unit_source, e.grade, e.status, e.district_id, e.supervision_class,
  e.listed_on, e.last_visit_on, e.revisit_on, e.untrue_until,
  e.position_quality = 'site' AS position_verified,
  e.risk_colour, e.key_list, ST_X(p.point) AS lon, ST_Y(p.point) AS lat,
  x.oldest_submitted_on, x.open, x.has_open, x.has_major
FROM enterprise e
CROSS JOIN LATERAL (SELECT CASE WHEN e.position_quality IN ('site', 'address') THEN e.point END AS point) p
CROSS JOIN LATERAL (
  SELECT min(h.submitted_on) FILTER (WHERE h.state = 'submitted') AS oldest_submitted_on, count(*) AS open,
    coalesce(bool_or(h.state <> 'submitted'), false) AS has_open,
    coalesce(bool_or(h.level = 'major' AND h.state <> 'submitted'), false) AS has_major
  FROM hazard h
  WHERE h.enterprise_id = e.id AND h.state IN ('open', 'rectifying', 'plan_review', 'submitted')
) x
WHERE (e.unit_id = ANY(:units) OR e.id = ANY(:ids)) AND e.status <> 'merged'
