"""Onboarding: whom a phase asks, how far an enterprise has come, and what would prove the rest.

Source: 武政办发〔2013〕20号 二, 四; docs/rules.md R03, R04, R19 to R21.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum

from grids.errors import Refusal


class InScope(StrEnum):
    """Whether a phase asks an enterprise; `unknown` where facts are missing that would decide it."""

    IN = "in"
    OUT = "out"
    UNKNOWN = "unknown"


class Stage(IntEnum):
    """How far an enterprise has come; each stage takes in the ones before. Source: R03."""

    EXPECTED = 0
    REGISTERED = 1
    FILED = 2
    RUNNING = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """Whom one phase asks, from when, until when. Unit: whole yuan a year."""

    number: int
    name: str
    name_en: str
    starts_on: date
    target_on: date
    min_output_yuan: int | None = None
    classes: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    everyone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OnboardingPolicy:
    """The numbers of onboarding that hold on a day. Source: tables/onboarding.toml."""

    filed: tuple[str, ...]
    screening_days: int
    near_m: float
    shared_phone_max: int
    name_alike_min: float
    candidates_max: int
    applications_hourly: int
    tries_hourly: int
    applications_daily_phone: int
    lookups_hourly: int
    phases: tuple[Phase, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the scope of a phase is decided from; `output_yuan` is None where nobody has said it."""

    supervision_class: str
    tags: frozenset[str]
    output_yuan: int | None


def in_scope(phase: Phase, facts: Facts) -> InScope:
    """Tell whether a phase asks an enterprise.

    One reason is enough. Where no reason is known and the output is not, the enterprise may be meant: it is unknown,
    and listed, never silently out. Source: R03 (output, high-risk industries, crowded places), R04 (everyone).

    >>> phase = Phase(number=1, name="", name_en="", starts_on=date(2013, 2, 1), target_on=date(2013, 12, 31),
    ...               min_output_yuan=5_000_000, tags=frozenset({"涉爆粉尘"}))
    >>> in_scope(phase, Facts(supervision_class="industry", tags=frozenset({"涉爆粉尘"}), output_yuan=None)).value
    'in'
    >>> in_scope(phase, Facts(supervision_class="industry", tags=frozenset(), output_yuan=None)).value
    'unknown'
    """
    if phase.everyone or facts.supervision_class in phase.classes or facts.tags & phase.tags:
        return InScope.IN
    if phase.min_output_yuan is None:
        return InScope.OUT
    if facts.output_yuan is None:
        return InScope.UNKNOWN
    return InScope.IN if facts.output_yuan >= phase.min_output_yuan else InScope.OUT


def stage(*, registered: bool, filed: bool, running: bool) -> Stage:
    """Return how far an enterprise has come: what is done out of turn does not count before its turn.

    >>> stage(registered=True, filed=False, running=True).name
    'REGISTERED'
    """
    reached = Stage.EXPECTED
    for step, done in ((Stage.REGISTERED, registered), (Stage.FILED, filed), (Stage.RUNNING, running)):
        if not done:
            break
        reached = step
    return reached


def lacking(filled: Collection[str], policy: OnboardingPolicy) -> tuple[str, ...]:
    """Name the facts that the file still owes before it counts as filled in."""
    return tuple(name for name in policy.filed if name not in filled)


def in_force(phases: Collection[Phase], own: Mapping[int, Phase]) -> tuple[Phase, ...]:
    """Put a district's own phases in the place of those that ship, in the order of their numbers."""
    return tuple(phase for _, phase in sorted({**{p.number: p for p in phases}, **own}.items()))


def check_phase(phase: Phase, valid_from: date, today: date) -> None:
    """Refuse a phase that asks nobody, ends before it begins, or would rewrite what has held already."""
    if not (phase.everyone or phase.classes or phase.tags or phase.min_output_yuan is not None):
        raise Refusal("phase-empty")
    if phase.target_on < phase.starts_on:
        raise Refusal("bad-date", earliest=phase.starts_on.isoformat(), latest="—")
    if valid_from < today:
        raise Refusal("bad-date", earliest=today.isoformat(), latest="—")
