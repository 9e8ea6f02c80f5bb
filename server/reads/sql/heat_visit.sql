-- Visits where somebody looked, by group. Binds: {key}, {scope} on v, {filter}, :outcomes :from :until.
-- Index: ix_visit_town_id_started_at or ix_visit_enterprise_id_started_at.
SELECT {key} AS key, count(*)::int AS n, 0 AS of_them
FROM visit v JOIN enterprise e ON e.id = v.enterprise_id
WHERE {scope} AND v.outcome = ANY(:outcomes) AND v.started_at >= :from AND v.started_at < :until {filter}
GROUP BY 1
