-- Trainings, latest first, with how many should come, came and passed.
-- Binds: :own (keys of the reader as a person and of their enterprises), :limit; who may read it ({scope}).
-- Index: ix_training_district_id, pk_training_invited, pk_training_attendance, ix_training_invited_subject.
SELECT t.id, t.office, t.office_name, t.district_id, t.city_id, t.topic, t.form, t.title, t.starts_at, t.ends_at, t.venue,
  t.audience, t.materials, t.quiz, t.pass_percent, t.sign_code, t.planned_at, p.name AS planned_by_name, t.cancelled_at,
  t.cancel_reason, t.is_demo, n.invited, n.came, n.passed,
  (SELECT count(*) FROM training_attendance g WHERE g.training_id = t.id AND NOT EXISTS (
    SELECT 1 FROM training_invited i WHERE i.training_id = t.id AND i.subject = g.subject)) AS guests,
  coalesce((SELECT jsonb_agg(DISTINCT s.subject) FROM (
    SELECT i.subject FROM training_invited i WHERE i.training_id = t.id AND i.subject = ANY(:own)
    UNION SELECT g.subject FROM training_attendance g WHERE g.training_id = t.id AND g.subject = ANY(:own)) s), '[]') AS mine
FROM training t JOIN person p ON p.id = t.planned_by
CROSS JOIN LATERAL (
  SELECT count(*) AS invited, count(*) FILTER (WHERE EXISTS (SELECT 1 FROM training_attendance g
      WHERE g.training_id = t.id AND g.subject = i.subject)) AS came,
    count(*) FILTER (WHERE EXISTS (SELECT 1 FROM training_result r
      WHERE r.training_id = t.id AND r.subject = i.subject AND r.passed)) AS passed
  FROM training_invited i WHERE i.training_id = t.id
) n
WHERE {scope} {filter}
ORDER BY t.starts_at DESC, t.id LIMIT :limit
