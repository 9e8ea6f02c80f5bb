-- Who should come to trainings, one row a session and invited person or enterprise, with whether they came.
-- Binds: what narrows it, days too ({filter}); which rows may be read ({scope}). Cancelled sessions don't count.
-- Index: ix_training_district_id, pk_training_invited, pk_training_attendance, pk_training_result.
SELECT i.training_id, t.title, t.topic, t.starts_at, i.subject, i.name, i.audience, i.town_id, a.name AS town_name,
  i.supervision_class, i.enterprise_id, g.at IS NOT NULL AS came, g.at AS came_at, g.way, g.names, r.correct, r.questions,
  r.passed IS TRUE AS passed, jsonb_array_length(t.quiz) > 0 AS has_quiz
FROM training t JOIN training_invited i ON i.training_id = t.id LEFT JOIN area a ON a.id = i.town_id
LEFT JOIN LATERAL (SELECT min(x.at) AS at, min(x.way) AS way, string_agg(x.name, '、' ORDER BY x.at) AS names
  FROM training_attendance x WHERE x.training_id = i.training_id AND x.subject = i.subject) g ON TRUE
LEFT JOIN LATERAL (SELECT x.correct, x.questions, x.passed FROM training_result x
  WHERE x.training_id = i.training_id AND x.subject = i.subject ORDER BY x.passed DESC, x.correct DESC LIMIT 1) r ON TRUE
WHERE t.cancelled_at IS NULL AND {scope} {filter}
