-- The days ahead of one officer, in their order. Binds: :me, :today, :until. Index: ix_task_officer_id_day.
SELECT t.day, t.id, t.enterprise_id, t.kind, t.due_on, t.state, r.metres, r.minutes, r.own_order
FROM task t JOIN day_route r ON r.officer_id = :me AND r.day = t.day
WHERE (t.officer_id = :me OR t.second_id = :me) AND t.day BETWEEN :today AND :until
  AND t.state IN ('assigned', 'accepted', 'in_progress', 'submitted', 'done')
ORDER BY t.day, t.place_no, t.id
