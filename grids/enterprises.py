"""An enterprise: where it is in its life, how well its position is known, how much it must not be left alone."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Status(StrEnum):
    """Where an enterprise is in its life. Source: docs/rules.md 3.6."""

    CANDIDATE = "candidate"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    MOVED_OUT = "moved_out"
    NOT_FOUND = "not_found"
    DEREGISTERED = "deregistered"
    SHUT_DOWN = "shut_down"
    MERGED = "merged"


class PositionQuality(StrEnum):
    """How well the place is known; only `site` and `address` are ever drawn as a point of their own."""

    SITE = "site"
    ADDRESS = "address"
    VILLAGE = "village"
    TOWN = "town"
    DISTRICT = "district"
    NONE = "none"


POINTS: Final = frozenset({PositionQuality.SITE, PositionQuality.ADDRESS})
VISITED: Final = frozenset({Status.ACTIVE, Status.SUSPENDED, Status.CANDIDATE})
"""Statuses of enterprises that are still visited: in dead factories illegal tenants appear."""
LOOKED_AFTER: Final = sorted(status.value for status in VISITED)
"""The same as statements bind them."""


def is_high_risk(grade: str | None, colour: str | None, *, is_key: bool) -> bool:
    """Tell whether an enterprise is among those that must never be without somebody: worst grade, red, or listed.

    Source: docs/rules.md 2.4 (red: major risk), 2.7 (grade D: the shortest interval).
    """
    return is_key or grade == "D" or colour == "red"
