-- Campaigns of districts in scope. Binds: {areas} on a, {filter}. Index: ix_campaign_district_id.
SELECT k.id, k.district_id, k.city_id, a.name AS district, k.title, k.first, k.last, k.classes, k.grades, k.tags, k.categories,
  k.ended_on, k.end_reason, k.is_demo
FROM campaign k JOIN area a ON a.id = k.district_id
WHERE {areas} {filter}
ORDER BY k.last DESC, k.title, k.id
