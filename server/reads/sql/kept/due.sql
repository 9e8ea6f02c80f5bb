-- From the columns (indicator_columns.py): hazards whose term ended in the period.
-- Of what happened after its enterprise was moved last (`moved`: that day).
-- The same facts as indicator_due.sql. Binds: the period; `place` holds the reader's places alone.
SELECT k.judged, CASE WHEN h.due > 0 THEN DATE '2000-01-01' + CAST(h.due AS int) END AS due_on,
  CASE WHEN h.due_first > 0 THEN DATE '2000-01-01' + CAST(h.due_first AS int) END AS original_due_on,
  CASE WHEN h.finished > 0 THEN DATE '2000-01-01' + CAST(h.finished AS int) END AS finished_on,
  (h.more >> 3) & 1 AS extensions, p.*
FROM hazard h JOIN hazard_kind k ON k.flags = h.flags JOIN place p ON p.code = h.place
WHERE (h.due = 0 OR h.moved < h.due) AND h.changed < $until_day
  AND (h.due BETWEEN $first_day AND $last_day OR h.due_first BETWEEN $first_day AND $last_day)
