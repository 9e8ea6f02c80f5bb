"""Later dates: who asks when, who answers; the original date stays for statistics.

Source: docs/rules.md 3.1 row 11.
"""

from __future__ import annotations

from datetime import date, timedelta

from grids import commands as c
from grids.commands import HazardLevel
from grids.errors import Refusal
from grids.hazards import Actor, Hazard, HazardEvent, Outcome, Source, followed
from grids.permissions import Role
from grids.policy import Policy


def deciders(now: Hazard, policy: Policy) -> frozenset[Role]:
    """Return who answers a request: the issuer's side, one level higher from the second time on (row 11)."""
    if now.extensions >= policy.extensions_max or now.level is HazardLevel.MAJOR:
        return frozenset({Role.DEPARTMENT, Role.DISTRICT})
    return frozenset({Role.INSPECTOR if now.source is Source.INSPECTION else Role.TOWN_OFFICER})


def ask(now: Hazard, command: c.RequestExtension, today: date, policy: Policy) -> Outcome:
    """Ask for a later date, in time and for later. Raises: Refusal `bad-date`, `already-done`."""
    latest = (now.due_on or today) - timedelta(days=policy.extension_ask_days)
    if today > latest or command.new_due_on <= (now.due_on or today):  # 11: ask in time, for later
        raise Refusal("bad-date", earliest=str(now.due_on), latest=latest.isoformat())
    if now.extension_to is not None:
        raise Refusal("already-done", step=command.kind)
    return followed(now, HazardEvent.EXTENSION_REQUESTED, extension_to=command.new_due_on)


def decide(now: Hazard, command: c.DecideExtension, actor: Actor, policy: Policy) -> Outcome:
    """Grant or refuse it, by who may. Raises: Refusal `wrong-state`, `not-yours`, `reason-needed`."""
    if now.extension_to is None:
        raise Refusal("wrong-state", state=now.state.value, step=command.kind)
    if not actor.roles & deciders(now, policy):
        raise Refusal("not-yours", step=command.kind)
    if not command.granted:
        if not command.reason.strip():
            raise Refusal("reason-needed", step=command.kind)
        return followed(now, HazardEvent.EXTENSION_REFUSED, extension_to=None)
    return followed(
        now,
        HazardEvent.EXTENSION_GRANTED,
        due_on=now.extension_to,
        extension_to=None,
        extensions=now.extensions + 1,
    )
