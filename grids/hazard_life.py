"""What follows from a step on a hazard, or why it is refused. Changes nothing itself.

Source: docs/rules.md 3.1; the numbers in comments are its rows.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import assert_never
from uuid import UUID

from grids import commands as c
from grids import extensions, forced, major_hazards, stops, transfers
from grids.commands import HazardLevel
from grids.errors import Conflict, Refusal
from grids.hazards import (
    Actor,
    Hazard,
    HazardEvent,
    Outcome,
    Source,
    State,
    followed,
    must_follow,
    nothing_stopped,
    two_inspectors,
)
from grids.permissions import Role
from grids.policy import Policy, local_day


def record(
    command: c.RecordHazard, actor: Actor, at: datetime, policy: Policy, source: Source | None = None
) -> Outcome:
    """Put a new hazard on the list: reported by the grid, open at once from those who may decide (rows 1, 2).

    What the office found true of a report comes with its `source`: open too, its photos optional (row 1, path P7).
    """
    is_checked = source is not None
    decides = is_checked or actor.roles & {Role.INSPECTOR, Role.TOWN_OFFICER, Role.ENTERPRISE, Role.DEPARTMENT}
    if not command.photos and Role.ENTERPRISE not in actor.roles and not is_checked:
        raise Refusal("photo-needed", step=command.kind)
    if command.level is HazardLevel.MAJOR and not command.interim_measures.strip():
        raise Refusal("interim-measures-needed", step=command.kind)
    today = local_day(at)
    due = command.due_on if decides else None
    if due is not None:
        _sane_due(due, today, command.level, policy)
    elif decides:
        due = today + timedelta(days=policy.general_due_days)
    hazard = Hazard(
        id=command.hazard,
        enterprise=command.enterprise,
        state=State.OPEN if decides else State.REPORTED,
        level=command.level,
        source=source or (_source(actor) if command.spot_check is None else Source.SPOT_CHECK),
        found_by=actor.person.id,
        found_at=command.found_at,
        due_on=due,
        original_due_on=due,
        photos_before=len(command.photos),
        first_photo_at=min((p.taken_at for p in command.photos), default=None),
        interim_measures=command.interim_measures,
    )
    return Outcome(event=HazardEvent.OPENED if decides else HazardEvent.REPORTED, hazard=hazard)


def decide(  # noqa: C901, PLR0911, PLR0912 - one line a step; mypy names the step that is missing
    now: Hazard, command: c.HazardStep, actor: Actor, at: datetime, policy: Policy
) -> Outcome:
    """Say what follows from a step on an existing hazard, or refuse.

    Raises: Refusal with the rule that was broken; Conflict when somebody else was first.
    """
    must_follow(now, command.kind)
    match command:
        case c.RecordHazard():
            raise Refusal("already-done", step=command.kind)
        case c.RectifyOnTheSpot():
            return _on_the_spot(now, command, actor, policy)
        case c.OpenHazard():
            return _open(now, command, at, policy)
        case c.RejectHazard():
            return followed(now, HazardEvent.REJECTED, state=State.INVALID)
        case c.MergeHazard():
            nothing_stopped(now, command.kind)
            major_hazards.not_listed(now, command.kind)
            return followed(now, HazardEvent.MERGED, state=State.MERGED, merged_into=_other(now, command))
        case c.TransferHazard():
            return transfers.offer(now, command, actor, local_day(at))
        case c.AcceptTransfer():
            return transfers.accept(now, actor)
        case c.ReturnTransfer():
            return transfers.give_back(now, actor, policy)
        case c.ChangeLevel():
            return _level(now, command, actor)
        case c.VoidHazard():
            if now.found_by == actor.person.id:
                raise Refusal("not-yours", step=command.kind)  # 15: never by its creator
            nothing_stopped(now, command.kind)
            major_hazards.not_listed(now, command.kind)
            return followed(now, HazardEvent.VOIDED, state=State.VOID)
        case c.ReopenHazard():
            _sane_due(command.due_on, local_day(at), now.level, policy)
            return followed(
                now, HazardEvent.REOPENED, state=State.OPEN, due_on=command.due_on, closed_by=None,
                on_the_spot=False, notice=None, reopened=now.reopened + 1,
            )  # fmt: skip
        case c.SubmitPlan():
            return major_hazards.plan(now, command, local_day(at))
        case c.ReviewPlan():
            return _review_plan(now, command, local_day(at), policy)
        case c.RequestExtension():
            return extensions.ask(now, command, local_day(at), policy)
        case c.DecideExtension():
            return extensions.decide(now, command, actor, policy)
        case c.SubmitRectification():
            return _rectified(now, command, actor, local_day(at))
        case c.ReinspectHazard():
            return _reinspect(now, command, actor, local_day(at), policy)
        case c.CheckClosing():
            return forced.check_closing(now, command, actor, local_day(at), policy)
        case c.DecideOverdue():
            return forced.decide(now, command, actor, local_day(at), policy)
        case c.ProposeMeasure() | c.OrderMeasure() | c.ApplyResume() | c.DecideResume():
            return stops.decide(now, command, actor, local_day(at))
        case _:
            assert_never(command)


def noticed(now: Hazard, notice: UUID, due_on: date, policy: Policy, on: date) -> Outcome:
    """Put the hazard on a notice, with the date the notice says."""
    must_follow(now, "issue-notice")
    _sane_due(due_on, on, now.level, policy)
    return followed(
        now,
        HazardEvent.NOTICE_ISSUED,
        notice=notice,
        due_on=due_on,
        original_due_on=now.original_due_on or due_on,
    )


def acknowledged(now: Hazard) -> Outcome:
    """Begin the work: the enterprise signed for the notice (row 8)."""
    must_follow(now, "acknowledge-notice")
    return followed(now, HazardEvent.ACKNOWLEDGED, state=State.RECTIFYING)


def closers(now: Hazard) -> frozenset[Role]:
    """Return the roles that may re-inspect this hazard (row 13)."""
    if now.level is HazardLevel.MAJOR:
        return frozenset({Role.DEPARTMENT})
    match now.source:
        case Source.SELF_CHECK:
            return frozenset({Role.ENTERPRISE, Role.OFFICER, Role.TOWN_OFFICER, Role.INSPECTOR})
        case Source.INSPECTION:
            return frozenset({Role.INSPECTOR})
        case Source.DEPARTMENT | Source.SPOT_CHECK:
            return frozenset({Role.DEPARTMENT, Role.INSPECTOR})
        case Source.GRID | Source.TOWN | Source.REPORT:
            return frozenset({Role.OFFICER, Role.TOWN_OFFICER, Role.INSPECTOR})
        case _:
            assert_never(now.source)


def _source(actor: Actor) -> Source:
    order = (
        (Role.INSPECTOR, Source.INSPECTION),
        (Role.DEPARTMENT, Source.DEPARTMENT),
        (Role.TOWN_OFFICER, Source.TOWN),
        (Role.OFFICER, Source.GRID),
    )
    return next((source for role, source in order if role in actor.roles), Source.SELF_CHECK)


def _sane_due(due: date, today: date, level: HazardLevel, policy: Policy) -> None:
    latest = today + timedelta(days=policy.general_due_days_max)
    if due < today or (level is HazardLevel.GENERAL and due > latest):
        raise Refusal("bad-date", earliest=today.isoformat(), latest=latest.isoformat())


def _on_the_spot(now: Hazard, command: c.RectifyOnTheSpot, actor: Actor, policy: Policy) -> Outcome:
    if now.level is HazardLevel.MAJOR:
        raise Refusal("major-not-on-the-spot")
    if now.found_by != actor.person.id:
        raise Refusal("not-yours", step=command.kind)
    if now.first_photo_at is not None:  # 3: before and after, at least a minute apart
        gap = (max(p.taken_at for p in command.photos) - now.first_photo_at).total_seconds()
        if gap < policy.on_the_spot_gap_s:
            raise Refusal("too-soon", seconds=policy.on_the_spot_gap_s)
    elif now.source is not Source.SELF_CHECK:
        raise Refusal("photo-needed", step=command.kind)
    return followed(
        now, HazardEvent.RECTIFIED_ON_THE_SPOT, state=State.CLOSED, on_the_spot=True,
        closed_by=actor.person.id, fixed_by_name=command.done_by,
    )  # fmt: skip


def _open(now: Hazard, command: c.OpenHazard, at: datetime, policy: Policy) -> Outcome:
    if command.expected_version is not None and command.expected_version != now.version:
        raise Conflict("moved-on", version=now.version)
    _sane_due(command.due_on, local_day(at), command.level, policy)
    measures = command.interim_measures or now.interim_measures
    if command.level is HazardLevel.MAJOR and not measures.strip():
        raise Refusal("interim-measures-needed", step=command.kind)
    return followed(
        now, HazardEvent.OPENED, state=State.OPEN, level=command.level, due_on=command.due_on,
        original_due_on=command.due_on, interim_measures=measures,
    )  # fmt: skip


def _other(now: Hazard, command: c.MergeHazard) -> UUID:
    if command.master == now.id:
        raise Refusal("unknown-thing", thing=str(command.master))
    return command.master


def _level(now: Hazard, command: c.ChangeLevel, actor: Actor) -> Outcome:
    if command.level is now.level:
        raise Refusal("already-done", step=command.kind)
    if command.level is HazardLevel.GENERAL and Role.DEPARTMENT not in actor.roles:
        raise Refusal("level-needs-department")
    if command.level is HazardLevel.GENERAL:
        nothing_stopped(now, command.kind)
        major_hazards.not_listed(now, command.kind)
    return followed(now, HazardEvent.LEVEL_CHANGED, level=command.level)


def _review_plan(now: Hazard, command: c.ReviewPlan, today: date, policy: Policy) -> Outcome:
    due = command.due_on or now.due_on
    if command.approved and command.milestones:  # 10: the term is that of the last milestone, unless another is said
        due = command.due_on or max(each.due_on for each in command.milestones)
        if any(not today <= each.due_on <= due for each in command.milestones):
            raise Refusal("bad-date", earliest=today.isoformat(), latest=due.isoformat())
    if command.due_on is not None:
        _sane_due(command.due_on, today, now.level, policy)
    event = HazardEvent.PLAN_APPROVED if command.approved else HazardEvent.PLAN_RETURNED
    state = State.RECTIFYING if command.approved else State.OPEN
    return followed(now, event, state=state, plan_approved=command.approved, due_on=due)


def _rectified(now: Hazard, command: c.SubmitRectification, actor: Actor, today: date) -> Outcome:
    if now.level is HazardLevel.MAJOR and not now.plan_approved:
        raise Refusal("plan-needed")
    if now.level is HazardLevel.MAJOR and command.evaluation is None:  # 12: major ones with their evaluation
        raise Refusal("evaluation-needed", step=command.kind)
    if command.done_on > today:
        raise Refusal("bad-date", earliest=None, latest=today.isoformat())
    return followed(
        now, HazardEvent.RECTIFIED, state=State.SUBMITTED, fixed_by=actor.person.id,
        fixed_by_name=command.done_by, submitted_on=today, extension_to=None,
    )  # fmt: skip


def _reinspect(now: Hazard, command: c.ReinspectHazard, actor: Actor, today: date, policy: Policy) -> Outcome:
    if command.expected_version is not None and command.expected_version != now.version:
        raise Conflict("moved-on", version=now.version)
    able = actor.roles & closers(now)
    if not able:
        raise Refusal("not-yours", step=command.kind)
    if now.fixed_by == actor.person.id or (actor.second and actor.second.id == now.fixed_by):
        raise Refusal("another-person-needed")
    if now.source is Source.INSPECTION and now.level is HazardLevel.GENERAL:
        two_inspectors(actor)
    if command.passed:
        nothing_stopped(now, command.kind)
        return followed(now, HazardEvent.PASSED, state=State.CLOSED, closed_by=actor.person.id)
    due = command.new_due_on or _half_term(now, today, policy)
    if due < today or due > _half_term(now, today, policy):  # 14: at most half of the original term
        raise Refusal(
            "bad-date",
            earliest=today.isoformat(),
            latest=_half_term(now, today, policy).isoformat(),
        )
    return followed(
        now, HazardEvent.FAILED, state=State.RECTIFYING, due_on=due,
        failed_reinspections=now.failed_reinspections + 1, resume_asked_on=None,
    )  # fmt: skip


def _half_term(now: Hazard, today: date, policy: Policy) -> date:
    """Return the latest new date after a failed re-inspection; at least tomorrow.

    Unit: date. Source: docs/rules.md 3.1 row 14.
    """
    term = (now.original_due_on - local_day(now.found_at)).days if now.original_due_on else policy.general_due_days
    return today + timedelta(days=max(1, int(term * policy.new_due_share)))
