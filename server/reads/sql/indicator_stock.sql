-- One row a hazard that stood open at the end of the period.
-- Binds: the period, rules of policy; the reader's scope around it (indicators.py). Index: those of what it selects from.
SELECT h.*, :until - interval '1 second' AS placed_at, h.ledger_no AS label, h.found_at AS moment,
  h.state IN ('open', 'rectifying', 'plan_review') AND h.due_on < :last AS overdue
FROM ({then}) h
WHERE h.state IN ('open', 'rectifying', 'plan_review', 'submitted')
