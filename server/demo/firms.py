"""The demo's enterprises: their trade, size and dangers, and where they stand, as far as anybody knows."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any, Final
from uuid import UUID

import shapely

from grids.enterprises import PositionQuality
from server.demo.files import table
from server.demo.ground import Ground, Unit
from server.demo.names import Names
from server.demo.odds import drawn, happens
from server.demo.people import FIRST_UNIT

COUNT: Final = 3000
_IN_FIRST_UNIT: Final = 50
"""So many at any scale: the first officer's day is what people look at."""
_QUALITIES: Final = (("site", 0.55), ("address", 0.15), ("village", 0.20), ("town", 0.08), ("district", 0.02))
_QUALITIES_AT_FIRST: Final = (("site", 0.84), ("address", 0.06), ("village", 0.08), ("town", 0.02))
"""In the first unit most have been stood at; the others are new on the list."""
_GRADES: Final = (("D", 0.05), ("C", 0.20), ("B", 0.40), ("A", 0.30))
"""From the most dangerous down; the rest is not graded."""
_COLOURS: Final = {"A": ("blue",) * 3, "B": ("yellow",) * 3, "C": ("orange",) * 3, "D": ("red",) * 3}
_DANGER: Final = {"重大危险源": 45, "危险化学品": 22, "涉爆粉尘": 28, "冶金铸造": 22, "有限空间": 15, "锂电池": 20,
                  "喷涂": 10, "人员密集场所": 14, "燃气使用": 6, "特种设备": 4, "承租承包": 4}  # fmt: skip
_SCALES: Final = ((20, "微型"), (300, "小型"), (1000, "中型"))
_KEY_SHARE: Final = 0.015
_STATUSES: Final = (("active", 0.972), ("suspended", 0.02), ("candidate", 0.008))


@dataclass(slots=True, kw_only=True)
class Firm:
    """An enterprise. `stands` is where it really is, `filed` and `premises` what the file says, all in metres."""

    id: UUID
    name: str
    name_en: str
    uscc: str | None
    own_code: str
    address: str
    trade: dict[str, Any]
    employees: int
    tags: list[str]
    unit: Unit
    village: int | None
    stands: tuple[float, float]
    quality: PositionQuality
    filed: tuple[float, float]
    premises: Any
    people: dict[str, str]
    listed_on: date
    danger: float = 0.0
    grade: str | None = None
    colour: str | None = None
    key_list: bool = False
    unit_source: str = "point"
    unit_reason: str | None = None
    status: str = "active"
    status_since: date | None = None
    note: str = ""

    @property
    def unit_id(self) -> int | None:
        """Give the unit the file names; None where nobody could tell."""
        return None if self.unit_source == "none" else self.unit.id

    @property
    def kind(self) -> str:
        """Give the class it is supervised as."""
        return str(self.trade["class"])

    @property
    def scale(self) -> str:
        """Give the size class by head-count."""
        return next((name for below, name in _SCALES if self.employees < below), "大型")


