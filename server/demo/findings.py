"""What is found at an enterprise: which items fail, how that is told, where it is and what is drawn of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from grids import commands as c
from grids.commands import HazardLevel
from grids.hazards import Hazard, Source, State
from server import standards
from server.demo.files import table
from server.demo.firms import Firm
from server.demo.lives import Life, World
from server.demo.odds import happens
from server.demo.people import Member

_MAJOR_DANGER: Final = 22.0
"""Below this danger nothing major is found."""
_TAGGED, _OF_CLASS = 2, 1


@dataclass(frozen=True, slots=True)
class Standard:
    """A checklist as the demo uses it: its version in the database and the kinds of findings its items allow."""

    version: int
    days: tuple[tuple[date, int], ...]
    """From which day each version holds, the oldest first; none known: the one that holds."""
    classes: tuple[str, ...]
    tags: tuple[str, ...]
    items: tuple[dict[str, Any], ...]
    kinds: tuple[tuple[dict[str, Any], tuple[str, ...]], ...]

    def applies_to(self, firm: Firm) -> bool:
        """Say whether a visit there may use it."""
        by_class = not self.classes or firm.kind in self.classes
        return by_class and (not self.tags or any(tag in firm.tags for tag in self.tags))

    def version_on(self, day: date) -> int:
        """Return the version that held on a day, or the first one."""
        held = [version for begins, version in self.days if begins <= day]
        return held[-1] if held else next((version for _, version in self.days), self.version)

    @property
    def particularity(self) -> int:
        """Rank lists as the phone does: by tag before by class before for all."""
        return (_TAGGED if self.tags else 0) + (_OF_CLASS if self.classes else 0)


Days = Mapping[str, Sequence[tuple[date, int]]]
"""Checklist -> its versions with the day each begins."""


def read_standards(versions: Mapping[str, int], days: Days) -> tuple[Standard, ...]:
    """Join the shipped checklists with the ids they have in this database, the most particular first."""
    kinds = table("findings")["kind"]
    found = []
    for written in standards.read():
        items = written["version"][-1]["items"]
        codes = {item["code"] for item in items}
        usable = tuple(
            (kind, tuple(code for code in kind["items"] if code in codes))
            for kind in kinds
            if codes & set(kind["items"])
        )
        version = versions[written["code"]]
        held = tuple(days.get(written["code"], ()))
        found.append(Standard(version, held, tuple(written["classes"]), tuple(written["tags"]), tuple(items), usable))
    return tuple(sorted(found, key=lambda standard: (-standard.particularity, standard.version)))


@dataclass(frozen=True, slots=True)
class Find:
    """A kind of shortcoming and the item it fails."""

    kind: dict[str, Any]
    item: dict[str, Any]

    @property
    def is_major(self) -> bool:
        """Say whether it meets a criterion of major hazards."""
        return self.kind.get("level") == HazardLevel.MAJOR


def look(world: World, firm: Firm, standard: Standard, count: int, month: int) -> list[Find]:
    """Choose what is found, by season; major things only where there is danger, and one at a time."""
    items = {item["code"]: item for item in standard.items}
    weights = [_weight(firm, kind, month) for kind, _ in standard.kinds]
    found: dict[str, Find] = {}
    for _ in range(count):
        kind, codes = world.chance.choices(standard.kinds, weights)[0]
        find = Find(kind, items[world.chance.choice(codes)])
        if not (find.is_major and any(other.is_major for other in found.values())):
            found[find.item["code"]] = find
    return list(found.values())


def found_by(
    world: World, find: Find, firm: Firm, who: Member, seen: tuple[datetime, UUID | None, tuple[float, float] | None]
) -> Life:
    """Make the hazard that somebody has found: its words, place and pictures."""
    chance, kind = world.chance, find.kind
    found_at, visit, at_place = seen
    before, _ = world.pictures[kind["drawing"]]
    variant = chance.randrange(len(before))
    shown = [before[variant], *(before[:variant] + before[variant + 1 :])][: 2 if happens(chance, 0.25) else 1]
    photos = tuple(
        c.Photo(sha256=sha256, taken_at=found_at + timedelta(seconds=15 + 20 * n)) for n, sha256 in enumerate(shown)
    )
    level = HazardLevel.MAJOR if find.is_major else HazardLevel.GENERAL
    command = c.RecordHazard(
        hazard=world.new_id(), enterprise=firm.id, visit=visit, found_at=found_at,
        place=chance.choice(kind["places"]), description=chance.choice(kind["seen"]), category=find.item["category"],
        level=level, photos=photos, check_item=find.item["code"], suggestion=kind["advice"],
        interim_measures=kind.get("interim", ""), responsible=firm.people["safety_manager"],
    )  # fmt: skip
    return Life(
        firm=firm, found=command, drawing=(kind["drawing"], variant), demand=kind["advice"],
        done_text=chance.choice(kind["done"]),
        criterion=kind.get("criterion", ""), recorded_at=found_at,
        hazard=Hazard(
            id=command.hazard, enterprise=firm.id, state=State.REPORTED, level=level, source=Source.GRID,
            found_by=who.id, found_at=found_at,
        ),
        point=at_place or firm.filed, radius_m=round(chance.uniform(5, 30), 1) if at_place else None,
        point_from="fix" if at_place else "enterprise",
    )  # fmt: skip


def pictures_of(world: World, life: Life, at: datetime, *, mended: bool) -> tuple[c.Photo, ...]:
    """Take a picture of the same spot later."""
    drawing, variant = life.drawing
    sha256 = world.pictures[drawing][1 if mended else 0][variant]
    return (c.Photo(sha256=sha256, taken_at=at - timedelta(seconds=world.chance.randint(10, 40))),)


def _weight(firm: Firm, kind: dict[str, Any], month: int) -> float:
    if kind.get("level") == HazardLevel.MAJOR:
        return 0.4 * kind["weight"] if firm.danger > _MAJOR_DANGER else 0.0
    return float(kind["weight"]) * (2.0 if month in kind.get("season", ()) else 1.0)
