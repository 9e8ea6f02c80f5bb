-- From the columns (indicator_columns.py): hazards that stood open at the end of the period.
-- Of what happened after its enterprise was moved last (`moved`: that day).
-- The same facts as indicator_stock.sql. Binds: the period; `place` holds the reader's places alone.
SELECT k.state IN ('open', 'rectifying', 'plan_review') AND h.due > 0 AND h.due < $last_day AS overdue, p.*
FROM hazard h JOIN hazard_kind k ON k.flags = h.flags JOIN place p ON p.code = h.place
WHERE h.moved < $last_day AND h.changed < $until_day AND h.day <= $last_day
  AND k.state IN ('open', 'rectifying', 'plan_review', 'submitted')
