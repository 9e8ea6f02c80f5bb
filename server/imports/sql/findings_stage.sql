-- Rows of past inspections as they were read. Filled by COPY.
DROP TABLE IF EXISTS import_finding, import_place;
CREATE TEMPORARY TABLE import_finding (
    line integer PRIMARY KEY, own_code text NOT NULL, visit_no text NOT NULL, found_on date NOT NULL, finding text,
    level text NOT NULL, category text NOT NULL, outcome text NOT NULL
) ON COMMIT DROP;
CREATE TEMPORARY TABLE import_place ON COMMIT DROP AS
SELECT s.own_code, r.id AS enterprise_id FROM import_stage s JOIN import_row r USING (line);
CREATE UNIQUE INDEX ON import_place (own_code);
