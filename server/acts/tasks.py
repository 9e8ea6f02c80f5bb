"""Acts on tasks: make, set, hand out, take, give back, waive, review, merge, and the order of a day."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from sqlalchemy import select

from grids import frequency as frequency_rules
from grids import tasks as rules
from grids.commands import tasks as c
from grids.errors import Refusal
from grids.levels import Level, Place
from grids.permissions import Role
from grids.policy import local_day
from grids.tasks import TaskKind, TaskState
from server.acts.deed import Deed, Done, Handlers
from server.queue import enqueue
from server.store import day_routes, frequency, people, places, plans, task_runs, tasks
from server.store.policy import plans_on
from server.store.tables import InspectorConflict, TaskReturn, TaskRow


def order(deed: Deed, command: c.OrderTasks) -> Done:
    """Put the making of a district's tasks into the queue."""
    district = places.area(deed.session, command.district)
    if district.level != Level.DISTRICT.value or district.city_id is None:
        raise Refusal("unknown-thing", thing="district")
    place = Place(district=district.id, city=district.city_id)
    roles = deed.allowed_now(command, place)
    if task_runs.is_under_way(deed.session, district.id, deed.at):
        raise Refusal("task-running")
    run = task_runs.begin(deed.session, command.run, district, deed.at, deed.person.id)
    enqueue(deed.session, "make_tasks", lock=task_runs.lock(district.id), run=str(run))
    return Done(place=place, roles=roles)


def set_inspection(deed: Deed, command: c.OrderInspection) -> Done:
    """Set an inspection beside the plan, within the cap or for a reason that is not counted."""
    enterprise = places.enterprise(deed.session, command.enterprise, lock=True)
    place = places.place_of(enterprise)
    roles = deed.allowed_now(command, place)
    today = local_day(deed.at)
    policy = plans_on(today)
    if command.due_on < today:
        raise Refusal("bad-date", earliest=today.isoformat(), latest=None)
    if deed.session.get(TaskRow, command.task) is not None:
        raise Refusal("already-done", step=command.kind)
    if command.basis in {c.Basis.FLOOR, c.Basis.PLAN}:
        raise Refusal("unknown-thing", thing="basis")
    rule = frequency.on(deed.session, today).of(enterprise.district_id, enterprise.supervision_class)
    used = plans.used(
        deed.session, enterprise.district_id, command.authority, command.due_on.year, policy, enterprise.id
    ).get(enterprise.id, (0, 0))
    frequency_rules.check_cap(command.basis, *used, rule[enterprise.grade or "none"].cap, policy)
    _check_pair(deed, (command.officer, command.second), place)
    deed.session.add(
        TaskRow(
            id=command.task, enterprise_id=enterprise.id, kind=TaskKind.INSPECTION.value, basis=command.basis.value,
            authority=command.authority, grade=enterprise.grade, window_from=today, due_on=command.due_on,
            minutes=policy.tasks.inspection_minutes, officer_id=command.officer, second_id=command.second,
            by_hand=True, state=TaskState.ASSIGNED.value, reason=command.reason, by_person=deed.person.id,
            made_at=deed.at, **places.placed_as(enterprise),
        )
    )  # fmt: skip
    return Done(place=place, roles=roles)


def assign(deed: Deed, command: c.AssignTask) -> Done:
    """Hand a task to who may do it there."""
    row, place, roles = _step(deed, command)
    if row.kind == TaskKind.INSPECTION.value:
        _check_pair(deed, (command.officer, command.second), place)
    else:
        _check_officer(deed, command.officer, place)
    second = command.second if row.kind == TaskKind.INSPECTION.value else None
    moved = (row.officer_id, row.second_id) != (command.officer, second)
    row.officer_id, row.second_id, row.by_hand = command.officer, second, True
    row.state, row.reason = TaskState.ASSIGNED.value, ""
    if moved:
        row.day = row.place_no = None
    return Done(place=place, roles=roles)


def accept(deed: Deed, command: c.AcceptTask) -> Done:
    """Take a task."""
    row, place, roles = _step(deed, command, own=True)
    row.state = TaskState.ACCEPTED.value
    return Done(place=place, roles=roles)


def give_back(deed: Deed, command: c.ReturnTask) -> Done:
    """Give a task back: it is nobody's until it is handed out anew; who gave it back, when and why stays with it."""
    row, place, roles = _step(deed, command, own=True)
    mates = [str(who) for who in (row.officer_id, row.second_id) if who not in {None, deed.person.id}]
    row.state, row.reason, row.by_hand = TaskState.RETURNED.value, command.reason, True
    row.officer_id = row.second_id = row.day = row.place_no = None
    deed.session.add(TaskReturn(task_id=row.id, by_person=deed.person.id, at=deed.at, reason=command.reason))
    return Done(place=place, roles=roles, facts={"mates": mates})


