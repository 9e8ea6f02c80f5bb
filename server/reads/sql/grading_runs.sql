-- Runs of districts that the reader sees, newest first, with what came of them: only enterprises in scope are counted.
-- Binds: {areas} on a, {scope} on e, {filter}, :limit. Index: ix_grading_run_district_id, ix_grading_run_id_state.
SELECT r.id, r.district_id, d.name AS district, r.supervision_class, r.only_due, r.note, r.as_of, r.state, r.done, r.total,
  r.at, r.finished_at, p.name AS by_name,
  coalesce((
    SELECT json_agg(json_build_object('was', c.was, 'grade', c.grade, 'state', c.state, 'n', c.n))
    FROM (SELECT g.was, g.grade, g.state, count(*) AS n FROM grading g JOIN enterprise e ON e.id = g.enterprise_id
          WHERE g.run_id = r.id AND {scope} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3) c
  ), '[]'::json) AS counts
FROM grading_run r JOIN area d ON d.id = r.district_id JOIN person p ON p.id = r.by_person
WHERE r.district_id IN (SELECT a.id FROM area a WHERE {areas}) {filter}
ORDER BY r.at DESC
LIMIT :limit
