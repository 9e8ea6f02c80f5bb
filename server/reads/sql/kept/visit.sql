-- From the columns (indicator_columns.py): visits that ended in the period, of enterprises that were never moved.
-- The same facts as indicator_visit.sql. Binds: the period; `place` holds the reader's places alone.
SELECT k.outcome, k.presence, k.found, p.*
FROM visit v JOIN visit_kind k ON k.flags = v.flags JOIN place p ON p.code = v.place
WHERE v.stays AND v.finished BETWEEN $first_day AND $last_day
