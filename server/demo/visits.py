"""Visits of the demo: who stood where when, and how it ended."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import shapely

from grids.commands import VisitKind, VisitOutcome
from grids.enterprises import POINTS
from grids.visits import Presence, presence
from server.demo.days import later
from server.demo.firms import Firm
from server.demo.lives import World
from server.demo.odds import drawn, happens
from server.demo.people import Member

_AWAY: Final = ("企业大门上锁，在门外联系负责人", "导航定位偏移，现场核对门牌无误", "在镇安监办约谈负责人")
_OFFLINE_SHARE: Final = 0.18
_LATE_SHARE: Final = 0.01


@dataclass(slots=True, kw_only=True)
class Visit:
    """One visit."""

    id: UUID
    firm: Firm
    kind: VisitKind
    officer: Member
    second: Member | None
    started_at: datetime
    finished_at: datetime
    received_at: datetime
    outcome: VisitOutcome
    fix: tuple[float, float] | None
    radius_m: float | None
    age_s: float | None
    distance_m: float | None
    presence: Presence
    away_reason: str
    checklist: int | None = None
    answers: list[dict[str, Any]] = field(default_factory=list)
    person_met: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Going:
    """Who goes, as what, when."""

    kind: VisitKind
    officer: Member
    second: Member | None = None
    at: datetime


def pay(world: World, firm: Firm, going: Going, outcome: VisitOutcome, *, finds: int = 0) -> Visit:
    """Pay a visit, longer where more is found: the position is measured and graded as the writing door does."""
    chance = world.chance
    minutes = (18 + 6 * finds, 45 + 8 * finds) if outcome is VisitOutcome.INSPECTED else (3, 12)
    finished = min(later(chance, going.at, *minutes), world.until)
    fix, radius = _fix(world, firm)
    distance = _distance(firm, fix)
    seen = presence(distance, radius or 0.0, world.policy.presence_m, position_known=firm.quality in POINTS)
    met = outcome not in {VisitOutcome.CLOSED_DOOR, VisitOutcome.MOVED, VisitOutcome.NOT_FOUND}
    return Visit(
        id=world.new_id(), firm=firm, kind=going.kind, officer=going.officer, second=going.second,
        started_at=going.at, finished_at=finished, received_at=min(_received(world, finished), world.until),
        outcome=outcome, fix=fix, radius_m=radius, age_s=round(chance.uniform(0, 20), 1) if fix else None,
        distance_m=distance, presence=seen,
        away_reason=chance.choice(_AWAY) if seen is Presence.AWAY else "",
        person_met=firm.people["contact"] if met else "",
    )  # fmt: skip


def _received(world: World, finished: datetime) -> datetime:
    """Say when the phone had network again: mostly at once, sometimes in the evening, rarely a day later."""
    chance = world.chance
    if happens(chance, _LATE_SHARE):
        return later(chance, finished, 25 * 60, 40 * 60)
    if happens(chance, _OFFLINE_SHARE):
        return later(chance, finished, 30, 240)
    return finished + timedelta(seconds=chance.randint(2, 50))


def _fix(world: World, firm: Firm) -> tuple[tuple[float, float] | None, float | None]:
    """Take a position near where the enterprise really is; none under a steel roof."""
    chance = world.chance
    if happens(chance, 0.06):
        return None, None
    radius = drawn(chance, ((chance.uniform(4, 14), 0.7), (chance.uniform(15, 45), 0.3)))
    off = chance.uniform(420, 1500) if happens(chance, 0.03) else abs(chance.gauss(0, 25 + radius))
    turn = chance.uniform(0, 2 * math.pi)
    xy = firm.stands[0] + off * math.cos(turn), firm.stands[1] + off * math.sin(turn)
    return xy, round(radius, 1)


def _distance(firm: Firm, fix: tuple[float, float] | None) -> float | None:
    """Measure from the fix to the site, or to the point of the file.

    Unit: metres. Error: 0.4 per mille, the scale of the metric system.
    """
    if fix is None:
        return None
    if firm.premises is None:
        return round(math.dist(fix, firm.filed), 1)
    return round(float(shapely.distance(shapely.Point(fix), firm.premises)), 1)
