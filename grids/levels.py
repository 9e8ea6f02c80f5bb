"""The five levels and the place a fact belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Level(StrEnum):
    """Four levels of administration; the enterprise below them is the fifth.

    Source: 常安〔2016〕21号 二(二), five levels on one platform.
    """

    CITY = "city"
    DISTRICT = "district"
    TOWN = "town"
    VILLAGE = "village"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a fact belongs: every ancestor's id, so that scope is one comparison."""

    enterprise: UUID | None = None
    unit: int | None = None
    village: int | None = None
    town: int | None = None
    district: int | None = None
    city: int | None = None
    supervision_class: str | None = None
    hazard: UUID | None = None
    notice: UUID | None = None

    def area(self, level: Level) -> int | None:
        """Return the id of the area of this level, if known."""
        return {
            Level.CITY: self.city,
            Level.DISTRICT: self.district,
            Level.TOWN: self.town,
            Level.VILLAGE: self.village,
        }[level]
