-- Hazards as they stood at a moment, the first that no longer counts. What changed since is read from the events: the
-- last one before, or for what nobody knew of yet, the first one. They come in the order of their index, so that no
-- number sorts them anew. A hazard that was taken over from another system has its past in its row alone.
-- `rests`: it is still as it was.
-- Binds: which hazards (on h), the moment, the zone. Index: ix_hazard_changed_at, ix_hazard_event_hazard_id.
SELECT h.id, h.ledger_no, h.enterprise_id, h.city_id AS own_city_id, h.district_id AS own_district_id,
  h.town_id AS own_town_id, h.village_id AS own_village_id, h.unit_id AS own_unit_id, h.supervision_class, h.source,
  h.category, h.found_at, h.on_the_spot, h.late, h.repeat_of, h.original_due_on,
  h.state, h.level, h.due_on, h.closed_at, h.submitted_on, h.extensions, true AS rests
FROM hazard h
WHERE h.changed_at < :until AND {wanted}
UNION ALL
SELECT h.id, h.ledger_no, h.enterprise_id, h.city_id, h.district_id, h.town_id, h.village_id, h.unit_id,
  h.supervision_class, h.source, h.category, h.found_at, h.on_the_spot, h.late, h.repeat_of, h.original_due_on,
  past.state, coalesce(past.level, h.level), coalesce(past.due_on, h.original_due_on), past.closed_at,
  past.submitted_on, past.extensions, false
FROM hazard h
CROSS JOIN LATERAL (
  SELECT coalesce(
      (array_agg(v.state_after) FILTER (WHERE v.before))[count(*) FILTER (WHERE v.before)],
      CASE WHEN bool_or(v.event = 'hazard-imported') THEN 'open' ELSE (array_agg(v.state_after))[1] END
    ) AS state,
    coalesce(
      (array_agg(v.level_after) FILTER (WHERE v.before))[count(*) FILTER (WHERE v.before)],
      (array_agg(v.level_after))[1]
    ) AS level,
    (array_agg(v.due_after) FILTER (WHERE v.before))[count(*) FILTER (WHERE v.before)] AS due_on,
    max(v.at) FILTER (WHERE v.before AND v.state_after = 'closed') AS closed_at,
    CAST(max(v.at) FILTER (WHERE v.before AND v.event = 'rectification-submitted')
      AT TIME ZONE CAST(:zone AS text) AS date) AS submitted_on,
    count(*) FILTER (WHERE v.before AND v.event = 'extension-granted')::int AS extensions
  FROM (
    SELECT e.event, e.at, e.state_after, e.level_after, e.due_after, e.at < :until AS before
    FROM hazard_event e WHERE e.hazard_id = h.id ORDER BY e.id
  ) v
) past
WHERE h.changed_at >= :until AND h.found_at < :until AND {changed}
