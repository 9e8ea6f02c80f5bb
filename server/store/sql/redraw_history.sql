-- Keep units as they were until a day, beside themselves: closed copies with the old outline, name and code.
-- Binds: :units (ids), :on (the first day of the new ones). Index: pk_grid_unit.
INSERT INTO grid_unit (code, name, kind, village_id, town_id, district_id, city_id, geom, geom_metric, head, head_phone,
  remark, is_demo, valid_from, valid_to, version)
SELECT code, name, kind, village_id, town_id, district_id, city_id, geom, geom_metric, head, head_phone, remark, is_demo,
  valid_from, :on, version
FROM grid_unit
WHERE id = ANY(:units)
