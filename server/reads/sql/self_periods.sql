-- Periods of enterprises in the reader's scope, by name. Binds: {scope} on s, {filter}, :period, :today, :zone.
-- `zeros` are the quarters up to this one, newest first (NULL: no report); `marks` the last self-checks, newest first.
-- Index: ix_self_period_town_id_period or ix_self_period_district_id_period.
SELECT s.id, s.enterprise_id, e.name AS enterprise_name, e.contact, e.contact_phone, s.supervision_class, s.town_id,
  t.name AS town, s.unit_id, s.period, s.rhythm, s.begins_on, s.ends_on, s.due_on, s.waived, s.state, s.checks, s.zero,
  s.report_id, s.first_signed_at, s.late, s.corrections, s.is_demo,
  (s.waived IS NULL AND s.first_signed_at IS NULL AND s.due_on < :today) AS missed,
  z.zeros, m.marks
FROM self_period s
JOIN enterprise e ON e.id = s.enterprise_id
LEFT JOIN area t ON t.id = s.town_id
LEFT JOIN LATERAL (
  SELECT array_agg(q.zero ORDER BY q.begins_on DESC) AS zeros FROM (
    SELECT p.zero, p.begins_on FROM self_period p WHERE p.enterprise_id = s.enterprise_id AND p.rhythm <> 'yearly'
      AND p.begins_on <= s.ends_on AND p.begins_on >= s.begins_on - interval '2 years'
  ) q
) z ON TRUE
LEFT JOIN LATERAL (
  SELECT array_agg(q.mark ORDER BY q.finished_at DESC) AS marks FROM (
    SELECT c.mark, c.finished_at FROM self_check c WHERE c.enterprise_id = s.enterprise_id
      AND (c.finished_at AT TIME ZONE :zone)::date <= s.ends_on ORDER BY c.finished_at DESC LIMIT 6
  ) q
) m ON TRUE
WHERE {scope} AND s.period = :period {filter}
ORDER BY e.name, s.id
