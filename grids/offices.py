"""Offices: whose people keep a contact table, issue and answer circulars, hold trainings.

An office follows from grants and is kept nowhere: the committee office of a city or district, the office of a town, a
department with its classes. Its key names it on the wire: `town:12`, `department:3`, `department:3:fire+gas`.

Source: 武政办发〔2013〕20号 六-1 (offices and working groups in every town and department); the keys are ours.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from grids.errors import Refusal
from grids.levels import Level
from grids.permissions import Grant, Role

_LONGEST: Final = 9


class OfficeKind(StrEnum):
    """What sort of office, highest first."""

    CITY = "city"
    DISTRICT = "district"
    DEPARTMENT = "department"
    TOWN = "town"


KIND_OF: Final = {
    Role.CITY: (OfficeKind.CITY, Level.CITY),
    Role.DISTRICT: (OfficeKind.DISTRICT, Level.DISTRICT),
    Role.DEPARTMENT: (OfficeKind.DEPARTMENT, Level.DISTRICT),
    Role.TOWN_OFFICER: (OfficeKind.TOWN, Level.TOWN),
    Role.TOWN_HEAD: (OfficeKind.TOWN, Level.TOWN),
}
"""Role -> the office its people belong to, and the level of the grant that makes them belong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """An office by its area, and for a department its classes; none means all classes."""

    kind: OfficeKind
    area: int
    classes: frozenset[str] | None = None

    @property
    def key(self) -> str:
        """Name the office on the wire.

        >>> Office(kind=OfficeKind.DEPARTMENT, area=3, classes=frozenset({"gas", "fire"})).key
        'department:3:fire+gas'
        """
        own = "" if self.classes is None else ":" + "+".join(sorted(self.classes))
        return f"{self.kind.value}:{self.area}{own}"


def of_key(key: str) -> Office:
    """Read an office's key. Raises: Refusal `unknown-thing`.

    >>> of_key("town:12").area
    12
    """
    kind, _, rest = key.partition(":")
    area, has_classes, classes = rest.partition(":")
    fits = kind in set(OfficeKind) and area.isascii() and area.isdigit() and len(area) <= _LONGEST
    if not fits or (has_classes and (kind != OfficeKind.DEPARTMENT or not classes)):
        raise Refusal("unknown-thing", thing="office")
    return Office(kind=OfficeKind(kind), area=int(area), classes=frozenset(classes.split("+")) if has_classes else None)


def offices_of(grants: Iterable[Grant]) -> tuple[Office, ...]:
    """List the offices somebody belongs to; heads of single grid units belong by their grant for the town."""
    found: dict[str, Office] = {}
    for grant in grants:
        kind, level = KIND_OF.get(grant.role, (None, None))
        if kind is None or grant.level is not level or grant.area is None:
            continue
        classes = grant.classes if kind is OfficeKind.DEPARTMENT else None
        office = Office(kind=kind, area=grant.area, classes=classes)
        found[office.key] = office
    return tuple(found.values())


def check_own(grants: Iterable[Grant], key: str) -> Office:
    """Return the office if it is the person's own. Raises: Refusal `unknown-thing`, `office-not-yours`."""
    office = of_key(key)
    if office.key not in {own.key for own in offices_of(grants)}:
        raise Refusal("office-not-yours")
    return office
