"""Acts on grading: methods, runs, approving and changing grades. The rules are in grids/grading.py."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import func, select

from grids import commands as c
from grids import grading as rules
from grids.errors import Conflict, Refusal
from grids.grading import GradeState, MethodState
from grids.grading_methods import check
from grids.levels import Level, Place
from grids.permissions import GRADES_ENTERPRISES, scope
from grids.policy import local_day
from server.acts.deed import Deed, Done, Handlers
from server.queue import enqueue
from server.store import grading, places
from server.store.policy import METHOD, grading_on
from server.store.tables import Area, Enterprise, Grading, GradingMethod, GradingRun
from server.store.tables.base import UNFINISHED_RUN


def write(deed: Deed, command: c.WriteGradingMethod) -> Done:
    """Begin a draft, or write on it as it was seen."""
    policy = grading_on(local_day(deed.at))
    check(command.body, policy.topics)
    body: dict[str, Any] = METHOD.dump_python(command.body, mode="json")
    row = deed.session.get(GradingMethod, command.method, with_for_update=True)
    if row is None:
        district = _district(deed, command.district)
        place = Place(district=district.id, city=district.city_id, supervision_class=command.supervision_class)
        roles = deed.allowed_now(command, place)
        row = GradingMethod(
            id=command.method, city_id=district.city_id, district_id=district.id, title=command.title, body=body,
            supervision_class=command.supervision_class, state=MethodState.DRAFT.value, author=deed.person.id,
            created_at=deed.at, touched_at=deed.at, revision=1,
        )  # fmt: skip
        deed.session.add(row)
        return Done(place=place, roles=roles, facts={"revision": 1})
    roles = deed.allowed_now(command, _place(row))
    rules.check_draft(MethodState(row.state))
    _check_revision(row, command.base_revision)
    row.title, row.body, row.touched_at = command.title, body, deed.at
    row.revision += 1
    return Done(place=_place(row), roles=roles, facts={"revision": row.revision})


def publish(deed: Deed, command: c.PublishGradingMethod) -> Done:
    """Let a version hold from a day on."""
    row = grading.method_of(deed.session, command.method)
    roles = deed.allowed_now(command, _place(row))
    rules.check_draft(MethodState(row.state))
    _check_revision(row, command.base_revision)
    today = local_day(deed.at)
    latest = deed.session.scalar(
        select(func.max(GradingMethod.valid_from)).where(
            GradingMethod.district_id == row.district_id, GradingMethod.state == MethodState.PUBLISHED.value,
            GradingMethod.supervision_class.is_not_distinct_from(row.supervision_class),
        )
    )  # fmt: skip
    rules.check_from(command.valid_from, today, latest, grading_on(today))
    row.state, row.valid_from = MethodState.PUBLISHED.value, command.valid_from
    row.published_by, row.published_at = deed.person.id, deed.at
    return Done(place=_place(row), roles=roles, facts={"valid_from": command.valid_from.isoformat()})


def withdraw(deed: Deed, command: c.WithdrawGradingMethod) -> Done:
    """Give a draft up."""
    row = grading.method_of(deed.session, command.method)
    roles = deed.allowed_now(command, _place(row))
    rules.check_draft(MethodState(row.state))
    row.state, row.reason, row.touched_at = MethodState.WITHDRAWN.value, command.reason, deed.at
    return Done(place=_place(row), roles=roles)


def order(deed: Deed, command: c.OrderGrading) -> Done:
    """Put a run into the queue; two over the same enterprises at once would overtake each other."""
    district = _district(deed, command.district)
    place = Place(district=district.id, city=district.city_id, supervision_class=command.supervision_class)
    roles = deed.allowed_now(command, place)
    if deed.session.get(GradingRun, command.run) is not None:
        raise Refusal("already-done", step=command.kind)
    running = select(GradingRun.id).where(GradingRun.district_id == district.id, GradingRun.state.in_(UNFINISHED_RUN))
    if deed.session.scalar(running.limit(1)) is not None:
        raise Refusal("grading-running")
    deed.session.add(
        GradingRun(
            id=command.run, city_id=district.city_id, district_id=district.id, only_due=command.only_due,
            supervision_class=command.supervision_class, note=command.note, as_of=local_day(deed.at), state="waiting",
            by_person=deed.person.id, at=deed.at,
        )
    )  # fmt: skip
    enqueue(deed.session, "grade_enterprises", run=str(command.run))
    return Done(place=place, roles=roles)


def approve(deed: Deed, command: c.ApproveGrades) -> Done:
    """Approve proposals of a run that lie with the person's district and classes."""
    run = grading.run_of(deed.session, command.run)
    held = scope(deed.person.grants, GRADES_ENTERPRISES)
    of_class = run.supervision_class or (None if held.classes is None else min(held.classes, default=None))
    place = Place(district=run.district_id, city=run.city_id, supervision_class=of_class)
    roles = deed.allowed_now(command, place)
    ids = grading.chosen(deed.session, run.id, command.grades, command.enterprises, held.classes)
    if not ids:
        raise Refusal("grading-nothing")
    grading.approve(deed.session, ids, deed.person.id, deed.at, local_day(deed.at))
    return Done(place=place, roles=roles, facts={"approved": len(ids)})


def change(deed: Deed, command: c.ChangeGrade) -> Done:
    """Give an enterprise another grade by hand; what the method says of it today is kept beside the reason."""
    row = places.enterprise(deed.session, command.enterprise, lock=True)
    place = places.place_of(row)
    roles = deed.allowed_now(command, place)
    if not command.reason.strip():
        raise Refusal("reason-needed", step=command.kind)
    today = local_day(deed.at)
    kept = _measured(deed, row)
    kept.was, kept.grade = row.grade, None if command.grade == "none" else command.grade
    kept.source, kept.reason, kept.at = "manual", command.reason, deed.at
    grading.supersede(deed.session, [row.id])
    kept.state = GradeState.PROPOSED.value
    deed.session.add(kept)
    deed.session.flush()
    grading.approve(deed.session, [kept.id], deed.person.id, deed.at, today)
    deed.session.expire(row)
    return Done(place=place, roles=roles, facts={"grade": command.grade})


def _measured(deed: Deed, row: Enterprise) -> Grading:
    """Say what the method that holds today says of an enterprise."""
    judged = grading.judged_now(deed.session, row, local_day(deed.at))
    result = judged.result
    return Grading(
        enterprise_id=row.id, method_id=judged.held.id, as_of=local_day(deed.at), low=result.low, high=result.high,
        facts=grading.facts_of(result), points=grading.points_of(result), vetoes=list(result.vetoes),
        missing=list(result.missing),
    )  # fmt: skip


def _check_revision(row: GradingMethod, base_revision: int) -> None:
    if row.revision != base_revision:
        raise Conflict("moved-on")


def _district(deed: Deed, area_id: int) -> Area:
    found = places.area(deed.session, area_id)
    if found.level != Level.DISTRICT.value:
        raise Refusal("unknown-thing", thing="district")
    return found


def _place(row: GradingMethod) -> Place:
    return Place(district=row.district_id, city=row.city_id, supervision_class=row.supervision_class)


HANDLERS: Final[Handlers] = {
    c.ApproveGrades: approve,
    c.ChangeGrade: change,
    c.OrderGrading: order,
    c.PublishGradingMethod: publish,
    c.WithdrawGradingMethod: withdraw,
    c.WriteGradingMethod: write,
}
