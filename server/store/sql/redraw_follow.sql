-- Enterprises come into other units, as a plan that is published says; what travels with them: store/moving.py.
-- Binds: :moved (enterprise ids), :units (their new units, same order), :by_point (whether their point decided), :at.
-- Index: pk_enterprise.
UPDATE enterprise e
SET unit_id = m.unit_id, unit_source = CASE WHEN m.by_point THEN 'point' ELSE e.unit_source END,
  village_id = coalesce(u.village_id, CASE WHEN u.town_id IS NULL OR u.town_id = e.town_id THEN e.village_id END),
  town_id = coalesce(u.town_id, e.town_id), version = e.version + 1, updated_at = :at
FROM unnest(CAST(:moved AS uuid[]), CAST(:units AS integer[]), CAST(:by_point AS boolean[])) AS m(id, unit_id, by_point)
JOIN grid_unit u ON u.id = m.unit_id
WHERE e.id = m.id
