-- From the columns (indicator_columns.py): hazards found in the period, as they stood at its end.
-- Of what happened after its enterprise was moved last (`moved`: that day).
-- The same facts as indicator_found.sql. Binds: the period; `place` holds the reader's places alone.
SELECT k.state, k.level, k.source, k.judged, h.more & 1 = 1 AS on_the_spot, CASE WHEN h.more & 2 = 2 THEN 1 END AS repeat_of,
  h.more & 4 = 4 AS late, p.*
FROM hazard h JOIN hazard_kind k ON k.flags = h.flags JOIN place p ON p.code = h.place
WHERE h.moved < h.day AND h.changed < $until_day AND h.day BETWEEN $first_day AND $last_day
