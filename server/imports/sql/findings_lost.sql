-- Rows whose place did not go in; they go back too. Index: import_place (own_code).
ANALYZE import_finding;
DELETE FROM import_finding f
WHERE NOT EXISTS (SELECT FROM import_place p WHERE p.own_code = f.own_code)
RETURNING f.line, f.own_code;
