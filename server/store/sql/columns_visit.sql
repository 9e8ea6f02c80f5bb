-- Visits as numbers. Binds: {where} on v, :classes :outcomes :presences (lists of words), :zone.
-- The flags are outcome * 16 + presence * 4 + found something * 2 + patrol (columns/shapes.py); an outcome of 0 is none yet.
SELECT v.id, v.enterprise_id,
  greatest(0, least(65535, (v.started_at AT TIME ZONE CAST(:zone AS text))::date - DATE '2000-01-01')) AS day,
  coalesce(v.unit_id, 0), coalesce(v.village_id, 0), coalesce(v.town_id, 0), v.district_id, v.city_id,
  coalesce(c.n, 0)::int AS class_n,
  greatest(0, least(65535, coalesce((v.finished_at AT TIME ZONE CAST(:zone AS text))::date - DATE '2000-01-01', 0))) AS finished,
  (coalesce(array_position(CAST(:outcomes AS text[]), v.outcome), 0) * 16
    + (array_position(CAST(:presences AS text[]), v.presence) - 1) * 4
    + (EXISTS (SELECT FROM hazard h WHERE h.visit_id = v.id AND h.enterprise_id = v.enterprise_id))::int * 2 + (v.kind = 'patrol')::int)::int AS flags
FROM visit v
LEFT JOIN unnest(CAST(:classes AS text[])) WITH ORDINALITY c(word, n) ON c.word = v.supervision_class
WHERE {where} ORDER BY v.id
