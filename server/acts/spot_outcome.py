"""What a self-report that did not match brings the enterprise: visits sooner, a record of credit, a grade reviewed.

The grade itself is never changed here: the facts of grading read the results (server/store/grading_facts.py), and the
enterprise is due for grading again (server/store/grading_due.py). Source: docs/rules.md R39.
"""

from __future__ import annotations

from uuid import uuid5

from grids import spot_checks as rules
from grids.policy import local_day
from grids.spot_checks import Tally
from server.acts.deed import Deed
from server.catalogue import text
from server.store import files
from server.store.policy import spot_checks_on
from server.store.tables import Enterprise, SpotTarget

_RECORDS_SPEAK = "zh"
"""Records are official papers: they are kept in the language of the law."""


def follow(deed: Deed, target: SpotTarget, enterprise: Enterprise, tally: Tally) -> None:
    """Shorten the interval of visits for its months, and put a record of credit into the file."""
    on = local_day(deed.at)
    policy = spot_checks_on(on)
    until = rules.untrue_until(on, policy)
    enterprise.untrue_until = max(until, enterprise.untrue_until or until)
    facts = {"not_true": tally.not_true, "missed": tally.missed, "false": tally.false_closings}
    fields = {
        "level": rules.credit_level(tally, policy),
        "reason": text("spot_checks", "credit", _RECORDS_SPEAK, facts),
    }
    side = files.sides(fields, on, None)
    files.add(deed.session, enterprise, uuid5(target.id, "credit"), "credit", side, deed.person.id, deed.at)
