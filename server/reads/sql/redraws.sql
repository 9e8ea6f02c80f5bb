-- Plans of boundaries, newest first, with who drew, handed in and decided. Binds: {scope} on r, {filter}, :limit.
-- Index: ix_redraw_district_id_state.
SELECT r.id, r.title, r.why, r.state, r.revision, r.city_id, r.district_id, r.town_id, d.name AS district, t.name AS town,
  r.effective_on, r.created_at, r.touched_at, r.submitted_at, r.decided_at, r.published_at, r.opinion, r.outcome,
  a.name AS author_name, r.author AS author_id, s.name AS submitted_by_name, c.name AS decided_by_name,
  (SELECT count(*) FROM redraw_unit u WHERE u.redraw_id = r.id) AS units,
  (SELECT count(*) FROM redraw_edit e WHERE e.redraw_id = r.id AND e.state = 'done') AS edits
FROM redraw r
JOIN area d ON d.id = r.district_id
LEFT JOIN area t ON t.id = r.town_id
JOIN person a ON a.id = r.author
LEFT JOIN person s ON s.id = r.submitted_by
LEFT JOIN person c ON c.id = r.decided_by
WHERE {scope} {filter}
ORDER BY r.created_at DESC
LIMIT :limit
