-- What the last order that counts is about, for each of :cases: whichever case of the chain issued it. A case whose own
-- first number is not taken yet is in the chain of the case it follows.
-- Index: uq_inspection_paper_district_id_kind_year_serial_again, pk_notice_item.
SELECT own.id AS inspection_id, t.hazard_id
FROM inspection own LEFT JOIN inspection before ON before.id = own.follows_id
CROSS JOIN LATERAL (
  SELECT p.notice_id FROM inspection_paper p
  WHERE p.district_id = own.district_id AND p.kind = 'order' AND p.state = 'issued'
    AND p.year = coalesce(own.year, before.year) AND p.serial = coalesce(own.serial, before.serial)
  ORDER BY p.issued_at DESC LIMIT 1
) last
JOIN notice_item t ON t.notice_id = last.notice_id
WHERE own.id = ANY(:cases)
ORDER BY own.id, t.item_no
