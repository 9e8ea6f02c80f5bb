"""Which closings are looked at again: all that must be, and a random share of the rest, town by town, from a seed.

Source: docs/rules.md 3.1, re-inspection sampling: 5 to 10 % of self-found general hazards that enterprises closed,
monthly; every major, order-based and reopened one.
"""

from __future__ import annotations

import hashlib
import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

Own = TypeVar("Own", UUID, str)


class Chosen(StrEnum):
    """Why a closing is in the sample."""

    RANDOM = "random"
    MAJOR = "major"
    ORDER = "order"
    REOPENED = "reopened"


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """A hazard that was closed in the month."""

    hazard: UUID
    town: int | None
    major: bool
    ordered: bool
    reopened: bool
    by_enterprise: bool


def must(closing: Closing) -> Chosen | None:
    """Say why a closing is looked at in any case."""
    if closing.major:
        return Chosen.MAJOR
    if closing.reopened:
        return Chosen.REOPENED
    return Chosen.ORDER if closing.ordered else None


def draw(closings: Iterable[Closing], share: float, seed: str) -> dict[UUID, Chosen]:
    """Choose the sample: all that must be, and of those enterprises closed themselves a share of each town, rounded up.

    The same closings, share and seed give the same sample, whatever the order: who was drawn follows from the hash of
    seed and id, and nobody can be left out by hand.
    """
    chosen: dict[UUID, Chosen] = {}
    strata: dict[int | None, list[UUID]] = defaultdict(list)
    for closing in closings:
        why = must(closing)
        if why is not None:
            chosen[closing.hazard] = why
        elif closing.by_enterprise:
            strata[closing.town].append(closing.hazard)
    for stratum in strata.values():
        order = ranked(stratum, seed)
        chosen |= dict.fromkeys(order[: math.ceil(share * len(order))], Chosen.RANDOM)
    return chosen


def ranked(ids: Iterable[Own], seed: str) -> list[Own]:
    """Put ids into the order that a seed gives: by the hash of seed and id, whatever order they come in."""
    return sorted(ids, key=lambda own: hashlib.sha256(f"{seed}:{own}".encode()).digest())
