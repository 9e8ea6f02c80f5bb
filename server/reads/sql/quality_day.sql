-- What one rule counts today, by town and class; counted twice on one day, the later count stands.
-- Binds: facts (with their CTE), the two conditions, day, rule, weight. Index: pk_quality_day.
WITH {facts}
INSERT INTO quality_day (day, town_id, supervision_class, rule, city_id, district_id, weight, n, d)
SELECT :day, f.town_id, f.supervision_class, :rule, min(f.city_id), min(f.district_id), :weight,
  count(*) FILTER (WHERE {applies} AND {holds}), count(*) FILTER (WHERE {applies})
FROM f
WHERE f.town_id IS NOT NULL
GROUP BY f.town_id, f.supervision_class
ON CONFLICT (day, town_id, supervision_class, rule)
  DO UPDATE SET n = excluded.n, d = excluded.d, weight = excluded.weight
