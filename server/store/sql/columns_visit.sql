-- Visits as numbers. Binds: {where} on v, :classes :looked (outcomes of visits where somebody looked), :zone.
SELECT v.id, v.enterprise_id,
  greatest(0, least(65535, (v.started_at AT TIME ZONE CAST(:zone AS text))::date - DATE '2000-01-01')) AS day,
  coalesce(v.unit_id, 0), coalesce(v.village_id, 0), coalesce(v.town_id, 0), v.district_id, v.city_id,
  coalesce(c.n, 0)::int AS class_n, coalesce((v.outcome = ANY(:looked))::int, 0) AS flags
FROM visit v
LEFT JOIN unnest(CAST(:classes AS text[])) WITH ORDINALITY c(word, n) ON c.word = v.supervision_class
WHERE {where} ORDER BY v.id
