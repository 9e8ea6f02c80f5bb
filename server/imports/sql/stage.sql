-- Rows of a file as they were read, before anything is decided about them. Filled by COPY.
DROP TABLE IF EXISTS import_stage, import_position, import_match, import_row;
CREATE TEMPORARY TABLE import_stage (
    line integer PRIMARY KEY,
    uscc text, old_reg_no text, own_code text, name text NOT NULL, name_en text, address text, business_scope text,
    industry_code text, industry text, supervision_class text, scale text, employees integer,
    principal text, principal_phone text, contact text, contact_phone text,
    safety_manager text, safety_manager_phone text, tags text[], grade text, risk_colour text, status text,
    position_accuracy_m double precision, note text,
    city_id integer NOT NULL, district_id integer NOT NULL, town_id integer, village_id integer,
    quality text, flags text[] NOT NULL
) ON COMMIT DROP;
CREATE TEMPORARY TABLE import_match (
    line integer PRIMARY KEY,
    id uuid NOT NULL,
    district_id integer NOT NULL,
    town_id integer,
    name text NOT NULL
) ON COMMIT DROP;
CREATE TEMPORARY TABLE import_position (
    line integer PRIMARY KEY,
    lon double precision NOT NULL,
    lat double precision NOT NULL,
    site geometry(MultiPolygon, 4326)
) ON COMMIT DROP;
