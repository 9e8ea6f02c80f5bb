"""The key supervision list: propose, decide, ask to leave, decide to let go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from grids.commands.terms import Photos
from grids.units import Note, Strict, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposeKeyEntry(Strict):
    """Propose an enterprise for the list: why, what shows it, what it must do to leave again."""

    kind: Literal["propose-key-entry"] = "propose-key-entry"
    entry: UUID
    enterprise: UUID
    hazard: UUID | None = None
    reason: Text
    evidence: Note = ""
    conditions: Note = ""
    photos: Photos = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideKeyEntry(Strict):
    """Put an enterprise on the list with the conditions to leave, or refuse."""

    kind: Literal["decide-key-entry"] = "decide-key-entry"
    entry: UUID
    approved: bool
    opinion: Text
    conditions: Note = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplyKeyExit(Strict):
    """Ask to leave: how the conditions are met."""

    kind: Literal["apply-key-exit"] = "apply-key-exit"
    entry: UUID
    reason: Text
    photos: Photos = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideKeyExit(Strict):
    """Take an enterprise off the list, or keep it there."""

    kind: Literal["decide-key-exit"] = "decide-key-exit"
    entry: UUID
    approved: bool
    opinion: Text


KeyListStep = ProposeKeyEntry | DecideKeyEntry | ApplyKeyExit | DecideKeyExit
