-- Entries of the reader's enterprises that an application may be: the same code, a telephone, a name alike, or near by.
-- Binds: {scope} (server/reads/scope.enterprises), :uscc, :phone, :name, :point (EWKT or NULL), :near_m, :alike.
-- Index: uq_enterprise_uscc, ix_enterprise_name (trigrams), ix_enterprise_point.
SELECT e.id, e.name, e.uscc, e.address, e.principal, e.principal_phone, e.contact_phone, e.status, a.name AS town,
  similarity(e.name, :name) AS alike,
  ST_Distance(e.point::geography, CAST(:point AS geometry)::geography) AS distance_m,
  EXISTS (SELECT FROM person_grant g WHERE g.enterprise_id = e.id AND g.role = 'enterprise' AND g.valid_to IS NULL) AS has_account
FROM enterprise e
LEFT JOIN area a ON a.id = e.town_id
WHERE {scope} AND e.status <> 'merged' AND (
  e.uscc = :uscc OR e.name % :name
  OR (:phone <> '' AND (e.principal_phone LIKE '%' || :phone || '%' OR e.contact_phone LIKE '%' || :phone || '%'))
  OR (CAST(:point AS geometry) IS NOT NULL AND similarity(e.name, :name) >= :alike
    AND ST_DWithin(e.point::geography, CAST(:point AS geometry)::geography, :near_m))
)
ORDER BY (e.uscc = :uscc) IS TRUE DESC, similarity(e.name, :name) DESC, e.id
LIMIT 40
