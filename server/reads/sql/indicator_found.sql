-- One row a hazard found in the period, as it stood at its end.
SELECT h.*, h.found_at AS placed_at, h.ledger_no AS label, h.found_at AS moment,
  h.state NOT IN ('reported', 'transfer_pending', 'invalid', 'merged', 'void') AS judged,
  EXTRACT(epoch FROM h.closed_at - h.found_at) / 86400 AS days
FROM ({then}) h
