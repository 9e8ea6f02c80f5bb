"""The life of an enterprise: which status may follow which, merging double entries and taking it back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from grids.completeness import FilePolicy
from grids.enterprises import Status
from grids.errors import Refusal
from grids.policy import local_day

_GONE: Final = frozenset({Status.MOVED_OUT, Status.NOT_FOUND, Status.DEREGISTERED, Status.SHUT_DOWN})
NEXT: Final[dict[Status, frozenset[Status]]] = {
    Status.CANDIDATE: frozenset({Status.ACTIVE, Status.SUSPENDED}) | _GONE,
    Status.ACTIVE: frozenset({Status.SUSPENDED}) | _GONE,
    Status.SUSPENDED: frozenset({Status.ACTIVE}) | _GONE,
    **{gone: frozenset({Status.ACTIVE, Status.SUSPENDED}) | (_GONE - {gone}) for gone in _GONE},
    Status.MERGED: frozenset(),
}
"""Status -> what may follow. What is gone can come back; what is merged only by taking the merge back.

Source: docs/rules.md 3.6.
"""


def check_step(now: str, wanted: str) -> None:
    """Refuse a status that does not follow from the present one."""
    if Status(wanted) not in NEXT[Status(now)]:
        raise Refusal("status-step", now=now, wanted=wanted)


def check_merge(
    entry: UUID, master: UUID, *, statuses: tuple[str, str], codes: tuple[str | None, str | None], same_district: bool
) -> None:
    """Refuse to merge what is not one enterprise: two legal units at one place are linked as lessor and tenant.

    `statuses` and `codes` are those of the entry and of the master. Source: docs/rules.md 3.6.
    """
    if entry == master or Status.MERGED in statuses or not same_district:
        raise Refusal("merge-unfit")
    mine, its = codes
    if mine is not None and its is not None and mine != its:
        raise Refusal("merge-two-units", one=mine, other=its)


def check_undo(merged_at: datetime, at: datetime, policy: FilePolicy) -> None:
    """Refuse to take a merge back after its days. Source: docs/rules.md 3.10 (reversible for 30 days)."""
    last = local_day(merged_at) + timedelta(days=policy.merge_undo_days)
    if local_day(at) > last:
        raise Refusal("merge-too-late", days=policy.merge_undo_days, last=last.isoformat())


def days_to_look(status: str, policy: FilePolicy) -> int | None:
    """Say in how many days somebody must look after a change of status, or nothing.

    One that stopped is looked at again: in dead factories illegal tenants appear; one that resumes, before it produces.
    Source: docs/rules.md 3.10, 4.5 T5.
    """
    return {Status.SUSPENDED: policy.suspended_check_days, Status.ACTIVE: policy.resume_check_days}.get(Status(status))
