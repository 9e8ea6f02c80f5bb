-- From the columns (indicator_columns.py): visits that ended in the period.
-- Of what happened after its enterprise was moved last (`moved`: that day).
-- The same facts as indicator_visit.sql. Binds: the period; `place` holds the reader's places alone.
SELECT k.outcome, k.presence, k.found, p.*
FROM visit v JOIN visit_kind k ON k.flags = v.flags JOIN place p ON p.code = v.place
WHERE v.moved < v.finished AND v.finished BETWEEN $first_day AND $last_day
