-- The stays that one number of the ledger counts. Binds: {scope} and {filter} on s, {part} on f, a and b, :first, :until,
-- :limit, :skip. Index: ix_hazard_stay_from_at, ix_hazard_stay_to_at.
WITH f AS (
  SELECT s.id, s.hazard_id, s.from_at, s.came, s.to_at, s.went, s.level, s.supervision_class, s.unit_id, s.town_id
  FROM hazard_stay s
  WHERE s.from_at < :until AND (s.to_at IS NULL OR s.to_at >= :first) AND {scope} {filter}
), before AS (
  SELECT DISTINCT hazard_id, to_at FROM f WHERE went = 'moved'
), after AS (
  SELECT DISTINCT hazard_id, from_at FROM f WHERE came = 'moved'
)
SELECT f.id, f.hazard_id, h.ledger_no, e.name AS enterprise_name, h.place, h.description, f.level, h.source, h.category,
  h.found_at, f.from_at, f.came, f.to_at, f.went, u.name AS unit_name, t.name AS town_name, h.is_demo,
  count(*) OVER () AS total
FROM f
JOIN hazard h ON h.id = f.hazard_id
JOIN enterprise e ON e.id = h.enterprise_id
LEFT JOIN grid_unit u ON u.id = f.unit_id
LEFT JOIN area t ON t.id = f.town_id
LEFT JOIN before b ON f.came = 'moved' AND b.hazard_id = f.hazard_id AND b.to_at = f.from_at
LEFT JOIN after a ON f.went = 'moved' AND a.hazard_id = f.hazard_id AND a.from_at = f.to_at
WHERE {part}
ORDER BY f.id OFFSET :skip LIMIT :limit
