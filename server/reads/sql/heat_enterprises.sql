-- Single enterprises with what was found and how often somebody looked, most found first.
-- Binds: {scope} and {filter} on e, {hazards} (scope) and {found} on h, :states :sources :statuses :outcomes :from :until.
-- Index: ix_enterprise_unit_id, ix_hazard_enterprise_id, ix_visit_enterprise_id_started_at.
SELECT e.id, e.name, CASE WHEN e.point IS NOT NULL AND e.position_quality IN ('site', 'address')
    THEN ARRAY[ST_X(e.point), ST_Y(e.point)] END AS point,
  coalesce(f.n, 0)::int AS hazards, coalesce(f.majors, 0)::int AS majors, 1 AS enterprises,
  least(coalesce(v.n, 0), 1)::int AS visited, coalesce(v.n, 0)::int AS visits
FROM enterprise e
LEFT JOIN LATERAL (
  SELECT count(*) AS n, count(*) FILTER (WHERE h.level = 'major') AS majors FROM hazard h
  WHERE h.enterprise_id = e.id AND {hazards} AND h.state = ANY(:states) AND h.source = ANY(:sources)
    AND h.found_at >= :from AND h.found_at < :until {found}
) f ON TRUE
LEFT JOIN LATERAL (
  SELECT count(*) AS n FROM visit v WHERE v.enterprise_id = e.id AND v.outcome = ANY(:outcomes)
    AND v.started_at >= :from AND v.started_at < :until
) v ON TRUE
WHERE {scope} AND e.status = ANY(:statuses) {filter}
ORDER BY hazards DESC, e.name LIMIT :limit
