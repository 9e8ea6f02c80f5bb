-- Hazards by group. Binds: {key}, {scope} on h, {filter}, :states :sources :from :until (moments, half-open).
-- Index: ix_hazard_town_id_found_at or ix_hazard_district_id_state.
SELECT {key} AS key, count(*)::int AS n, (count(*) FILTER (WHERE h.level = 'major'))::int AS of_them
FROM hazard h JOIN enterprise e ON e.id = h.enterprise_id
WHERE {scope} AND h.state = ANY(:states) AND h.source = ANY(:sources)
  AND h.found_at >= :from AND h.found_at < :until {filter}
GROUP BY 1
