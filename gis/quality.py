"""The facts of an enterprise's file that rules of quality are written over, as columns of a layer for CQL2 (cql.py).

Each is one column of `FACTS`, computed once a file. Source: docs/rules.md 4.5.
"""

from __future__ import annotations

from typing import Final

from gis.layers import Kind, Layer, Property
from grids.permissions import READS_HAZARDS

_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS: Final = "1,3,9,27,19,26,16,17,20,29,25,13,8,24,10,30,28"
_YEAR: Final = "h.found_at >= CAST(:today AS date) - 365"

SOURCE: Final = f"""
SELECT e.id, e.name AS enterprise, e.city_id, e.district_id, e.town_id, e.village_id, e.unit_id, e.supervision_class,
  e.id AS enterprise_id, e.name, e.uscc, e.address, e.industry, e.industry_code, e.scale, e.employees, e.principal,
  e.principal_phone, e.status, e.grade, e.key_list, e.position_quality AS position, e.annual_output_yuan,
  e.uscc IS NOT NULL OR e.old_reg_no IS NOT NULL AS has_uscc_or_old_number,
  coalesce(e.principal_phone, e.contact_phone, e.safety_manager_phone) ~ '^(1[0-9]{{10}}|0[0-9]{{2,3}}-?[0-9]{{7,8}})$'
    AS phone_plausible,
  e.unit_id IS NOT NULL AS has_unit, e.unit_source = 'manual' AS unit_by_hand,
  CAST(:today AS date) - CAST(e.verified_at AT TIME ZONE CAST(:zone AS text) AS date) AS days_since_verified,
  CAST(:today AS date) - e.last_visit_on AS days_since_visit,
  CAST(:today AS date) - e.listed_on AS days_since_listed,
  CAST(:tags AS jsonb) ->> 'dust' = ANY(e.tags) AS tagged_dust,
  CAST(:tags AS jsonb) ->> 'ammonia' = ANY(e.tags) AS tagged_ammonia,
  (SELECT count(*)::int FROM jsonb_each_text(CAST(:tags AS jsonb)) a(topic, tag) WHERE a.tag = ANY(e.tags))
    AS special_tags,
  (SELECT count(*)::int FROM jsonb_each_text(CAST(:tags AS jsonb)) a(topic, tag)
    WHERE a.tag = ANY(e.tags) AND NOT EXISTS (
      SELECT FROM file_record r WHERE r.enterprise_id = e.id AND r.topic = a.topic AND r.ended_on IS NULL))
    AS special_tags_without_record,
  CASE WHEN e.uscc ~ '^[{_ALPHABET}]{{18}}$' THEN
    (31 - (SELECT sum(weight * (strpos('{_ALPHABET}', substr(e.uscc, n::int, 1)) - 1))
      FROM unnest(ARRAY[{_WEIGHTS}]) WITH ORDINALITY w(weight, n)) % 31) % 31
    = strpos('{_ALPHABET}', right(e.uscc, 1)) - 1 ELSE e.uscc IS NULL END AS uscc_check_digit,
  CASE WHEN e.unit_id IS NOT NULL AND e.point IS NOT NULL
    THEN (SELECT ST_Intersects(u.geom, e.point) FROM grid_unit u WHERE u.id = e.unit_id) END AS point_in_unit,
  e.unit_id IN (SELECT g.unit_id FROM person_grant g WHERE g.role = 'officer' AND g.unit_id IS NOT NULL
    AND g.valid_from <= now() AND (g.valid_to IS NULL OR g.valid_to > now())) AS has_officer,
  (e.district_id IN (SELECT area_id FROM overseer WHERE classes IS NULL)
    OR e.city_id IN (SELECT area_id FROM overseer WHERE classes IS NULL)
    OR (e.district_id, e.supervision_class) IN (SELECT area_id, unnest(classes) FROM overseer)
    OR (e.city_id, e.supervision_class) IN (SELECT area_id, unnest(classes) FROM overseer)) AS has_department,
  coalesce(t.same, 1) - 1 AS same_name_and_address, coalesce(p.sharing, 0) AS enterprises_of_phone,
  coalesce(s.photos, 0) AS site_photos, coalesce(r.papers, 0) AS papers, coalesce(r.expired, 0) AS expired_papers,
  coalesce(r.staff, 0) AS staff_records, coalesce(r.full_time, 0) AS full_time_safety_staff,
  coalesce(h.found, 0) AS hazards_of_year, coalesce(h.late, 0) AS late_hazards_of_year,
  coalesce(h.closed, 0) AS closed_hazards_of_year, coalesce(h.unseen, 0) AS closed_without_reinspection_of_year,
  coalesce(d.twice, 0) AS photos_of_two_hazards
FROM enterprise e
LEFT JOIN (SELECT district_id, name, address, count(*)::int AS same FROM enterprise
  WHERE status IN ('active', 'suspended', 'candidate') GROUP BY 1, 2, 3 HAVING count(*) > 1) t
  ON t.district_id = e.district_id AND t.name = e.name AND t.address = e.address
LEFT JOIN (SELECT principal_phone, count(*)::int AS sharing FROM enterprise
  WHERE status IN ('active', 'suspended', 'candidate') AND principal_phone IS NOT NULL GROUP BY 1) p
  ON p.principal_phone = e.principal_phone
LEFT JOIN (SELECT enterprise_id, count(*)::int AS photos FROM evidence WHERE role = 'position' GROUP BY 1) s
  ON s.enterprise_id = e.id
LEFT JOIN (SELECT enterprise_id, count(valid_to)::int AS papers,
    count(*) FILTER (WHERE valid_to < CAST(:today AS date))::int AS expired,
    count(*) FILTER (WHERE topic = 'staff')::int AS staff,
    count(*) FILTER (WHERE topic = 'staff' AND fields ->> 'post' = 'safety_full_time')::int AS full_time
  FROM file_record WHERE ended_on IS NULL GROUP BY 1) r ON r.enterprise_id = e.id
LEFT JOIN (SELECT h.enterprise_id, count(*)::int AS found, count(*) FILTER (WHERE h.late)::int AS late,
    count(*) FILTER (WHERE h.state = 'closed')::int AS closed,
    count(*) FILTER (WHERE h.state = 'closed' AND NOT h.on_the_spot AND h.import_batch_id IS NULL AND NOT EXISTS (
      SELECT FROM hazard_event v WHERE v.hazard_id = h.id AND v.event = 'reinspection-passed'))::int AS unseen
  FROM hazard h WHERE {_YEAR} AND h.state NOT IN ('invalid', 'merged', 'void') GROUP BY 1) h ON h.enterprise_id = e.id
LEFT JOIN (SELECT v.enterprise_id, count(*)::int AS twice FROM (
    SELECT sha256, min(enterprise_id::text)::uuid AS enterprise_id FROM evidence
    WHERE hazard_id IS NOT NULL AND role = 'before' GROUP BY 1 HAVING count(DISTINCT hazard_id) > 1) v GROUP BY 1) d
  ON d.enterprise_id = e.id
WHERE e.status IN ('active', 'suspended', 'candidate')
"""  # noqa: S608 - texts of this module
"""One row a file that is looked after.

Binds: :today, :zone, :tags (topic -> tag, as JSON); needs the CTE `overseer` (server/reads/quality.py).
"""

