-- The list's side of a comparison: staged rows with the positions that were believed, in the order of the file.
SELECT s.line, s.name, s.uscc, s.address, s.principal, coalesce(s.principal_phone, s.contact_phone) AS principal_phone,
  s.employees, s.industry, s.industry_code, s.supervision_class, s.town_id,
  coalesce(s.quality, CASE WHEN p.line IS NULL THEN 'none' ELSE 'address' END) AS position_quality, p.lon, p.lat
FROM import_stage s LEFT JOIN import_position p USING (line)
ORDER BY s.line
