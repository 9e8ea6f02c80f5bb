"""Orders to stop, beside the hazard they are about. The rules are in grids/stops.py."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import select

from grids import commands as c
from grids.commands import Stop
from grids.errors import Refusal
from grids.hazards import Hazard
from grids.policy import local_day
from server.acts.deed import Deed
from server.store.tables import HazardRow, StopOrder

_EVALUATION: TypeAdapter[c.Evaluation] = TypeAdapter(c.Evaluation)


def write(deed: Deed, row: HazardRow, command: c.OrderMeasure | c.ApplyResume | c.DecideResume, after: Hazard) -> None:
    """Write an order, an application to resume or its answer; the rule has let it pass."""
    match command:
        case c.OrderMeasure():
            _order(deed, row, command, after)
        case c.ApplyResume():
            order = in_force(deed, row)
            order.asked_on = after.resume_asked_on
            order.examine_by = local_day(deed.at) + timedelta(days=deed.policy.treatment.resume_days)
            order.evaluation = evaluated(command.evaluation)
        case c.DecideResume():
            order = in_force(deed, row)
            order.examined_at, order.decided_at = command.examined_at, deed.at
            order.decided_by, order.opinion = deed.person.id, command.opinion
            order.refusals += not command.consented
            order.state = "lifted" if command.consented else "in_force"
            if not command.consented:
                order.asked_on, order.examine_by = None, None


def in_force(deed: Deed, row: HazardRow) -> StopOrder:
    """Find the order that is in force, or refuse."""
    found = _of(deed, row)
    if found is None:
        raise Refusal("stop-nothing", step="decide-resume")
    return found


def evaluated(evaluation: c.Evaluation) -> dict[str, Any]:
    """Write an evaluation as a row keeps it."""
    written: dict[str, Any] = _EVALUATION.dump_python(evaluation, mode="json")
    return written


def _order(deed: Deed, row: HazardRow, command: c.OrderMeasure, after: Hazard) -> None:
    before = _of(deed, row)
    if before is not None:
        before.state, before.decided_at, before.decided_by = "replaced", deed.at, deed.person.id
        deed.session.flush()
    deed.session.add(
        StopOrder(
            id=deed.act_id, hazard_id=row.id, enterprise_id=row.enterprise_id, measure=command.measure.value,
            stopped=command.stopped, basis=command.basis, state="none" if after.stop is Stop.NONE else "in_force",
            ordered_at=command.ordered_at, ordered_by=deed.person.id, second_id=command.second_inspector,
        )
    )  # fmt: skip


def _of(deed: Deed, row: HazardRow) -> StopOrder | None:
    query = select(StopOrder).where(StopOrder.hazard_id == row.id, StopOrder.state == "in_force").with_for_update()
    return deed.session.scalars(query).one_or_none()