def waive(deed: Deed, command: c.WaiveTask) -> Done:
    """Let a task go; what was merged into it stands by itself again."""
    row, place, roles = _step(deed, command)
    row.state, row.reason, row.by_person = TaskState.WAIVED.value, command.reason, deed.person.id
    row.day = row.place_no = None
    for other in deed.session.scalars(select(TaskRow).where(TaskRow.merged_into == row.id).with_for_update()):
        other.state = TaskState.ASSIGNED.value if other.officer_id else TaskState.GENERATED.value
        other.merged_into = None
    return Done(place=place, roles=roles)


def review(deed: Deed, command: c.ReviewTask) -> Done:
    """Accept an inspection, or have it done again."""
    row, place, roles = _step(deed, command)
    if command.accepted:
        row.state = TaskState.DONE.value
        return Done(place=place, roles=roles)
    if not command.opinion.strip():
        raise Refusal("reason-needed", step=command.kind)
    row.state, row.reason = TaskState.RETURNED.value, command.opinion
    row.visit_id = row.finished_on = None
    row.counted = False
    return Done(place=place, roles=roles)


def merge(deed: Deed, command: c.MergeTasks) -> Done:
    """Make one visit of several inspections."""
    row, place, roles = _step(deed, command)
    for other in (tasks.load(deed.session, each) for each in dict.fromkeys(command.others)):
        rules.check_step(TaskState(other.state), command.kind)
        is_alike = other.enterprise_id == row.enterprise_id and other.kind == row.kind == TaskKind.INSPECTION.value
        if other.id == row.id or not is_alike:
            raise Refusal("task-another")
        other.state, other.merged_into, other.by_person = TaskState.MERGED.value, row.id, deed.person.id
        other.day = other.place_no = None
        row.due_on, row.window_from = min(row.due_on, other.due_on), min(row.window_from, other.window_from)
    return Done(place=place, roles=roles)


def order_day(deed: Deed, command: c.OrderDay) -> Done:
    """Keep the officer's own order of a day: of what is still the officer's and open, if the day is not over."""
    today = local_day(deed.at)
    if command.day < today:
        raise Refusal("day-over", day=command.day.isoformat())
    named = [tasks.load(deed.session, each) for each in dict.fromkeys(command.tasks)]
    own = [row for row in named if deed.person.id in {row.officer_id, row.second_id}]
    if not own:
        deed.allowed_now(command, places.place_of(named[0]))
        raise Refusal("not-yours", step=command.kind)
    asked = [row for row in own if TaskState(row.state) in rules.OPEN]
    if not asked:
        raise Refusal("task-state", step=command.kind, state=own[0].state)
    for row in asked:
        roles = deed.allowed_now(command, places.place_of(row))
    standing = tasks.of_day(deed.session, deed.person.id, command.day)
    order = rules.order_of_day([row.id for row in asked], [(row.id, TaskState(row.state)) for row in standing])
    rows = {row.id: row for row in (*standing, *asked)}
    day_routes.keep_order(deed.session, deed.person.id, command.day, [rows[each] for each in order], deed.at)
    return Done(place=places.place_of(asked[0]), roles=roles)


def _step(deed: Deed, command: c.TaskStep, *, own: bool = False) -> tuple[TaskRow, Place, frozenset[Role]]:
    """Load a task, check who acts, and that the step follows."""
    if isinstance(command, c.OrderTasks | c.OrderDay):
        raise Refusal("not-found", thing="task")
    row = tasks.load(deed.session, command.task)
    place = places.place_of(row)
    roles = deed.allowed_now(command, place)
    if own:
        _check_own(deed, row, command.kind)
    rules.check_step(TaskState(row.state), command.kind)
    return row, place, roles


def _check_own(deed: Deed, row: TaskRow, step: str) -> None:
    if deed.person.id not in {row.officer_id, row.second_id}:
        raise Refusal("not-yours", step=step)


def _check_officer(deed: Deed, person: UUID, place: Place) -> None:
    found = people.person_at(deed.session, person, deed.at)
    if found is None or not found.roles(place) & {Role.OFFICER, Role.TOWN_OFFICER}:
        raise Refusal("task-officer")


def _check_pair(deed: Deed, pair: tuple[UUID, UUID | None], place: Place) -> None:
    """Refuse a pair that is not two licensed inspectors of the place without a declared conflict."""
    if pair[1] is None or pair[0] == pair[1]:
        raise Refusal("second-inspector-needed")
    for each in pair:
        found = None if each is None else people.person_at(deed.session, each, deed.at)
        if found is None or not found.licence_no or Role.INSPECTOR not in found.roles(place):
            raise Refusal("task-officer")
    against = select(InspectorConflict.id).where(
        InspectorConflict.person_id.in_(pair), InspectorConflict.enterprise_id == place.enterprise,
        InspectorConflict.ended_at.is_(None),
    )  # fmt: skip
    if deed.session.scalar(against.limit(1)) is not None:
        raise Refusal("task-officer")


HANDLERS: Final[Handlers] = {
    c.AcceptTask: accept,
    c.AssignTask: assign,
    c.MergeTasks: merge,
    c.OrderDay: order_day,
    c.OrderInspection: set_inspection,
    c.OrderTasks: order,
    c.ReturnTask: give_back,
    c.ReviewTask: review,
    c.WaiveTask: waive,
}
