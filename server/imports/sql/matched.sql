-- The enterprises that staged rows were found to be, in the order of the file.
SELECT line, id, district_id, town_id, name FROM import_match ORDER BY line
