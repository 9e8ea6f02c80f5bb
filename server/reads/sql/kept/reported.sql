-- From the columns (indicator_columns.py): reports of finished work in the period, with the verdict that followed.
-- Of what happened after its enterprise was moved last (`moved`: that day).
-- The same facts as indicator_reported.sql. Binds: the period; `place` holds the reader's places alone.
SELECT k.verdict, k.first, DATE '2000-01-01' + CAST(r.day AS int) AS placed_at,
  CASE WHEN k.verdict IS NOT NULL THEN DATE '2000-01-01' + CAST(r.day AS int) + to_seconds(CAST(r.wait AS bigint)) END AS judged_at,
  p.*
FROM report r JOIN report_kind k ON k.flags = r.flags JOIN place p ON p.code = r.place
WHERE r.moved < r.day AND r.changed < $until_day AND r.day BETWEEN $first_day AND $last_day AND NOT k.dropped
