-- Standards in the reader's place with what holds on a day. Binds: {scope} on c, {filter}, :today.
-- Index: none; there are some dozens.
SELECT c.uid AS id, c.code, c.name, c.name_en, c.classes, c.tags, c.district_id, a.name AS district,
  c.district_id IS NULL AS shipped,
  now_.number, now_.valid_from, jsonb_array_length(now_.items) AS items,
  coalesce((SELECT bool_or(i ? 'points') FROM jsonb_array_elements(coalesce(now_.items, d.items)) i), FALSE) AS scored,
  (SELECT min(n.valid_from) FROM checklist_version n WHERE n.checklist_id = c.id AND n.valid_from > :today) AS next_from,
  d.revision AS draft_revision, jsonb_array_length(d.items) AS draft_items, d.touched_at, p.name AS touched_by_name
FROM checklist c
LEFT JOIN area a ON a.id = c.district_id
LEFT JOIN LATERAL (
  SELECT v.number, v.valid_from, v.items FROM checklist_version v
  WHERE v.checklist_id = c.id AND v.valid_from <= :today AND (v.valid_to IS NULL OR v.valid_to > :today)
  ORDER BY v.number DESC LIMIT 1
) now_ ON TRUE
LEFT JOIN standard_draft d ON d.checklist_id = c.id
LEFT JOIN person p ON p.id = d.touched_by
WHERE {scope} {filter}
ORDER BY c.district_id NULLS LAST, c.code
