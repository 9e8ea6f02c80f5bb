"""An enterprise's file: which fields a person may propose to change, how well its position is known."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from grids.errors import Refusal


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


def is_high_risk(grade: str | None, colour: str | None, *, is_key: bool) -> bool:
    """Tell whether an enterprise is among those that must never be without somebody: worst grade, red, or listed.

    Source: docs/rules.md 2.4 (red: major risk), 2.7 (grade D: the shortest interval).
    """
    return is_key or grade == "D" or colour == "red"


PROPOSABLE: Final = frozenset(
    {"name", "address", "status", "industry", "employees", "principal", "principal_phone",
     "contact", "contact_phone", "safety_manager", "safety_manager_phone", "uscc", "note"}
)  # fmt: skip


def check_fields(fields: dict[str, str]) -> None:
    """Refuse a proposal that names no field, or one that nobody may propose."""
    if not fields:
        raise Refusal("unknown-thing", thing="fields")
    for name, value in fields.items():
        if name not in PROPOSABLE:
            raise Refusal("unknown-thing", thing=name)
        if name == "status" and value not in set(Status):
            raise Refusal("unknown-thing", thing=value)
