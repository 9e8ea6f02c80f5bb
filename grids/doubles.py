"""When two entries are likely one enterprise: by code, by name and place, by telephone. A person decides.

Source: R19, docs/rules.md 4.5 (L1, L2, L13, L15); the distances are ours (tables/onboarding.toml).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from grids.onboarding import OnboardingPolicy


class Likeness(StrEnum):
    """Why two entries are held to be one, the surest first."""

    CODE = "code"
    NAME_NEAR = "name_near"
    NAME = "name"
    PHONE = "phone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is compared of an entry: its code, the core of its name, its address and its telephone numbers."""

    uscc: str | None
    core: str
    address: str
    phones: frozenset[str]


def likeness(one: Entry, other: Entry, distance_m: float | None, policy: OnboardingPolicy) -> tuple[Likeness, ...]:
    """Say why two entries may be one, the surest reason first; two different codes are two legal units, always.

    `distance_m` is None where a place is not known. Unit: metres.
    """
    if one.uscc is not None and one.uscc == other.uscc:
        return (Likeness.CODE,)
    if one.uscc is not None and other.uscc is not None:
        return ()
    near = distance_m is not None and distance_m <= policy.near_m
    found = []
    if one.core == other.core:
        same_place = near or (bool(one.address) and one.address == other.address)
        found.append(Likeness.NAME_NEAR if same_place else Likeness.NAME)
    if one.phones & other.phones:
        found.append(Likeness.PHONE)
    return tuple(found)
