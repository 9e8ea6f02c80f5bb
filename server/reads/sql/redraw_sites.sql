-- Enterprises of a unit of a plan by name, address and place, and nothing else of their files. Binds: {scope} on e,
-- :unit (id), :most. Index: ix_enterprise_unit_id.
SELECT e.id, e.name, e.address, ST_X(e.point) AS lon, ST_Y(e.point) AS lat
FROM enterprise e
WHERE {scope} AND e.unit_id = :unit AND e.position_quality IN ('site', 'address') AND e.status <> 'merged'
ORDER BY e.name, e.id
LIMIT :most
