-- Enterprises as numbers. Binds: {where} on e, :classes :industries :statuses :grades :precise (lists of words).
-- Positions in whole centimetres of EPSG:3857; the least integer where the place is known to the village at best.
SELECT e.id,
  CASE WHEN e.point IS NOT NULL AND e.position_quality = ANY(:precise)
    THEN round(ST_X(e.point_3857) * 100)::int ELSE (-2147483648)::int END AS x,
  CASE WHEN e.point IS NOT NULL AND e.position_quality = ANY(:precise)
    THEN round(ST_Y(e.point_3857) * 100)::int ELSE (-2147483648)::int END AS y,
  coalesce(e.unit_id, 0), coalesce(e.village_id, 0), coalesce(e.town_id, 0), e.district_id, e.city_id,
  coalesce(c.n, 0)::int AS class_n, coalesce(i.n, 0)::int AS industry_n,
  coalesce(array_position(CAST(:grades AS text[]), e.grade), 0)::int AS grade,
  (array_position(CAST(:statuses AS text[]), e.status) - 1)::int AS status
FROM enterprise e
LEFT JOIN unnest(CAST(:classes AS text[])) WITH ORDINALITY c(word, n) ON c.word = e.supervision_class
LEFT JOIN unnest(CAST(:industries AS text[])) WITH ORDINALITY i(word, n) ON i.word = e.industry
WHERE {where} ORDER BY e.id