_KINDS: Final = {
    Kind.TEXT: (
        "name", "uscc", "address", "industry", "industry_code", "scale", "principal", "principal_phone", "status",
        "grade", "position", "supervision_class",
    ),
    Kind.INTEGER: (
        "employees", "annual_output_yuan", "days_since_verified", "days_since_visit", "days_since_listed",
        "special_tags", "special_tags_without_record", "same_name_and_address", "enterprises_of_phone", "site_photos",
        "papers", "expired_papers", "staff_records", "full_time_safety_staff", "hazards_of_year",
        "late_hazards_of_year", "closed_hazards_of_year", "closed_without_reinspection_of_year",
        "photos_of_two_hazards",
    ),
    Kind.BOOLEAN: (
        "key_list", "has_uscc_or_old_number", "phone_plausible", "has_unit", "unit_by_hand", "tagged_dust",
        "tagged_ammonia", "uscc_check_digit", "point_in_unit", "has_officer", "has_department",
    ),
}  # fmt: skip

FACTS: Final = Layer(
    name="quality",
    table="enterprise",
    alias="f",
    key=Kind.UUID,
    bound="enterprises",
    sees=READS_HAZARDS,
    shape="Point",
    geometry="NULL::geometry",
    search=None,
    holds="TRUE",
    temporal=(),
    properties=tuple(
        Property(name=name, sql=f"f.{name}", kind=kind) for kind, names in _KINDS.items() for name in names
    ),
)
"""What `applies` and `holds` of a rule may name."""
