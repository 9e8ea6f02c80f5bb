-- Enterprises that are looked after, and how many of them were looked at in the period, by group.
-- Binds: {key}, {scope} on e, {filter}, :statuses :outcomes :from :until. Index: ix_enterprise_town_id or _district_id.
SELECT {key} AS key, count(*)::int AS n, (count(*) FILTER (WHERE EXISTS (
    SELECT 1 FROM visit v WHERE v.enterprise_id = e.id AND v.outcome = ANY(:outcomes)
      AND v.started_at >= :from AND v.started_at < :until)))::int AS of_them
FROM enterprise e
WHERE {scope} AND e.status = ANY(:statuses) {filter}
GROUP BY 1
