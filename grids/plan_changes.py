"""Changes of a plan that is being carried out: what they must say, and who may let them hold.

Source: 安全生产法 第六十二条 (inspections follow the plan); docs/rules.md 3.3 (a plan is changed with a
reason, and by two people as it was approved).
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from grids.commands.plan_changes import ProposePlanChange
from grids.errors import Refusal
from grids.plans import Plan, PlanState


def check_proposal(plan: Plan, command: ProposePlanChange, today: date) -> None:
    """Refuse a change of a plan that isn't carried out, or one that does not say what it changes.

    Raises: Refusal `plan-state`, `plan-change`.
    """
    if plan.state is not PlanState.ACTIVE:
        raise Refusal("plan-state", step=command.kind, state=plan.state.value)
    asks = (command.turn is not None, command.month is not None)
    if asks != {"add": (False, True), "drop": (True, False), "move": (True, True)}[command.op]:
        raise Refusal("plan-change")
    check_month(plan.year, command.month, today)


def check_month(year: int, month: int | None, today: date) -> None:
    """Refuse a month that is over. Raises: Refusal `plan-change`."""
    if month is not None and (year, month) < (today.year, today.month):
        raise Refusal("plan-change")


def check_decision(decided: bool, by: UUID, proposed_by: UUID, opinion: str, *, approved: bool) -> None:  # noqa: FBT001
    """Refuse a second decision, one of who asked, or a no without a word.

    Raises: Refusal `plan-change-decided`, `plan-own`, `reason-needed`.
    """
    if decided:
        raise Refusal("plan-change-decided")
    if by == proposed_by:
        raise Refusal("plan-own")
    if not approved and not opinion.strip():
        raise Refusal("reason-needed", step="decide-plan-change")