class Founding:
    """Founds the enterprises of one district."""

    def __init__(self, ground: Ground, names: Names, chance: Random, on: date) -> None:
        """Read what does not change from one to the next."""
        self._ground = ground
        self._names = names
        self._chance = chance
        self._on = on
        self._trades = table("trades")["trade"]
        self._shares = [trade["share"] for trade in self._trades]
        self._centres = {d.id: ground.to_metres(d.centre) for d in ground.divisions if d.centre is not None}
        self._names_of = {d.id: d.name for d in ground.divisions}
        self._units_of = Counter(unit.village for unit in ground.units)

    def all(self, scale: float) -> list[Firm]:
        """Found them all, unit by unit, and grade them by their danger."""
        firms = [firm for unit, count in self._counts(scale) for firm in self._of_unit(unit, count)]
        self._grade(firms)
        return firms

    def _counts(self, scale: float) -> Iterator[tuple[Unit, int]]:
        weight = {town.id: town.weight for town in self._ground.towns}
        units = self._ground.units
        each = {unit.id: weight[unit.town.id] * self._chance.uniform(0.7, 1.3) for unit in units}
        per_town = {t: sum(each[u.id] for u in units if u.town.id == t) for t in weight}
        total = sum(weight.values())
        for place, unit in enumerate(units):
            share = weight[unit.town.id] / total * each[unit.id] / per_town[unit.town.id]
            yield unit, _IN_FIRST_UNIT if place == FIRST_UNIT else max(1, round(COUNT * scale * share))

    def _of_unit(self, unit: Unit, count: int) -> Iterator[Firm]:
        shapely.prepare(unit.land)
        middles = [self._anywhere(unit) for _ in range(4)]
        for _ in range(count):
            trade = self._chance.choices(self._trades, self._shares)[0]
            works = trade["where"] == "works"
            middle = self._chance.choice(middles[1:]) if works else middles[0]
            stands = self._near(unit, middle, 380.0 if works else 220.0)
            yield self._found(unit, trade, stands)

    def _found(self, unit: Unit, trade: dict[str, Any], stands: tuple[float, float]) -> Firm:
        chance = self._chance
        village = self._village_at(unit, stands)
        name, english = self._names.enterprise(trade, unit.town.name.rstrip("镇街道"))
        low, high = trade["head"]
        firm = Firm(
            id=UUID(int=chance.getrandbits(128), version=4), name=name, name_en=english,
            uscc=self._names.uscc() if happens(chance, 0.96) else None, own_code="",
            address=self._address(unit, village), trade=trade,
            employees=round(math.exp(chance.uniform(math.log(low), math.log(high)))),
            tags=[tag for tag, often in trade["tags"].items() if happens(chance, often)],
            unit=unit, village=village, stands=stands, quality=PositionQuality.SITE, filed=stands, premises=None,
            people=self._people(), listed_on=self._listed(), status=drawn(chance, _STATUSES),
        )  # fmt: skip
        self._locate(firm)
        return firm

    def _people(self) -> dict[str, str]:
        principal, contact, safety = (self._names.person() for _ in range(3))
        phones = [self._names.phone() for _ in range(3)]
        return {
            "principal": principal, "principal_phone": phones[0], "contact": contact, "contact_phone": phones[1],
            "safety_manager": safety, "safety_manager_phone": phones[2],
        }  # fmt: skip

    def _listed(self) -> date:
        """Say since when it is in the list: most from the beginning, two years ago, the others in their course."""
        days = self._chance.uniform(715, 760) if happens(self._chance, 0.7) else self._chance.uniform(5, 715)
        return self._on - timedelta(days=int(days))

    def _address(self, unit: Unit, village: int | None) -> str:
        place = self._names_of[unit.town.id]
        road, number = self._chance.randint(1, 40), self._chance.randint(1, 299)
        within = self._names_of[village] if village else ""
        for ending in ("居民委员会", "村民委员会", "居委会", "村委会"):
            within = within.removesuffix(ending)
        return f"{self._names_of[self._ground.district]}{place}{within}示范{road}路{number}号"

    def _locate(self, firm: Firm) -> None:
        """Decide how well the place is known, what the file says, and so which unit has it."""
        is_first = firm.unit.id == self._ground.units[FIRST_UNIT].id
        firm.quality = PositionQuality(drawn(self._chance, _QUALITIES_AT_FIRST if is_first else _QUALITIES))
        if is_first and firm.quality is not PositionQuality.SITE:
            firm.listed_on = self._on - timedelta(days=self._chance.randint(15, 130))
        if firm.quality is PositionQuality.VILLAGE and firm.village is None:
            firm.quality = PositionQuality.TOWN
        match firm.quality:
            case PositionQuality.SITE:
                if firm.trade["where"] == "works" and happens(self._chance, 0.25):
                    firm.premises = self._yard(firm.stands)
            case PositionQuality.ADDRESS:
                firm.filed = self._near(firm.unit, firm.stands, 45.0)
            case PositionQuality.VILLAGE:
                firm.filed = self._centres[firm.village or 0]
                if self._units_of[firm.village] == 1:
                    firm.unit_source = "area"
                else:
                    firm.unit_source, firm.unit_reason = "manual", "地址只到村，按名册由镇里指定"
            case _:
                area = firm.unit.town.id if firm.quality is PositionQuality.TOWN else self._ground.district
                firm.filed = self._centres[area]
                if happens(self._chance, 0.88):  # the town office has found out
                    firm.unit_source, firm.unit_reason = "manual", "地址不详，按名册由镇里指定"
                else:
                    firm.unit_source = "none"

    def _grade(self, firms: list[Firm]) -> None:
        for number, firm in enumerate(firms, start=1):
            firm.own_code = f"示范{number:05d}"
            size = 3 * math.log10(max(1, firm.employees))
            firm.danger = sum(_DANGER[tag] for tag in firm.tags) + size + self._chance.gauss(0, 6)
        graded = [firm for firm in firms if happens(self._chance, sum(share for _, share in _GRADES))]
        graded.sort(key=lambda firm: -firm.danger)
        rest, begin = len(firms), 0
        for grade, share in _GRADES:
            end = begin + round(rest * share)
            for firm in graded[begin:end]:
                firm.grade, firm.colour = grade, self._chance.choice(_COLOURS[grade])
            begin = end
        for firm in graded[: max(1, round(rest * _KEY_SHARE))]:
            firm.key_list = True

    def _anywhere(self, unit: Unit) -> tuple[float, float]:
        west, south, east, north = shapely.bounds(unit.land)
        while True:
            x, y = self._chance.uniform(west, east), self._chance.uniform(south, north)
            if shapely.contains_xy(unit.land, x, y):
                return x, y

    def _near(self, unit: Unit, middle: tuple[float, float], sigma_m: float) -> tuple[float, float]:
        for _ in range(50):
            x, y = (self._chance.gauss(at, sigma_m) for at in middle)
            if shapely.contains_xy(unit.land, x, y):
                return x, y
        return self._anywhere(unit)

    def _village_at(self, unit: Unit, xy: tuple[float, float]) -> int | None:
        here = (number for number, ground in unit.villages if shapely.contains_xy(ground, *xy))
        return next(here, None)

    def _yard(self, xy: tuple[float, float]) -> Any:  # noqa: ANN401 - a polygon
        long, wide = self._chance.uniform(40, 110), self._chance.uniform(25, 70)
        yard = shapely.box(xy[0] - long / 2, xy[1] - wide / 2, xy[0] + long / 2, xy[1] + wide / 2)
        return shapely.affinity.rotate(yard, self._chance.uniform(-40, 40))
