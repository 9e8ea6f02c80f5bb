-- Which enterprise of the base a staged row is: by credit code, else own code in the district, else old number,
-- else (a row or file without any code) by name and address. Indexes: uq_enterprise_uscc, uq_enterprise_own_code,
-- ix_enterprise_old_reg_no; names by one hash join.
INSERT INTO import_match
SELECT s.line, e.id, e.district_id, e.town_id, e.name
FROM import_stage s
JOIN enterprise e ON e.uscc = s.uscc AND e.status <> 'merged';

INSERT INTO import_match
SELECT s.line, e.id, e.district_id, e.town_id, e.name
FROM import_stage s
JOIN enterprise e ON e.own_code = s.own_code AND e.district_id = s.district_id
WHERE NOT EXISTS (SELECT FROM import_match m WHERE m.line = s.line);

INSERT INTO import_match
SELECT DISTINCT ON (s.line) s.line, e.id, e.district_id, e.town_id, e.name
FROM import_stage s
JOIN enterprise e ON e.old_reg_no = s.old_reg_no AND e.status <> 'merged'
WHERE NOT EXISTS (SELECT FROM import_match m WHERE m.line = s.line)
ORDER BY s.line, e.id;

INSERT INTO import_match
SELECT DISTINCT ON (s.line) s.line, e.id, e.district_id, e.town_id, e.name
FROM import_stage s
JOIN enterprise e ON e.name = s.name AND e.district_id = s.district_id AND e.address = coalesce(s.address, '')
WHERE (s.uscc IS NULL OR e.uscc IS NULL) AND e.status <> 'merged'
  AND (s.own_code IS NULL OR e.own_code IS NULL)
  AND NOT EXISTS (SELECT FROM import_match m WHERE m.line = s.line)
ORDER BY s.line, e.id;
