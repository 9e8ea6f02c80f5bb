"""Records of the demo's files: what tags promise, who works for safety, what is in order and what is not.

Faults are chosen so that most enterprises come out at the grade the story gave them; some files are left half filled.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any, Final
from uuid import UUID

from grids.grading import GRADES, NONE, Grader, Value
from grids.grading_methods import Method
from server.demo.copying import Rows, as_json
from server.demo.firms import Firm
from server.demo.odds import happens

_FILLED: Final = 0.93
"""Share of the graded whose file was filled in; of the others only the oldest records are there."""
_FAULTS: Final[dict[str, Value]] = {
    "no_plan_or_drill": 1.0, "untrained": 1.0, "no_risk_list": 0.0, "manual_high_risk": 1.0,
    "unlicensed_operators": 1.0, "no_safety_staff": 0.0, "obsolete_process": 1.0,
}  # fmt: skip
"""Factors of the default method that come from faults, the lightest first, with the value that scores."""
_CLEAN: Final[dict[str, Value]] = {"no_safety_staff": 1.0, "no_risk_list": 1.0}
_COLUMNS: Final = ("id", "enterprise_id", "topic", "fields", "valid_from", "valid_to", "at", "is_demo")
TOPICS: Final = frozenset(
    {"installation", "chemicals", "dust", "smelting", "confined_space", "solvent", "crowded", "lithium", "staff",
     "management", "process", "standardization"}
)  # fmt: skip
"""What is written here, because grades are made of it; the other ledgers are filled by records.py."""
_SURNAMES: Final = ("赵", "钱", "孙", "李", "周", "吴", "郑", "王")


@dataclass(slots=True)
class _File:
    """The records of one enterprise in the making, and what a method would measure of them."""

    firm: Firm
    facts: dict[str, Value]
    records: list[tuple[str, dict[str, Any], date | None]] = field(default_factory=list)

    def add(self, topic: str, fields: dict[str, Any], until: date | None = None) -> None:
        """Keep a record."""
        self.records.append((topic, fields, until))


def of_files(firms: list[Firm], method: Method, until: datetime, seed: int) -> Rows:
    """Give the records of all files, each with its day."""
    chance = Random(seed)  # noqa: S311 - made-up facts, no secrets
    grader, rows = Grader(method), []
    for firm in firms:
        for topic, fields, ends in _records(firm, grader, chance, until.date()):
            own = UUID(int=chance.getrandbits(128), version=4)
            since = firm.listed_on + timedelta(days=chance.randint(3, 60))
            at = until - timedelta(days=chance.randint(20, 200))
            rows.append((own, firm.id, topic, as_json(fields), min(since, until.date()), ends, at, True))
    return Rows(table="file_record", columns=_COLUMNS, rows=rows)


def _records(
    firm: Firm, grader: Grader, chance: Random, today: date
) -> Iterator[tuple[str, dict[str, Any], date | None]]:
    if firm.grade is None:
        return
    file = _File(firm, _blank(grader.method))
    file.facts["scale"] = firm.scale
    _dangers(file, chance)
    if not happens(chance, _FILLED):
        yield from file.records
        return
    faults = _faults(file, grader, chance)
    _people(file, faults, chance, today)
    _order(file, faults, chance, today)
    yield from file.records


def _blank(method: Method) -> dict[str, Value]:
    """Say of everything that there is none."""
    each = {factor.id: NONE for factor in method.factors()} | {veto.id: NONE for veto in method.vetoes}
    return {**each, **_CLEAN}


def _dangers(file: _File, chance: Random) -> None:
    """Fill in what the tags promise."""
    place, people = "一号车间", max(2, min(40, round(file.firm.employees * chance.uniform(0.05, 0.4))))
    for tag in file.firm.tags:
        match tag:
            case "重大危险源":
                level = chance.choice((3, 4, 4))
                file.add("installation", {"name": "原料罐区", "level": level, "people_within_500_m": 60})
                file.facts["installation"] = float(level)
            case "危险化学品":
                above = happens(chance, 0.4)
                file.add("chemicals", {"chemical": "乙醇", "activity": "use", "above_limit": above})
                file.facts["chemicals_above_limit"] = float(above)
            case "涉爆粉尘":
                file.add("dust", {"dust_kind": "wood", "place": place, "people": people, "dedusting": "dry"})
                file.facts["dust"] = float(people)
            case "冶金铸造":
                file.add("smelting", {"metal": "aluminium", "furnace": "一号熔炼炉", "people": people})
                file.facts["smelting"] = 1.0
            case "有限空间":
                toxic = happens(chance, 0.5)
                file.add("confined_space", {"name": "污水池", "place": "厂区西侧", "count": 1, "toxic": toxic})
                file.facts["confined_space"] = float(toxic)
            case "喷涂":
                file.add("solvent", {"material": "油漆", "spraying": True, "place": "喷房"})
                file.facts["spraying"] = 1.0
            case "人员密集场所":
                file.add("crowded", {"place_type": "gathering", "capacity": 20 * people})
                file.facts["crowded"] = 1.0
            case "锂电池":
                file.add("lithium", {"activity": "charging", "isolation": happens(chance, 0.6)})
            case _:
                continue


def _faults(file: _File, grader: Grader, chance: Random) -> frozenset[str]:
    """Choose faults until the score reaches the band of the grade that the story gave."""
    bands = grader.method.bands
    edges = dict(zip(GRADES, (0.0, bands.b, bands.c, bands.d), strict=True))
    least = edges[file.firm.grade or "A"]
    found: set[str] = set()
    for fault in sorted(_FAULTS, key=lambda _: chance.random()):
        if _score(file, grader, found) >= least:
            break
        found.add(fault)
    return frozenset(found)


def _score(file: _File, grader: Grader, faults: set[str]) -> float:
    facts = {**file.facts, **{fault: _FAULTS[fault] for fault in faults}}
    by_measure = {factor.measure: facts[factor.id] for factor in grader.method.factors()}
    by_measure |= {veto.measure: facts[veto.id] for veto in grader.method.vetoes}
    return grader.grade(tuple(by_measure[measure] for measure in grader.method.measures())).low


def _people(file: _File, faults: frozenset[str], chance: Random, today: date) -> None:
    name = chance.choice(_SURNAMES)
    trained = None if "untrained" in faults else (today - timedelta(days=chance.randint(30, 300))).isoformat()
    file.add("staff", {"name": f"{name}总", "post": "principal", "certificate": f"苏P{chance.randint(1000, 9999)}",
                       **({} if trained is None else {"trained_on": trained})})  # fmt: skip
    if "no_safety_staff" not in faults:
        since = (today - timedelta(days=chance.randint(30, 300))).isoformat()
        file.add(
            "staff", {"name": f"{name}安全员", "post": "safety_full_time", "certificate": "苏A", "trained_on": since}
        )
    if "unlicensed_operators" in faults:
        operator = {"name": f"{name}电工", "post": "special_operator", "operation": "低压电工", "certificate": "T1"}
        file.add("staff", operator, today - timedelta(days=chance.randint(5, 90)))


def _order(file: _File, faults: frozenset[str], chance: Random, today: date) -> None:
    drilled = today - timedelta(days=500 if "no_plan_or_drill" in faults else chance.randint(20, 300))
    file.add("management", {"risk_list": "no_risk_list" not in faults, "emergency_plan": True,
                            "drilled_on": drilled.isoformat()})  # fmt: skip
    if faults & {"obsolete_process", "manual_high_risk"}:
        file.add("process", {"name": "手工清理", "obsolete": "obsolete_process" in faults,
                             "manual_high_risk": "manual_high_risk" in faults})  # fmt: skip
    if happens(chance, 0.2):
        file.add("standardization", {"level": 3, "certificate": f"苏AQB{chance.randint(100, 999)}"})
