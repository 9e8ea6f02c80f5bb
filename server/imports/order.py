"""What somebody asks to be imported, and how far they may reach."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from uuid import UUID

from gis.repair import Limits
from grids.policy import local_day

Tell = Callable[[str, int, int | None], None]
"""Hears of progress: which part, how much is done, of how much (None: not known)."""


class Kind(StrEnum):
    """What a file holds."""

    DIVISIONS = "divisions"
    GRIDS = "grids"
    ENTERPRISES = "enterprises"
    INSPECTIONS = "inspections"
    """Past inspections and their findings, with the places they were at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Districts and towns a person may import into; None: everywhere, as from the shell."""

    districts: frozenset[int] | None = None
    towns: frozenset[int] | None = None

    def covers(self, district: int | None, town: int | None) -> bool:
        """Tell whether a place may be written to."""
        if self.districts is None and self.towns is None:
            return True
        return district in (self.districts or ()) or town in (self.towns or ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One import as it was asked for."""

    kind: Kind
    path: Path
    file_name: str
    at: datetime
    language: str = "zh"
    crs: str | None = None
    """A system named here is believed without smelling."""
    mapping: Path | None = None
    layer: str | None = None
    district: str | None = None
    """Name or code of the district that rows without one belong to."""
    code_system: str | None = None
    code_edition: str | None = None
    metric_srid: int | None = None
    limits: Limits = field(default_factory=Limits)
    person: UUID | None = None
    reach: Reach = field(default_factory=Reach)
    dry_run: bool = False

    @property
    def day(self) -> date:
        """Give the day of the import in local time."""
        return local_day(self.at)


def silent(_what: str, _done: int, _total: int | None) -> None:
    """Hear of progress and say nothing."""
