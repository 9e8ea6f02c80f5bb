-- Notices as numbers. Binds: {where} on n, :classes (list of words), :zone.
-- Days of signing and voiding, 0 for never. `wait`: seconds from the issuing to the signing, begun ones whole, the least
-- integer while there is none.
SELECT n.id, n.enterprise_id,
  greatest(0, least(65535, (n.issued_at AT TIME ZONE CAST(:zone AS text))::date - DATE '2000-01-01')) AS day,
  coalesce(n.unit_id, 0), coalesce(n.village_id, 0), coalesce(n.town_id, 0), n.district_id, n.city_id,
  coalesce(c.n, 0)::int AS class_n,
  greatest(0, least(65535, coalesce((n.acknowledged_at AT TIME ZONE CAST(:zone AS text))::date - DATE '2000-01-01', 0)))
    AS acknowledged,
  greatest(0, least(65535, coalesce((n.voided_at AT TIME ZONE CAST(:zone AS text))::date - DATE '2000-01-01', 0))) AS voided,
  coalesce(greatest(-2147483647, least(2147483647, ceil(extract(epoch FROM n.acknowledged_at - n.issued_at)))),
    -2147483648)::int AS wait
FROM notice n
LEFT JOIN unnest(CAST(:classes AS text[])) WITH ORDINALITY c(word, n) ON c.word = n.supervision_class
WHERE {where} ORDER BY n.id
