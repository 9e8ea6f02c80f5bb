-- One row a visit that ended in the period. Index: ix_visit_finished_at.
-- Binds: the period, rules of policy; the reader's scope around it (indicators.py).
SELECT v.id, v.enterprise_id, v.city_id AS own_city_id, v.district_id AS own_district_id, v.town_id AS own_town_id, v.village_id AS own_village_id, v.unit_id AS own_unit_id, v.supervision_class,
  v.kind, v.outcome, v.presence, v.finished_at AS placed_at, e.name AS label, v.finished_at AS moment,
  EXISTS (SELECT FROM hazard h WHERE h.visit_id = v.id AND h.enterprise_id = v.enterprise_id) AS found
FROM visit v JOIN enterprise e ON e.id = v.enterprise_id
WHERE v.finished_at >= :from AND v.finished_at < :until
