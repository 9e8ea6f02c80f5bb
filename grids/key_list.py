"""The key supervision list: an entry is proposed, decided, in force, and ends only by a decision.

Source: 常安〔2016〕21号 二(三) (R63), docs/rules.md 3.7. On the list an enterprise is visited more often
(grids/due.py) and is grade D (tables/grading.toml, vetoes).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final
from uuid import UUID

from grids.errors import Refusal


class KeyState(StrEnum):
    """Where an entry is."""

    PROPOSED = "proposed"
    REFUSED = "refused"
    IN_FORCE = "in_force"
    EXIT_APPLIED = "exit_applied"
    EXITED = "exited"


class KeySource(StrEnum):
    """Who proposed it: somebody, the escalation of an overdue hazard; or it was there before entries were kept."""

    HAND = "hand"
    LADDER = "ladder"
    CARRIED = "carried"


ON_LIST: Final = frozenset({KeyState.IN_FORCE, KeyState.EXIT_APPLIED})
LIVE: Final = ON_LIST | {KeyState.PROPOSED}
BEFORE: Final = {
    "decide-key-entry": frozenset({KeyState.PROPOSED}),
    "apply-key-exit": frozenset({KeyState.IN_FORCE}),
    "decide-key-exit": frozenset({KeyState.EXIT_APPLIED}),
}
"""Step -> the states it follows from."""


def check_step(state: KeyState, step: str) -> None:
    """Refuse a step that does not follow. Raises: Refusal `key-state`."""
    if state not in BEFORE[step]:
        raise Refusal("key-state", state=state.value, step=step)


def check_decider(by: UUID, proposed_by: UUID | None) -> None:
    """Refuse whoever proposed an entry to decide it too. Raises: Refusal `key-own`."""
    if by == proposed_by:
        raise Refusal("key-own")


def decided(conditions: str, *, approved: bool) -> KeyState:
    """Say where a decision puts an entry: nobody is listed without knowing how to leave.

    Raises: Refusal `key-conditions`.
    """
    if not approved:
        return KeyState.REFUSED
    if not conditions.strip():
        raise Refusal("key-conditions")
    return KeyState.IN_FORCE
