-- Hazards as numbers. Binds: {where} on h, :classes :categories :states :levels :sources (lists of words), :zone.
-- Days count from 2000-01-01 in the deployment's zone, 0 is none; the flags are state * 16 + level * 8 + source (columns/shapes.py);
-- `more` is put right on the spot + repeated * 2 + recorded late * 4 + extended * 8; `finished`: the day of the work that was
-- accepted, or of the closing on the spot.
SELECT h.id, h.enterprise_id,
  CASE WHEN h.point IS NOT NULL THEN round(ST_X(h.point_3857) * 100)::int ELSE (-2147483648)::int END AS x,
  CASE WHEN h.point IS NOT NULL THEN round(ST_Y(h.point_3857) * 100)::int ELSE (-2147483648)::int END AS y,
  greatest(0, least(65535, (h.found_at AT TIME ZONE CAST(:zone AS text))::date - DATE '2000-01-01')) AS day,
  coalesce(h.unit_id, 0), coalesce(h.village_id, 0), coalesce(h.town_id, 0), h.district_id, h.city_id,
  coalesce(c.n, 0)::int AS class_n,
  ((array_position(CAST(:states AS text[]), h.state) - 1) * 16
    + (array_position(CAST(:levels AS text[]), h.level) - 1) * 8
    + array_position(CAST(:sources AS text[]), h.source) - 1)::int AS flags,
  coalesce(k.n, 0)::int AS category_n,
  greatest(0, least(65535, (h.changed_at AT TIME ZONE CAST(:zone AS text))::date - DATE '2000-01-01')) AS changed,
  greatest(0, least(65535, coalesce(h.due_on - DATE '2000-01-01', 0))) AS due,
  greatest(0, least(65535, coalesce(h.original_due_on - DATE '2000-01-01', 0))) AS due_first,
  CASE WHEN h.state = 'closed' THEN greatest(0, least(65535, coalesce(
    coalesce(h.submitted_on, (h.closed_at AT TIME ZONE CAST(:zone AS text))::date) - DATE '2000-01-01', 0))) ELSE 0 END AS finished,
  h.on_the_spot::int + 2 * (h.repeat_of IS NOT NULL)::int + 4 * h.late::int + 8 * (h.extensions > 0)::int AS more
FROM hazard h
LEFT JOIN unnest(CAST(:classes AS text[])) WITH ORDINALITY c(word, n) ON c.word = h.supervision_class
LEFT JOIN unnest(CAST(:categories AS text[])) WITH ORDINALITY k(word, n) ON k.word = h.category
WHERE {where} ORDER BY h.id
