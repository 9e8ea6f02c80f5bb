-- From the columns (indicator_columns.py): notices issued in the period and not void at its end.
-- Of what happened after its enterprise was moved last (`moved`: that day).
-- The same facts as indicator_notice.sql. Binds: the period; `place` holds the reader's places alone.
SELECT DATE '2000-01-01' + CAST(n.day AS int) AS issued_at,
  CASE WHEN n.acknowledged > 0 AND n.acknowledged < $until_day
    THEN DATE '2000-01-01' + CAST(n.day AS int) + to_seconds(CAST(n.wait AS bigint)) END AS acknowledged_at, p.*
FROM notice n JOIN place p ON p.code = n.place
WHERE n.moved < n.day AND n.day BETWEEN $first_day AND $last_day AND (n.voided = 0 OR n.voided >= $until_day)
