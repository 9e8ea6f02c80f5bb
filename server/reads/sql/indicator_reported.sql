-- One row a report of finished work in the period, with the verdict that followed before its end.
-- Index: ix_hazard_event_rectified, ix_hazard_event_hazard_id.
-- Binds: the period, rules of policy; the reader's scope around it (indicators.py).
SELECT v.id, h.enterprise_id, h.city_id AS own_city_id, h.district_id AS own_district_id, h.town_id AS own_town_id, h.village_id AS own_village_id, h.unit_id AS own_unit_id, h.supervision_class,
  h.level, h.source, v.at AS placed_at, h.ledger_no AS label, v.at AS moment, h.id AS hazard_id,
  n.event AS verdict, n.at AS judged_at,
  NOT EXISTS (SELECT FROM hazard_event f WHERE f.hazard_id = h.id AND f.id < v.id AND f.event = 'rectification-submitted') AS first
FROM hazard_event v
JOIN hazard h ON h.id = v.hazard_id
LEFT JOIN LATERAL (
  SELECT f.event, f.at FROM hazard_event f
  WHERE f.hazard_id = v.hazard_id AND f.id > v.id AND f.at < :until
    AND f.event IN ('reinspection-passed', 'reinspection-failed')
  ORDER BY f.id LIMIT 1
) n ON true
WHERE v.event = 'rectification-submitted' AND v.at >= :from AND v.at < :until AND h.state NOT IN ('merged', 'void')
  AND {beside}
