"""Records of the demo's files: ledgers, people, areas, papers, accidents; and the rest of the basic facts."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import Any, Final
from uuid import UUID

from server.demo.copying import Rows, as_json
from server.demo.filed import TOPICS as GRADED
from server.demo.firms import Firm
from server.demo.lives import World
from server.demo.odds import happens
from server.demo.people import FIRST_UNIT
from server.store.file_tables import topics

_SEED: Final = 20130621
_SURNAMES: Final = "赵钱孙李周吴郑王冯陈蒋沈韩杨朱秦许何吕施张"
_GIVEN: Final = ("建国", "志强", "海波", "秀英", "晓东", "丽娟", "文军", "永福", "雪梅", "国庆")
_KEPT: Final = {"special": 0.78, "base": 0.7, "first": 0.86}
"""How often a ledger that is asked for has been filled; in the first officer's unit more often."""
_ACCIDENTS: Final = (("机械伤害", "机械致害"), ("高处坠落", "高处坠落"), ("灼烫", "灼烫"))
_EDITION: Final = date(2026, 7, 1)
"""Types of accidents by the editions of GB 6441, and the day of the newer one (grids/tables/accidents.toml)."""
Made = Callable[["Keeper", Firm], dict[str, Any]]


class Keeper:
    """Fills the files of one district, always in the same way."""

    def __init__(self, world: World, on: date) -> None:
        """Begin with chances of its own, so that the story does not change."""
        self.chance = Random(_SEED)  # noqa: S311 - made-up data
        self.world, self.on = world, on
        self._first = world.ground.units[FIRST_UNIT].id
        self._tags = {topic.tag: topic.id for topic in topics().values() if topic.tag is not None}

    def rows(self, firms: Sequence[Firm]) -> Rows:
        """Give the records of all files."""
        columns = (
            "id", "enterprise_id", "topic", "fields", "valid_from", "valid_to", "by_person", "at", "verified_at",
            "verified_by", "is_demo",
        )  # fmt: skip
        rows = [self._row(firm, *record) for firm in firms for record in self._of(firm) if record[0] not in GRADED]
        return Rows(table="file_record", columns=columns, rows=rows)

    def verified(self, firm: Firm) -> tuple[datetime | None, UUID | None]:
        """Say when the whole file was last gone through, and by which officer."""
        if firm.unit_id is None or not happens(self.chance, 0.9 if firm.unit.id == self._first else 0.62):
            return None, None
        days = self.chance.randint(3, 210)
        return self.world.until - timedelta(days=days), self.world.people.officers[firm.unit.id].id

    def name(self) -> str:
        """Make somebody up."""
        return self.chance.choice(_SURNAMES) + self.chance.choice(_GIVEN)

    def day(self, least: int, most: int) -> str:
        """Give a day that many days ago."""
        return (self.on - timedelta(days=self.chance.randint(least, most))).isoformat()

    def _of(self, firm: Firm) -> Iterator[tuple[str, dict[str, Any], int | None]]:
        share = _KEPT["first"] if firm.unit.id == self._first else 0.0
        for tag in firm.tags:
            topic = self._tags.get(tag)
            if topic in _SPECIAL and happens(self.chance, max(share, _KEPT["special"])):
                ends = self.chance.randint(-40, 700) if topics()[topic].expires else None
                yield topic, _SPECIAL[topic](self, firm), ends
        for topic, make in _BASE.items():
            if happens(self.chance, max(share, _KEPT["base"])):
                for _ in range(2 if topic == "area" and firm.employees > 50 else 1):  # noqa: PLR2004 - a made-up works
                    yield topic, make(self, firm), self.chance.randint(-30, 900) if topics()[topic].expires else None
        yield from self._papers(firm)

    def _papers(self, firm: Firm) -> Iterator[tuple[str, dict[str, Any], int | None]]:
        chance = self.chance
        if firm.kind == "hazardous_chemicals" and happens(chance, 0.9):
            number = f"苏（示范）危化使字〔{self.on.year - 1}〕{chance.randint(100, 999):05d}"
            fields = {"permit": "危险化学品安全使用许可证", "number": number, "authority": "示范区应急管理局"}
            yield "permit", fields, chance.randint(-25, 800)
            fields = {"evaluation": "安全现状评价", "agency": "示范安全评价有限公司", "conclusion": "符合安全条件"}
            yield "evaluation", fields, chance.randint(10, 1000)
        if firm.employees > 60 and happens(chance, 0.5):  # noqa: PLR2004 - a made-up works
            certificate = f"苏AQB320412工贸{chance.choice('ⅡⅢ')}{chance.randint(1000, 9999)}"
            yield (
                "standardization",
                {"level": chance.choice((2, 3, 3)), "certificate": certificate},
                chance.randint(-60, 1000),
            )
        if happens(chance, 0.015):
            on, kind = self.day(40, 700), chance.choice(_ACCIDENTS)
            happened = {"happened_on": on, "accident_type": kind[date.fromisoformat(on) >= _EDITION]}
            yield (
                "accident",
                {**happened, "deaths": 0, "serious_injuries": 1, "loss_yuan": chance.randint(3, 40) * 10_000},
                None,
            )
        if happens(chance, 0.02):
            number = f"（示范）应急罚〔{self.on.year - 1}〕{chance.randint(1, 200)}号"
            fields = {
                "document": "行政处罚决定书",
                "number": number,
                "decided_on": self.day(60, 600),
                "authority": "示范区应急管理局",
            }
            yield "enforcement", {**fields, "penalty_yuan": chance.randint(1, 5) * 10_000}, None
        if firm.employees > 100 and happens(chance, 0.6):  # noqa: PLR2004 - a made-up works
            yield "credit", {"level": chance.choice("AABBC"), "reason": "年度诚信评定"}, None

    def _row(self, firm: Firm, topic: str, fields: dict[str, Any], ends: int | None) -> tuple[Any, ...]:
        chance = self.chance
        begun = max(firm.listed_on, self.on - timedelta(days=chance.randint(20, 700)))
        if topic == "accident":
            begun = date.fromisoformat(fields["happened_on"])
        at = datetime.combine(begun, datetime.min.time(), self.world.until.tzinfo) + timedelta(
            hours=chance.randint(1, 9)
        )
        officer = self.world.people.officers[firm.unit.id].id
        seen = happens(chance, 0.7)
        verified = min(self.world.until, at + timedelta(days=chance.randint(0, 300))) if seen else None
        return (
            UUID(int=chance.getrandbits(128), version=4), firm.id, topic, as_json(fields), begun,
            None if ends is None else self.on + timedelta(days=ends), officer, at, verified,
            officer if seen else None, True,
        )  # fmt: skip

    def basics(self, firm: Firm) -> dict[str, Any]:
        """Give the basic facts that the story does not need; of one in eight nobody has asked yet."""
        chance = self.chance
        names = (
            "reg_type", "affiliation", "legal_rep", "business_scope", "founded_on", "annual_output_yuan",
            "revenue_yuan", "assets_yuan", "full_time_safety", "part_time_safety", "special_operators", "dormitory",
            "floor_area_m2",
        )  # fmt: skip
        revenue = _whole(firm.employees * math.exp(chance.gauss(12.9, 0.5)))
        worth = (
            "有限责任公司" if firm.trade["form"] == "有限公司" else "个体工商户", "other", firm.people["principal"],
            str(firm.trade["industry"]), firm.listed_on - timedelta(days=chance.randint(400, 5000)), revenue,
            _whole(revenue * chance.uniform(0.9, 1.05)), _whole(revenue * chance.uniform(0.4, 1.4)),
            firm.employees // 80, 1 + firm.employees // 120, firm.employees // 15, happens(chance, 0.12),
            float(firm.employees * chance.randint(18, 60)),
        )  # fmt: skip
        at, by = self.verified(firm)
        known = {name: None if happens(chance, 0.12) else value for name, value in zip(names, worth, strict=True)}
        known["business_scope"] = known["business_scope"] or ""
        return {**known, "file_verified_at": at, "file_verified_by": by}


