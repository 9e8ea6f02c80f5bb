"""Tasks: the life of a visit or an inspection that is owed, when a visit counts for it, and who does it.

Source: docs/rules.md 3.3 (life of a task; one effective visit per window; every outcome counts), 2.7 (frequency).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, Literal
from uuid import UUID

from grids.commands import VisitKind
from grids.errors import Refusal


class TaskKind(StrEnum):
    """A patrol is no inspection. Source: 国办发〔2024〕54号."""

    PATROL = "patrol"
    INSPECTION = "inspection"


class TaskState(StrEnum):
    """Where a task stands; overdue is a flag, and superseded is what a new grade or an end took away untouched."""

    GENERATED = "generated"
    ASSIGNED = "assigned"
    ACCEPTED = "accepted"
    IN_PROGRESS = "in_progress"
    SUBMITTED = "submitted"
    DONE = "done"
    RETURNED = "returned"
    WAIVED = "waived"
    MERGED = "merged"
    SUPERSEDED = "superseded"


WAITING: Final = frozenset({TaskState.GENERATED, TaskState.ASSIGNED, TaskState.ACCEPTED, TaskState.RETURNED})
"""Nobody has begun: handed out anew, moved by another grade, merged."""
OPEN: Final = WAITING | {TaskState.IN_PROGRESS}
HANDED_OUT_BY_RUN: Final = WAITING - {TaskState.RETURNED}
"""What a run may hand out: what was handed back, a person hands to another. Source: ours (docs/plans.md)."""
PAID: Final = frozenset({TaskState.SUBMITTED, TaskState.DONE})
OWED: Final = OPEN | PAID
"""What a figure counts as due: not what was waived, merged into another, or taken away."""
BEFORE: Final[Mapping[str, frozenset[TaskState]]] = {
    "assign-task": WAITING,
    "accept-task": frozenset({TaskState.ASSIGNED}),
    "return-task": frozenset({TaskState.ASSIGNED, TaskState.ACCEPTED}),
    "waive-task": WAITING,
    "review-task": frozenset({TaskState.SUBMITTED}),
    "merge-tasks": WAITING,
}


def check_step(state: TaskState, step: str) -> None:
    """Refuse a step that does not follow from the state. Raises: Refusal `task-state`."""
    if state not in BEFORE[step]:
        raise Refusal("task-state", step=step, state=state.value)


def pays(kind: TaskKind, window_from: date, visit: VisitKind, visited_on: date) -> bool:
    """Tell whether a visit, however it ended, counts for a task: of its kind, and not before its window.

    An inspection is also a visit; a patrol is no inspection, and a re-inspection looks after an order only.
    """
    if visited_on < window_from:
        return False
    if kind is TaskKind.PATROL:
        return True
    return visit is VisitKind.INSPECTION


def after_visit(kind: TaskKind) -> Literal[TaskState.DONE, TaskState.SUBMITTED]:
    """Return where a finished visit leaves its task: an inspection is still reviewed."""
    return TaskState.DONE if kind is TaskKind.PATROL else TaskState.SUBMITTED


def order_of_day(asked: Iterable[UUID], standing: Sequence[tuple[UUID, TaskState]]) -> list[UUID]:
    """Order a day as its officer asked: what is over comes before it, what came into the day since comes after it.

    `asked` are open tasks of the officer, of this day or another; `standing` is the day as it stands, in its order. An
    order made without network is of the day as it was then; it takes nothing out of the day. Source: ours.
    """
    over = [own for own, state in standing if state not in OPEN]
    wanted = list(dict.fromkeys(asked))
    known = {*over, *wanted}
    return [*over, *wanted, *(own for own, _ in standing if own not in known)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A piece of work that somebody has to do: how long it takes, and who may, the usual one first."""

    id: UUID
    minutes: int
    able: tuple[UUID, ...]


def shared(work: Iterable[Share], load: Mapping[UUID, int], slack_minutes: int) -> dict[UUID, UUID]:
    """Share work out: to the usual officer, unless that one has so much more than who stands in.

    The longest first, so that what is left evens out; equal loads keep to the usual one. Unit: minutes. Source: ours.
    """
    so_far = dict(load)
    found: dict[UUID, UUID] = {}
    for each in sorted(work, key=lambda one: (len(one.able), -one.minutes, one.id)):
        if not each.able:
            continue
        usual = each.able[0]
        least = min(each.able, key=lambda who: (so_far.get(who, 0), each.able.index(who)))
        who = least if so_far.get(usual, 0) - so_far.get(least, 0) > slack_minutes else usual
        so_far[who] = so_far.get(who, 0) + each.minutes
        found[each.id] = who
    return found


def combined(tasks: Sequence[tuple[UUID, UUID, str, date]], within_days: int) -> list[tuple[UUID, ...]]:
    """Group inspections of different authorities at one enterprise that lie close together: one visit would do.

    `tasks` are (id, enterprise, authority, due day). Source: 国办发〔2024〕54号 (综合查一次).
    """
    found: list[list[tuple[UUID, UUID, str, date]]] = []
    for each in sorted(tasks, key=lambda one: (one[1], one[3], one[0])):
        last = found[-1] if found else None
        joins = (
            last is not None
            and last[0][1] == each[1]
            and (each[3] - last[0][3]).days <= within_days
            and all(other[2] != each[2] for other in last)
        )
        if joins and last is not None:
            last.append(each)
        else:
            found.append([each])
    return [tuple(one[0] for one in group) for group in found if len(group) > 1]
