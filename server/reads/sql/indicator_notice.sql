-- One row a notice that was issued in the period and was not void at its end. Index: ix_notice_issued_at.
-- Binds: the period, rules of policy; the reader's scope around it (indicators.py).
SELECT n.id, n.enterprise_id, n.city_id AS own_city_id, n.district_id AS own_district_id, n.town_id AS own_town_id, n.village_id AS own_village_id, n.unit_id AS own_unit_id, n.supervision_class, n.kind,
  n.issued_at AS placed_at, n.number AS label, n.issued_at AS moment, n.issued_at,
  CASE WHEN n.acknowledged_at < :until THEN n.acknowledged_at END AS acknowledged_at
FROM notice n
WHERE n.issued_at >= :from AND n.issued_at < :until AND coalesce(n.voided_at, 'infinity') >= :until
