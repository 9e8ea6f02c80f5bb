-- What a generated district keeps on paper: reports of finished work with their verdicts, notices, self-checks, grades.
-- Every row follows from the hazards and enterprises, drawn by the hash of an id; triggers and foreign keys sleep.

INSERT INTO hazard_event (hazard_id, event, at, person_name, role, state_before, state_after, body)
SELECT x.id, x.event, x.at, '生成', 'officer', x.before, x.after, '{}'
FROM hazard h
CROSS JOIN LATERAL (SELECT coalesce(h.closed_at, h.changed_at) - h.found_at AS taken) t
CROSS JOIN LATERAL (
  VALUES
    (h.id, 'hazard-opened', h.found_at, NULL, 'open', true),
    (h.id, 'rectification-submitted', h.found_at + 0.3 * t.taken, 'open', 'submitted',
      h.state = 'closed' AND hashtext(h.id::text) % 10 = 0),
    (h.id, 'reinspection-failed', h.found_at + 0.5 * t.taken, 'submitted', 'open',
      h.state = 'closed' AND hashtext(h.id::text) % 10 = 0),
    (h.id, 'rectification-submitted', h.found_at + 0.8 * t.taken, 'open', 'submitted', h.state IN ('closed', 'submitted')),
    (h.id, 'reinspection-passed', h.found_at + t.taken, 'submitted', 'closed', h.state = 'closed')
) x(id, event, at, before, after, happened)
WHERE x.happened ORDER BY x.at;

INSERT INTO notice (id, number, kind, enterprise_id, issued_by, issuer, issued_at, due_on, link_expires_at,
  acknowledged_at, unit_id, village_id, town_id, district_id, city_id, supervision_class, is_demo)
SELECT gen_random_uuid(), 'N' || h.ledger_no, 'reminder', h.enterprise_id, h.found_by, '生成', h.found_at,
  h.found_at::date + 10, h.found_at + interval '30 days',
  CASE WHEN hashtext(h.ledger_no) % 5 <> 0 THEN h.found_at + (hashtext(h.ledger_no) & 127) * interval '1 hour' END,
  h.unit_id, h.village_id, h.town_id, h.district_id, h.city_id, h.supervision_class, true
FROM hazard h
WHERE hashtext(h.id::text) % 3 = 0 AND h.state NOT IN ('reported', 'invalid', 'void')
ORDER BY h.found_at;

INSERT INTO self_check (id, enterprise_id, period, month, checklist_version_id, checker, started_at, finished_at,
  received_at, by_person, answers, mark, checked, of_items, hazards, photos, unit_id, village_id, town_id, district_id,
  city_id, supervision_class, is_demo)
SELECT gen_random_uuid(), e.id, to_char(at, 'YYYY"Q"Q'), to_char(at, 'YYYY-MM'), 1, '生成', at, at, at, p.id, '[]',
  md5(e.id::text), 20, 20, 0, 0, e.unit_id, e.village_id, e.town_id, e.district_id, e.city_id, e.supervision_class, true
FROM generate_series(TIMESTAMPTZ '2021-12-05', '2026-11-05', '2 months') at
CROSS JOIN enterprise e JOIN person p ON p.username = 'finder'
WHERE hashtext(e.id::text || at) % 4 <> 0;

INSERT INTO grading (enterprise_id, source, as_of, at, grade, was, facts, points, state, decided_at, reason, valid_from,
  valid_to)
SELECT e.id, 'method', d, d, e.grade, e.grade, '{}', '{}', 'approved', d, '', d, CASE WHEN d < DATE '2026-01-01' THEN d + 365 END
FROM (VALUES (DATE '2024-01-10'), ('2025-01-10'), ('2026-01-10')) y(d) CROSS JOIN enterprise e;
