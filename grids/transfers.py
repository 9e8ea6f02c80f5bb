"""Transfers to the body that is competent: offered, signed for, or given back, at most twice.

Source: docs/rules.md 3.1 rows 6, 7.
"""

from __future__ import annotations

from datetime import date

from grids import commands as c
from grids.errors import Refusal
from grids.hazards import Actor, Hazard, HazardEvent, Outcome, State, Transfer, followed
from grids.permissions import Role
from grids.policy import Policy


def offer(now: Hazard, command: c.TransferHazard, actor: Actor, today: date) -> Outcome:
    """Offer the hazard to another body, which must sign."""
    sent = Transfer(from_area=actor.area, to_area=command.to_area, back_to=now.state, sent_on=today)
    return followed(now, HazardEvent.TRANSFER_OFFERED, state=State.TRANSFER_PENDING, transfer=sent)


def _for_receiver(now: Hazard, actor: Actor) -> Transfer:
    sent = now.transfer
    if sent is None:
        raise Refusal("wrong-state", state=now.state.value, step="accept-transfer")
    receives = any(g.area == sent.to_area for g in actor.person.grants)
    if not receives and Role.DISTRICT not in actor.roles:  # 6: when silent, the district assigns
        raise Refusal("not-receiver")
    return sent


def give_back(now: Hazard, actor: Actor, policy: Policy) -> Outcome:
    """Give it back with a reason; after the last return the district decides. Raises: Refusal `returned-twice`."""
    sent = _for_receiver(now, actor)
    if now.returns >= policy.transfer_returns_max:
        raise Refusal("returned-twice", returns=now.returns)
    return followed(
        now,
        HazardEvent.TRANSFER_RETURNED,
        state=sent.back_to,
        transfer=None,
        returns=now.returns + 1,
    )


def accept(now: Hazard, actor: Actor) -> Outcome:
    """Sign for it: from now on the receiver is competent. Raises: Refusal `not-receiver`."""
    sent = _for_receiver(now, actor)
    return followed(now, HazardEvent.TRANSFER_ACCEPTED, state=sent.back_to, transfer=None, competent_area=sent.to_area)