def _whole(yuan: float) -> int:
    return round(yuan / 10_000) * 10_000


def _dust(keeper: Keeper, _: Firm) -> dict[str, Any]:
    people = keeper.chance.randint(2, 24)
    return {
        "dust_kind": keeper.chance.choice(("aluminium", "other_metal", "wood", "textile")), "place": "抛光车间",
        "people": people, "people_per_shift": max(1, people // 2), "cleaning": "each_shift",
        "dedusting": keeper.chance.choice(("dry", "dry", "wet", "none")),
    }  # fmt: skip


_SPECIAL: Final[dict[str, Made]] = {
    "dust": _dust,
    "ammonia": lambda k, _: {"use": "cold_store", "place": "冷库机房", "tonnes": k.chance.randint(2, 18), "people": 4},
    "confined_space": lambda k, _: {
        "name": k.chance.choice(("污水池", "反应釜", "废水收集井")), "place": "厂区西侧",
        "count": k.chance.randint(1, 6), "toxic": happens(k.chance, 0.6), "substances": "硫化氢、缺氧",
    },
    "smelting": lambda k, _: {
        "metal": k.chance.choice(("iron", "aluminium", "copper")), "furnace": "中频感应电炉",
        "people": k.chance.randint(4, 40), "capacity_t": k.chance.choice((0.5, 1, 3)), "deep_well_casting": False,
    },
    "solvent": lambda k, _: {
        "material": "油性漆", "spraying": True, "annual_t": k.chance.randint(1, 20), "place": "喷漆房",
    },
    "chemicals": lambda k, _: {
        "chemical": k.chance.choice(("乙醇", "盐酸", "甲苯")), "activity": k.chance.choice(("use", "storage")),
        "above_limit": happens(k.chance, 0.2), "max_stored_t": k.chance.randint(1, 30),
    },
    "gas": lambda k, _: {
        "gas": k.chance.choice(("natural_gas", "lpg")), "use": "厨房", "alarm": happens(k.chance, 0.8),
    },
    "crowded": lambda k, f: {"place_type": "gathering", "capacity": max(20, f.employees * k.chance.randint(2, 8))},
    "lithium": lambda k, _: {"activity": "charging", "max_stored": "约 40 组", "isolation": happens(k.chance, 0.5)},
    "special_equipment": lambda k, _: {
        "equipment": k.chance.choice(("crane", "pressure_vessel", "boiler", "vehicle", "lift")),
        "registration_no": f"苏D{k.chance.randint(10_000, 99_999)}", "tested_on": k.day(30, 700),
    },
    "installation": lambda k, _: {
        "name": "储罐区", "level": 4, "r": k.chance.randint(3, 9), "people_within_500_m": k.chance.randint(0, 60),
    },
    "contractor": lambda k, _: {
        "name": "示范·" + k.chance.choice(("宏达", "永信")) + "安装队", "relation": "contractor", "work": "设备检修",
        "agreement": happens(k.chance, 0.75),
    },
}  # fmt: skip
_BASE: Final[dict[str, Made]] = {
    "area": lambda k, _: {
        "name": k.chance.choice(("生产车间", "仓库", "配电房", "装卸区")), "person": k.name(), "post": "班组长",
    },
    "staff": lambda k, f: {
        "name": f.people["safety_manager"], "post": "safety_part_time" if f.employees < 100 else "safety_full_time",  # noqa: PLR2004
        "certificate": f"A{k.chance.randint(10**8, 10**9 - 1)}", "trained_on": k.day(20, 400),
    },
    "management": lambda k, _: {
        "risk_list": happens(k.chance, 0.85), "emergency_plan": happens(k.chance, 0.8), "drilled_on": k.day(20, 500),
    },
}  # fmt: skip
