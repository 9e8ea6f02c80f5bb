"""Acts on changes of a plan that is being carried out. The rules are in grids/plan_changes.py."""

from __future__ import annotations

from typing import Final

from grids import plan_changes as rules
from grids.commands import plan_changes as c
from grids.errors import Refusal
from grids.levels import Place
from grids.permissions import Role
from grids.policy import local_day
from server.acts.deed import Deed, Done, Handlers
from server.store import places, plan_changes, plans
from server.store.tables import InspectionPlan, PlanChange


def propose(deed: Deed, command: c.ProposePlanChange) -> Done:
    """Ask for a change of a plan."""
    row = plans.load(deed.session, command.plan)
    roles = _allowed(deed, command, row)
    rules.check_proposal(plans.value(row), command, local_day(deed.at))
    enterprise = places.enterprise(deed.session, command.enterprise)
    is_inside = enterprise.district_id == row.district_id and (
        not row.classes or enterprise.supervision_class in row.classes
    )
    if not is_inside or (
        command.turn is not None and not plan_changes.has(deed.session, row.id, enterprise.id, command.turn)
    ):
        raise Refusal("plan-change-object")
    if deed.session.get(PlanChange, command.change) is not None:
        raise Refusal("already-done", step=command.kind)
    deed.session.add(
        PlanChange(
            id=command.change, plan_id=row.id, op=command.op, enterprise_id=enterprise.id, turn=command.turn,
            month=command.month, reason=command.reason, by_person=deed.person.id, at=deed.at,
        )
    )  # fmt: skip
    return Done(place=_place(row), roles=roles)


def decide(deed: Deed, command: c.DecidePlanChange) -> Done:
    """Let a change hold, or not; what it changes is done in the same moment."""
    change = deed.session.get(PlanChange, command.change, with_for_update=True)
    if change is None:
        raise Refusal("not-found", thing="plan")
    row = plans.load(deed.session, change.plan_id)
    roles = _allowed(deed, command, row)
    rules.check_decision(
        change.approved is not None, deed.person.id, change.by_person, command.opinion, approved=command.approved
    )
    if command.approved:
        plan_changes.carry_out(deed.session, row, change, deed.at)
    change.approved, change.opinion = command.approved, command.opinion
    change.decided_by, change.decided_at = deed.person.id, deed.at
    return Done(place=_place(row), roles=roles)


def _allowed(deed: Deed, command: c.PlanChangeStep, row: InspectionPlan) -> frozenset[Role]:
    """Check the person for every class of the plan."""
    found = [
        deed.allowed_now(command, Place(district=row.district_id, city=row.city_id, supervision_class=each))
        for each in (*row.classes,) or (None,)
    ]
    return frozenset.intersection(*found)


def _place(row: InspectionPlan) -> Place:
    return Place(district=row.district_id, city=row.city_id)


HANDLERS: Final[Handlers] = {c.DecidePlanChange: decide, c.ProposePlanChange: propose}
