-- One row a hazard found in the period, as it stood at its end.
-- Binds: the period, rules of policy; the reader's scope around it (indicators.py). Index: those of what it selects from.
SELECT h.*, h.found_at AS placed_at, h.ledger_no AS label, h.found_at AS moment,
  h.state NOT IN ('reported', 'transfer_pending', 'invalid', 'merged', 'void') AS judged
FROM ({then}) h
