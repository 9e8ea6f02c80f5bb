-- Enterprises as documents, with what decides when each is next visited.
-- Binds: {scope} (server/reads/scope.enterprises), {filter}, {order}, {waived} (store/frequency.py), :limit.
-- Index: ix_enterprise_unit_id or _town_id, ix_task_waived.
SELECT
  row_to_json(doc)::text AS doc, e.id, e.grade, e.listed_on, e.last_visit_on, e.revisit_on, e.key_list, e.untrue_until,
  e.position_quality = 'site' AS position_verified, x.oldest_submitted_on, x.has_open, x.has_major,
  e.district_id, e.supervision_class, {waived} AS waived_on
FROM enterprise e
LEFT JOIN LATERAL (
  SELECT min(h.submitted_on) FILTER (WHERE h.state = 'submitted') AS oldest_submitted_on,
    coalesce(bool_or(h.state IN ('open', 'rectifying', 'plan_review')), false) AS has_open,
    coalesce(bool_or(h.level = 'major' AND h.state IN ('open', 'rectifying', 'plan_review')), false) AS has_major
  FROM hazard h
  WHERE h.enterprise_id = e.id AND h.state IN ('open', 'rectifying', 'plan_review', 'submitted')
) x ON true
CROSS JOIN LATERAL (
  SELECT e.id, e.name, e.uscc, e.address, e.industry, e.supervision_class, e.employees, e.grade, e.risk_colour,
    e.status, e.town_id, e.village_id, e.unit_id, e.unit_source,
    CASE WHEN e.position_quality IN ('site', 'address') AND e.point IS NOT NULL
      THEN json_build_array(round(ST_X(e.point)::numeric, 6), round(ST_Y(e.point)::numeric, 6)) END AS point,
    CASE WHEN e.position_quality NOT IN ('site', 'address') AND e.point IS NOT NULL
      THEN json_build_array(round(ST_X(e.point)::numeric, 6), round(ST_Y(e.point)::numeric, 6)) END AS near,
    e.position_quality, e.position_accuracy_m, e.verified_at, ST_AsGeoJSON(e.site, 6)::json AS site,
    e.contact, e.contact_phone, e.principal, e.principal_phone, e.safety_manager, e.safety_manager_phone,
    (SELECT CASE WHEN bool_or(s.stop = 'full') THEN 'full' WHEN bool_or(s.stop = 'partial') THEN 'partial' ELSE 'none' END
      FROM hazard s WHERE s.enterprise_id = e.id AND s.stop <> 'none') AS stop,
    e.tags, e.note, e.key_list, e.flags, e.listed_on, e.last_visit_on, e.revisit_on, e.is_demo, e.version
) doc
WHERE {scope} {filter}
ORDER BY {order}
LIMIT :limit
