-- Rows of the file that name an enterprise an earlier row has named. Plan: four sorts of the staged rows.
SELECT line, field, first
FROM (
    SELECT line, 'uscc' AS field, min(line) OVER (PARTITION BY uscc) AS first
    FROM import_stage WHERE uscc IS NOT NULL
    UNION ALL
    SELECT line, 'own_code', min(line) OVER (PARTITION BY district_id, own_code)
    FROM import_stage WHERE own_code IS NOT NULL
    UNION ALL
    SELECT line, 'old_reg_no', min(line) OVER (PARTITION BY old_reg_no)
    FROM import_stage WHERE old_reg_no IS NOT NULL AND uscc IS NULL
    UNION ALL
    SELECT line, 'name', min(line) OVER (PARTITION BY district_id, name, coalesce(address, ''))
    FROM import_stage WHERE coalesce(uscc, old_reg_no, own_code) IS NULL
) named
WHERE first < line
ORDER BY line
