"""How complete a file is: which facts and ledgers an enterprise owes, what is missing, and who owes it."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from grids.enterprise_files import Owner, Topic, Topics
from grids.enterprises import VISITED, Status

POSITION: Final = "position"
VERIFIED: Final = "verified"
_UNLICENSED_HAVE_NONE: Final = frozenset({"uscc", "reg_type", "legal_rep", "business_scope", "affiliation"})
"""A unit without any licence can't be asked for what the licence says. Source: docs/rules.md 3.6."""
_WORST: Final = "D"


class Owes(StrEnum):
    """Who owes a missing fact. Source: docs/rules.md 3.10, R26, R29, R57; 4.5 (each rule has an owner)."""

    ENTERPRISE = "enterprise"
    OFFICER = "officer"
    TOWN = "town"
    DEPARTMENT = "department"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One fact or ledger of the table: its weight, who owes it, and of whom it is asked."""

    weight: int
    owed_by: str
    all: bool = False
    classes: frozenset[str] = frozenset()
    scales: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class FilePolicy:
    """The numbers of files that hold on a day. Unit: days are calendar days. Source: tables/completeness.toml."""

    base: Mapping[str, Asked]
    topics: Mapping[str, Asked]
    verified_days: int
    verified_days_worst: int
    expiring_days: tuple[int, ...]
    merge_undo_days: int
    resume_check_days: int
    suspended_check_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is looked at: names of basic facts that are filled, ledgers with a record that holds today, and the rest."""

    filled: AbstractSet[str]
    topics: AbstractSet[str]
    lapsed: AbstractSet[str]
    """Ledgers all of whose papers have run out."""
    tags: AbstractSet[str]
    status: str
    supervision_class: str
    scale: str | None
    grade: str | None
    owner: Owner
    has_account: bool
    unlicensed: bool
    position_verified: bool
    verified_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """One thing that is owed: a basic fact or a ledger, by whom, why."""

    what: str
    name: str
    why: str
    owed_by: Owes
    weight: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Completeness:
    """Weights that are there and that are owed; nothing is owed by an enterprise that is no more."""

    filled: int
    owed: int
    missing: tuple[Missing, ...]

    @property
    def percent(self) -> int | None:
        """Give the share in whole percent, rounded down so that only a whole file says 100; None where none is owed."""
        return None if self.owed == 0 else self.filled * 100 // self.owed


def completeness(standing: Standing, topics: Topics, policy: FilePolicy, today: date) -> Completeness:
    """Weigh a file.

    Unit: weights of tables/completeness.toml. Source: docs/rules.md 3.10, C1-C6, T1.
    """
    if Status(standing.status) not in VISITED:
        return Completeness(filled=0, owed=0, missing=())
    owed = 0
    missing: list[Missing] = []
    for name, asked in policy.base.items():
        if standing.unlicensed and name in _UNLICENSED_HAVE_NONE:
            continue
        owed += asked.weight
        why = _base_lacks(name, standing, policy, today)
        if why is not None:
            missing.append(_missing("base", name, why, asked, standing))
    for name, asked in policy.topics.items():
        if not is_owed(topics[name], asked, standing):
            continue
        owed += asked.weight
        if name not in standing.topics:
            missing.append(_missing("topic", name, "lapsed" if name in standing.lapsed else "empty", asked, standing))
    missing.sort(key=lambda each: (-each.weight, each.what, each.name))
    return Completeness(filled=owed - sum(each.weight for each in missing), owed=owed, missing=tuple(missing))


def is_owed(topic: Topic, asked: Asked, standing: Standing) -> bool:
    """Tell whether a ledger is asked of this enterprise: by its tag, class or size, or of everyone."""
    return (
        asked.all
        or topic.tag in standing.tags
        or standing.supervision_class in asked.classes
        or standing.scale in asked.scales
    )


def verified_until(verified_on: date, grade: str | None, policy: FilePolicy) -> date:
    """Return the last day on which a verification still counts. Source: docs/rules.md 3.10 T1."""
    return verified_on + timedelta(days=policy.verified_days_worst if grade == _WORST else policy.verified_days)


def _base_lacks(name: str, standing: Standing, policy: FilePolicy, today: date) -> str | None:
    if name == POSITION:
        return None if standing.position_verified else "unverified"
    if name == VERIFIED:
        if standing.verified_on is None:
            return "never"
        return "stale" if today > verified_until(standing.verified_on, standing.grade, policy) else None
    return None if name in standing.filled else "empty"


def _missing(what: str, name: str, why: str, asked: Asked, standing: Standing) -> Missing:
    return Missing(what=what, name=name, why=why, owed_by=_owes(asked.owed_by, standing), weight=asked.weight)


def _owes(owed_by: str, standing: Standing) -> Owes:
    """Name who owes: the enterprise only where it can, having an account; else whose data it is."""
    if owed_by == "officer":
        return Owes.OFFICER
    if owed_by == "enterprise" and standing.has_account:
        return Owes.ENTERPRISE
    return Owes(standing.owner.value)
