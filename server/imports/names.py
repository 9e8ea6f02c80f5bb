"""Divisions by the names and codes people write: within the parent first, by code only where it is sure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from grids.levels import Level
from server.store.tables import Area, AreaCode

ORDER: Final = (Level.CITY, Level.DISTRICT, Level.TOWN, Level.VILLAGE)
_ENDINGS: Final = {
    Level.CITY: re.compile(r"市$"),
    Level.DISTRICT: re.compile(r"(自治县|区|县|市)$"),
    Level.TOWN: re.compile(r"(街道办事处|街道|镇|乡)$"),
    Level.VILLAGE: re.compile(r"(社区|村)?(居民委员会|村民委员会|居委会|村委会|社区|村)$"),
}
_DIGITS: Final = {Level.CITY: 4, Level.DISTRICT: 6, Level.TOWN: 9, Level.VILLAGE: 12}


@dataclass(frozen=True, slots=True)
class Division:
    """A division with the ids of everything above it, itself included."""

    id: int
    level: Level
    name: str
    parent: int | None
    city: int | None
    district: int | None
    town: int | None
    village: int | None


@dataclass(slots=True)
class Territory:
    """All divisions, found by name within a parent, and by code."""

    by_id: dict[int, Division] = field(default_factory=dict)
    _exact: dict[tuple[int | None, Level, str], set[int]] = field(default_factory=dict)
    _plain: dict[tuple[int | None, Level, str], set[int]] = field(default_factory=dict)
    _codes: dict[str, set[int]] = field(default_factory=dict)
    _editions: dict[tuple[str, str, str], int] = field(default_factory=dict)

    def add(self, division: Division) -> None:
        """Make a division findable, under its parent and everything above."""
        self.by_id[division.id] = division
        for above in self._above(division):
            for names, name in ((self._exact, division.name), (self._plain, plain(division.name, division.level))):
                names.setdefault((above, division.level, name), set()).add(division.id)

    def add_code(self, system: str, edition: str, code: str, division: int) -> None:
        """Make a division findable by a code of one system and edition."""
        self._editions[system, edition, trimmed(code)] = division
        self._codes.setdefault(trimmed(code), set()).add(division)

    def named(self, parent: int | None, level: Level, name: str) -> Division | None:
        """Find by name below a parent: the very name, else the one whose name differs only in its ending."""
        if not name:
            return None
        exact = self._exact.get((parent, level, name), set())
        found = exact or self._plain.get((parent, level, plain(name, level)), set())
        return self.by_id[next(iter(found))] if len(found) == 1 else None

    def coded(self, system: str, edition: str, code: str) -> Division | None:
        """Find by the code of one edition of one system."""
        found = self._editions.get((system, edition, trimmed(code)))
        return None if found is None else self.by_id[found]

    def coded_anywhere(self, code: str) -> Division | None:
        """Find by a code of unknown edition; None where editions mean different places by it."""
        found = self._codes.get(trimmed(code), set()) if code else set()
        return self.by_id[next(iter(found))] if len(found) == 1 else None

    def of_level(self, level: Level) -> list[Division]:
        """List the divisions of a level."""
        return [division for division in self.by_id.values() if division.level is level]

    def _above(self, division: Division) -> set[int | None]:
        return {division.parent, division.city, division.district, division.town, None} - {division.id}


def load(session: Session) -> Territory:
    """Read all divisions and their codes."""
    territory = Territory()
    for row in session.execute(
        select(Area.id, Area.level, Area.name, Area.parent_id, Area.city_id, Area.district_id, Area.town_id)
    ):
        territory.add(
            division(row.id, Level(row.level), row.name, row.parent_id, (row.city_id, row.district_id, row.town_id))
        )
    codes = select(AreaCode.system, AreaCode.edition, AreaCode.code, AreaCode.area_id)
    for system, edition, code, area in session.execute(codes):
        territory.add_code(system, edition, code, area)
    return territory


def division(
    own: int, level: Level, name: str, parent: int | None, above: tuple[int | None, int | None, int | None]
) -> Division:
    """Make a division; a row names the ids above it, here its own is among them."""
    city, district, town = above
    return Division(
        own, level, name, parent,
        own if level is Level.CITY else city,
        own if level is Level.DISTRICT else district,
        own if level is Level.TOWN else town,
        own if level is Level.VILLAGE else None,
    )  # fmt: skip


def plain(name: str, level: Level) -> str:
    """Take the ending off a name that people leave out or write differently.

    >>> plain("毛家村村委会", Level.VILLAGE), plain("毛家村民委员会", Level.VILLAGE), plain("湖塘镇", Level.TOWN)
    ('毛家', '毛家', '湖塘')
    """
    bare = _ENDINGS[level].sub("", name.strip())
    return bare or name.strip()


def trimmed(code: str) -> str:
    """Take the zeros off a 12-digit code that only fill it up, so that 320412000000 is 320412.

    >>> trimmed("320412000000"), trimmed("320412100000"), trimmed("320400000000"), trimmed("320412100201")
    ('320412', '320412100', '3204', '320412100201')
    """
    level = level_of(code)
    return code if level is None else code[: _DIGITS[level]]


def level_of(code: str) -> Level | None:
    """Tell the level from a statistical code of 4, 6, 9 or 12 digits, filled up with zeros or not."""
    if not code.isdigit() or len(code) not in {4, 6, 9, 12}:
        return None
    full = code.ljust(12, "0")
    if full[4:] == "0" * 8:
        return Level.CITY
    if full[6:] == "0" * 6:
        return Level.DISTRICT
    return Level.TOWN if full[9:] == "000" else Level.VILLAGE
