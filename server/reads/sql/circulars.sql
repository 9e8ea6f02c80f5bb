-- Circulars newest first, each with how many it went to and how far they are; late is what grids/circulars.py says.
-- Binds: :own (keys of the reader's offices and enterprises), :today, :limit; who may read it ({scope}).
-- Index: ix_circular_office, ix_circular_district_id, pk_circular_addressee, ix_circular_addressee_addressee.
SELECT c.id, c.number, c.office, c.office_name, c.district_id, c.city_id, c.kind, c.title, c.body, c.attachments, c.due_on,
  c.wants_answer, c.period, c.audience, c.issued_at, p.name AS issued_by_name, c.withdrawn_at, c.withdraw_reason,
  c.is_demo, n.addressees, n.read, n.signed, n.answered, n.overdue,
  coalesce((SELECT jsonb_agg(jsonb_build_object(
      'addressee', m.addressee, 'name', m.name, 'state', m.state, 'due_on', m.due_on, 'read_at', m.read_at,
      'signed_at', m.signed_at, 'signed_name', m.signed_name, 'answered_at', m.answered_at, 'done_at', m.done_at)
    ORDER BY m.addressee)
    FROM circular_addressee m WHERE m.circular_id = c.id AND m.addressee = ANY(:own)), '[]') AS mine
FROM circular c JOIN person p ON p.id = c.issued_by
CROSS JOIN LATERAL (
  SELECT count(*) AS addressees, count(*) FILTER (WHERE a.state <> 'sent') AS read,
    count(*) FILTER (WHERE a.state NOT IN ('sent', 'read')) AS signed,
    count(*) FILTER (WHERE c.wants_answer AND a.state IN ('answered', 'done')) AS answered,
    count(*) FILTER (WHERE a.due_on < CAST(:today AS date) AND c.withdrawn_at IS NULL
      AND (a.state IN ('sent', 'read') OR c.wants_answer AND a.state IN ('signed', 'returned'))) AS overdue
  FROM circular_addressee a WHERE a.circular_id = c.id
) n
WHERE {scope} {filter}
ORDER BY c.issued_at DESC, c.id DESC LIMIT :limit
