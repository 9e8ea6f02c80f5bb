-- Reports of finished work as numbers, on the ground of their hazard. Binds: {where} on v, :classes (list of words), :zone.
-- `changed`: when the hazard changed last. `wait`: whole seconds from the report to the verdict on it, the least integer
-- while there is none.
-- The flags are verdict + first report of the hazard * 4 + hazard that no longer counts * 8 (columns/shapes.py).
-- The id is the event's number, as long as the others.
SELECT lpad(to_hex(v.id), 32, '0')::uuid, h.enterprise_id,
  greatest(0, least(65535, (v.at AT TIME ZONE CAST(:zone AS text))::date - DATE '2000-01-01')) AS day,
  coalesce(h.unit_id, 0), coalesce(h.village_id, 0), coalesce(h.town_id, 0), h.district_id, h.city_id,
  coalesce(c.n, 0)::int AS class_n,
  greatest(0, least(65535, (h.changed_at AT TIME ZONE CAST(:zone AS text))::date - DATE '2000-01-01')) AS changed,
  coalesce(greatest(-2147483647, least(2147483647, floor(extract(epoch FROM n.at - v.at)))), -2147483648)::int AS wait,
  (CASE n.event WHEN 'reinspection-passed' THEN 1 WHEN 'reinspection-failed' THEN 2 ELSE 0 END
    + 4 * (lag(v.id) OVER (PARTITION BY v.hazard_id ORDER BY v.id) IS NULL)::int
    + 8 * (h.state IN ('merged', 'void'))::int)::int AS flags
FROM hazard_event v
JOIN hazard h ON h.id = v.hazard_id
LEFT JOIN unnest(CAST(:classes AS text[])) WITH ORDINALITY c(word, n) ON c.word = h.supervision_class
LEFT JOIN LATERAL (
  SELECT f.event, f.at FROM hazard_event f
  WHERE f.hazard_id = v.hazard_id AND f.id > v.id AND f.event IN ('reinspection-passed', 'reinspection-failed')
  ORDER BY f.id LIMIT 1
) n ON true
WHERE v.event = 'rectification-submitted' AND {where} ORDER BY v.id
