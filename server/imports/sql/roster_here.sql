-- The register's side of a comparison: entries of some towns, or of a district, that stand. Binds: :towns, :district.
-- Index: ix_enterprise_town_id, ix_enterprise_district_id.
SELECT e.id, e.name, e.uscc, e.address, e.principal, coalesce(e.principal_phone, e.contact_phone) AS principal_phone,
  e.employees, e.status, e.town_id, e.position_quality, ST_X(e.point) AS lon, ST_Y(e.point) AS lat
FROM enterprise e
WHERE e.status <> 'merged' AND (e.town_id = ANY(:towns) OR (cardinality(CAST(:towns AS int[])) = 0 AND e.district_id = :district))
ORDER BY e.name, e.id
