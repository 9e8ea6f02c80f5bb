-- Entries of the reader's enterprises that an application may be: the same code, a telephone, a name alike, or near by.
-- A telephone is found however it is spelled; near by there are many, of which the rule keeps those of the same name.
-- Binds: {scope} (server/reads/scope.enterprises), :uscc, :phones (LIKE patterns of digits), :name, :point (EWKT or NULL),
-- :near_m, :most. A degree is at least 60 km wide here. Index: that of the scope (ix_enterprise_town_id,
-- ix_enterprise_district_id) and no other: the digits of telephones have none, so every entry in scope is compared, once for
-- each application that is opened.
WITH asked AS (
  SELECT CAST(:point AS geometry) AS point, CAST(:phones AS text[]) AS phones
)
SELECT e.id, e.name, e.uscc, e.address, e.principal, e.principal_phone, e.contact_phone, e.status, a.name AS town,
  similarity(e.name, :name) AS alike, ST_Distance(e.point::geography, q.point::geography) AS distance_m,
  EXISTS (SELECT FROM person_grant g WHERE g.enterprise_id = e.id AND g.role = 'enterprise' AND g.valid_to IS NULL) AS has_account
FROM enterprise e
CROSS JOIN asked q
CROSS JOIN LATERAL (
  SELECT regexp_replace(normalize(concat_ws('/', e.principal_phone, e.contact_phone), NFKC), '[^0-9/]', '', 'g') AS phones
) held
LEFT JOIN area a ON a.id = e.town_id
WHERE {scope} AND e.status <> 'merged' AND (
  e.uscc = :uscc OR e.name % :name OR held.phones LIKE ANY(q.phones)
  OR (e.point && ST_Expand(q.point, :near_m / 60000.0) AND ST_DWithin(e.point::geography, q.point::geography, :near_m))
)
ORDER BY (e.uscc = :uscc) IS TRUE DESC, held.phones LIKE ANY(q.phones) DESC, similarity(e.name, :name) DESC, e.id
LIMIT :most
