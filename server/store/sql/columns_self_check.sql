-- Finished self-checks as numbers. Binds: {where} on k, :classes (list of words), :zone.
SELECT k.id, k.enterprise_id,
  greatest(0, least(65535, (k.finished_at AT TIME ZONE CAST(:zone AS text))::date - DATE '2000-01-01')) AS day,
  coalesce(k.unit_id, 0), coalesce(k.village_id, 0), coalesce(k.town_id, 0), k.district_id, k.city_id,
  coalesce(c.n, 0)::int AS class_n
FROM self_check k
LEFT JOIN unnest(CAST(:classes AS text[])) WITH ORDINALITY c(word, n) ON c.word = k.supervision_class
WHERE {where} ORDER BY k.id
