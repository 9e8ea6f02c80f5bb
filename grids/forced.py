"""Later judgement of closings, and the decision that must be taken when a hazard is long overdue.

Source: docs/rules.md 3.1 (rows 11, 15, 17; escalation ladder; re-inspection sampling).
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final, assert_never

from grids import commands as c
from grids.commands import Forced, HazardLevel
from grids.errors import Refusal
from grids.hazards import Actor, Hazard, HazardEvent, Outcome, State, followed, nothing_stopped
from grids.permissions import Role
from grids.policy import Policy

WHO: Final = {
    Forced.CASE: frozenset({Role.INSPECTOR, Role.DEPARTMENT}),
    Forced.EXTENSION: frozenset({Role.DEPARTMENT, Role.DISTRICT}),
    Forced.VOID: frozenset({Role.DISTRICT}),
}
"""Decision -> who may take it: a case by who enforces, a later date one level higher, void by the district."""


def check_closing(now: Hazard, command: c.CheckClosing, actor: Actor, today: date, policy: Policy) -> Outcome:
    """Confirm that a closed hazard is gone, or open it again as a false closing (row 17).

    A major hazard is confirmed by department or inspectors, not by whoever patrols; nobody confirms what they closed.
    """
    if now.level is HazardLevel.MAJOR and not actor.roles & {Role.DEPARTMENT, Role.INSPECTOR}:
        raise Refusal("not-yours", step=command.kind)
    if actor.person.id in {now.closed_by, now.fixed_by}:
        raise Refusal("another-person-needed")
    if command.confirmed:
        return followed(now, HazardEvent.CLOSING_CONFIRMED)
    if not command.photos:
        raise Refusal("photo-needed", step=command.kind)
    return followed(
        now, HazardEvent.CLOSING_FALSE, state=State.OPEN, due_on=today + timedelta(days=policy.general_due_days),
        closed_by=None, on_the_spot=False, notice=None, reopened=now.reopened + 1,
    )  # fmt: skip


def is_decision_due(now: Hazard, today: date, policy: Policy) -> bool:
    """Tell whether a hazard is overdue so long that a decision must be taken, and none was."""
    late = now.due_on is not None and (today - now.due_on).days >= policy.treatment.decision_days
    return late and now.is_overdue(today) and now.case_no is None


def decide(now: Hazard, command: c.DecideOverdue, actor: Actor, today: date, policy: Policy) -> Outcome:
    """Take the decision that must be taken at D+15: a case, a later date, or void.

    Raises: Refusal `not-overdue`, `not-yours`, `bad-date`, `reason-needed`, `stop-in-force`, `listing-in-force`.
    """
    if not is_decision_due(now, today, policy):
        raise Refusal("not-overdue", days=policy.treatment.decision_days)
    if not actor.roles & WHO[command.decision]:
        raise Refusal("not-yours", step=command.kind)
    match command.decision:
        case Forced.CASE:
            if not command.case_no.strip():
                raise Refusal("reason-needed", step=command.kind)
            return followed(now, HazardEvent.CASE_FILED, case_no=command.case_no.strip())
        case Forced.EXTENSION:
            latest = today + timedelta(days=policy.general_due_days_max)
            due = command.new_due_on
            if due is None or due <= today or (now.level is HazardLevel.GENERAL and due > latest):
                raise Refusal("bad-date", earliest=today.isoformat(), latest=latest.isoformat())
            return followed(
                now, HazardEvent.EXTENDED_BY_OFFICE, due_on=due, extension_to=None, extensions=now.extensions + 1
            )
        case Forced.VOID:
            if now.found_by == actor.person.id:
                raise Refusal("not-yours", step=command.kind)
            nothing_stopped(now, command.kind)
            if now.listed is not None:
                raise Refusal("listing-in-force", step=command.kind)
            return followed(now, HazardEvent.VOIDED, state=State.VOID)
        case _:
            assert_never(command.decision)
