-- What the last order that counts is about, for each of :cases: whichever case of the chain issued it. A case whose own
-- first number is not taken yet is in the chain of the case it follows.
-- Binds: {scope} (server/reads/scope.inspections on i), :cases.
-- Index: uq_inspection_paper_district_id_kind_year_serial_again, pk_notice_item.
SELECT i.id AS inspection_id, t.hazard_id
FROM inspection i LEFT JOIN inspection before ON before.id = i.follows_id
CROSS JOIN LATERAL (
  SELECT p.notice_id FROM inspection_paper p
  WHERE p.district_id = i.district_id AND p.kind = 'order' AND p.state = 'issued'
    AND p.year = coalesce(i.year, before.year) AND p.serial = coalesce(i.serial, before.serial)
  ORDER BY p.issued_at DESC LIMIT 1
) last
JOIN notice_item t ON t.notice_id = last.notice_id
WHERE i.id = ANY(:cases) AND {scope}
ORDER BY i.id, t.item_no
