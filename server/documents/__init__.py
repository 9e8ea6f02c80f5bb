"""Papers: what a notice and a hazard's record say, drawn, typeset and kept."""
