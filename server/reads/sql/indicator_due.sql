-- One row a hazard whose term, as it stood at the end of the period or at first, ended in the period.
-- `finished_on`: the day of the work that was accepted; what was put right on the spot was finished when it was closed.
-- Binds: the period, rules of policy; the reader's scope around it (indicators.py). Index: those of what it selects from.
SELECT h.*, (h.due_on + 1) AT TIME ZONE CAST(:zone AS text) - interval '1 second' AS placed_at, h.ledger_no AS label,
  h.due_on::timestamp AT TIME ZONE CAST(:zone AS text) AS moment,
  h.state NOT IN ('reported', 'transfer_pending', 'invalid', 'merged', 'void') AS judged,
  CASE WHEN h.state = 'closed'
    THEN coalesce(h.submitted_on, CAST(h.closed_at AT TIME ZONE CAST(:zone AS text) AS date)) END AS finished_on
FROM ({then}) h
