-- The addressees of one circular with receipt and answers; the issuer's side and who stands above it read all.
-- Binds: :circular, :today, :after, :limit, and what the figure counts ({filter}); which of them may be read ({scope}).
-- Index: pk_circular_addressee, uq_circular_answer_circular_id_addressee_n.
WITH hit AS (
  SELECT a.*, count(*) OVER () AS total, row_number() OVER (ORDER BY a.addressee) AS place,
    (a.due_on < CAST(:today AS date) AND c.withdrawn_at IS NULL
      AND (a.state IN ('sent', 'read') OR c.wants_answer AND a.state IN ('signed', 'returned'))) IS TRUE AS overdue
  FROM circular_addressee a JOIN circular c ON c.id = a.circular_id
  WHERE a.circular_id = :circular AND {scope} {filter}
)
SELECT h.addressee, h.name, h.enterprise_id, t.name AS town_name, h.state, h.due_on, h.read_at, h.signed_at, h.signed_name,
  h.answered_at, h.done_at, h.overdue, h.total, h.place, (SELECT count(*) FROM circular_reading r
    WHERE r.circular_id = h.circular_id AND r.addressee = h.addressee) AS readers,
  coalesce((SELECT jsonb_agg(jsonb_build_object('id', w.id, 'n', w.n, 'body', w.body, 'attachments', w.attachments,
      'at', w.at, 'by_name', p.name, 'accepted', w.accepted, 'opinion', w.opinion, 'decided_at', w.decided_at)
    ORDER BY w.n DESC) FROM circular_answer w JOIN person p ON p.id = w.by_person
    WHERE w.circular_id = h.circular_id AND w.addressee = h.addressee), '[]') AS answers
FROM hit h LEFT JOIN area t ON t.id = h.town_id
WHERE h.addressee > :after
ORDER BY h.addressee LIMIT :limit
