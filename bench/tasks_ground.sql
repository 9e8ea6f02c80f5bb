-- A district of its own for bench/tasks.py: 12 towns, a unit an officer, enterprises in them. Binds: :officers, :enterprises, :day.
INSERT INTO area (level, name, parent_id, city_id)
SELECT 'district', '测算区', id, id FROM area WHERE level = 'city' ORDER BY id LIMIT 1;

INSERT INTO area (level, name, parent_id, city_id, district_id)
SELECT 'town', '测算镇' || n, d.id, d.city_id, d.id FROM area d, generate_series(1, 12) n WHERE d.name = '测算区';

INSERT INTO grid_unit (code, name, town_id, district_id, city_id, geom, valid_from)
SELECT 'B-' || n, '测算网格' || n, t.id, t.district_id, t.city_id,
  ST_Multi(ST_MakeEnvelope(x, y, x + 0.012, y + 0.012, 4326)), '2025-01-01'
FROM generate_series(0, :officers - 1) n
JOIN (SELECT *, row_number() OVER (ORDER BY id) - 1 AS k FROM area WHERE name LIKE '测算镇%') t ON t.k = n % 12
CROSS JOIN LATERAL (SELECT 119.5 + (n % 20) * 0.012 AS x, 31.4 + (n / 20) * 0.012 AS y) p;

INSERT INTO person (id, username, name, password_hash)
SELECT gen_random_uuid(), 'bench' || n, '测算员' || n, '' FROM generate_series(0, :officers - 1) n;

INSERT INTO person_grant (person_id, role, unit_id, part, valid_from)
SELECT p.id, 'officer', u.id, 'A', '2025-01-01'
FROM grid_unit u JOIN person p ON p.username = 'bench' || substr(u.code, 3) WHERE u.code LIKE 'B-%';

INSERT INTO enterprise (name, unit_id, town_id, district_id, city_id, supervision_class, grade, listed_on, last_visit_on,
  point, position_quality, crs_source, unit_source)
SELECT '测算企业' || n, u.id, u.town_id, u.district_id, u.city_id, 'industry',
  (ARRAY['A', 'A', 'A', 'A', 'B', 'B', 'B', 'C', 'C', 'D'])[1 + n % 10], '2025-01-01',
  CAST(:day AS date) - (abs(hashtext('v' || n)) % 300),
  ST_SetSRID(ST_MakePoint(ST_XMin(u.geom) + 0.012 * (abs(hashtext('x' || n)) % 1000) / 1000.0,
    ST_YMin(u.geom) + 0.012 * (abs(hashtext('y' || n)) % 1000) / 1000.0), 4326), 'address', 'wgs84', 'point'
FROM generate_series(1, :enterprises) n JOIN grid_unit u ON u.code = 'B-' || (n % :officers);
