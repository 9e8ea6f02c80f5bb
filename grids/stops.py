"""Stops while a major hazard lasts: who proposes, who orders, who asks to resume, who consents.

Source: 安全生产法 art 65 (withdraw people, suspend; resume only after consent), art 70; 安监总局令第16号 (on-site
examination within ten days); docs/rules.md 3.1, path P6. Whoever patrols proposes and never stops (0.1).
"""

from __future__ import annotations

from datetime import date
from typing import assert_never

from grids import commands as c
from grids.commands import HazardLevel, Stop
from grids.errors import Refusal
from grids.hazards import Actor, Hazard, HazardEvent, Outcome, followed, two_inspectors
from grids.permissions import Role

StopStep = c.ProposeMeasure | c.OrderMeasure | c.ApplyResume | c.DecideResume


def decide(now: Hazard, command: StopStep, actor: Actor, today: date) -> Outcome:
    """Say what follows from a step on a stop; the caller has checked the hazard's state.

    Raises: Refusal `major-only`, `stop-in-force`, `stop-nothing`, `stop-what-needed`, `second-inspector-needed`.
    """
    match command:
        case c.ProposeMeasure():
            return _propose(now, command)
        case c.OrderMeasure():
            return _order(now, command, actor)
        case c.ApplyResume():
            if now.stop is Stop.NONE:
                raise Refusal("stop-nothing", step=command.kind)
            if now.resume_asked_on is not None:
                raise Refusal("already-done", step=command.kind)
            return followed(now, HazardEvent.RESUME_APPLIED, resume_asked_on=today)
        case c.DecideResume():
            return _resume(now, command, actor)
        case _:
            assert_never(command)


def _propose(now: Hazard, command: c.ProposeMeasure) -> Outcome:
    _major(now, command.kind)
    if command.measure is Stop.NONE:
        raise Refusal("stop-what-needed", step=command.kind)
    if now.stop is not Stop.NONE:
        raise Refusal("stop-in-force", step=command.kind)
    return followed(now, HazardEvent.MEASURE_PROPOSED, stop_proposed=command.measure)


def _order(now: Hazard, command: c.OrderMeasure, actor: Actor) -> Outcome:
    _major(now, command.kind)
    _licensed(actor)
    if command.measure is Stop.NONE and now.stop is not Stop.NONE:  # lifting has a way of its own
        raise Refusal("stop-in-force", step=command.kind)
    if command.measure is not Stop.NONE and not command.stopped.strip():
        raise Refusal("stop-what-needed", step=command.kind)
    return followed(now, HazardEvent.MEASURE_ORDERED, stop=command.measure, stop_proposed=None, resume_asked_on=None)


def _resume(now: Hazard, command: c.DecideResume, actor: Actor) -> Outcome:
    if now.stop is Stop.NONE or now.resume_asked_on is None:
        raise Refusal("stop-nothing", step=command.kind)
    _licensed(actor)
    if command.consented:
        return followed(now, HazardEvent.RESUME_CONSENTED, stop=Stop.NONE, resume_asked_on=None)
    return followed(now, HazardEvent.RESUME_REFUSED, resume_asked_on=None)


def _major(now: Hazard, step: str) -> None:
    if now.level is not HazardLevel.MAJOR:
        raise Refusal("major-only", step=step)


def _licensed(actor: Actor) -> None:
    """Let the department decide, or two licensed inspectors."""
    if Role.DEPARTMENT not in actor.roles:
        two_inspectors(actor)
