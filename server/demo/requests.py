"""Proposed changes of files: what a visit that did not end as planned asks of the town."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from grids.commands import VisitOutcome
from grids.visits import STATUS_PROPOSED
from server.demo.days import after_working_days
from server.demo.firms import Firm
from server.demo.lives import World
from server.demo.odds import happens
from server.demo.people import Member
from server.demo.visits import Visit

_REASONS: Final = {
    VisitOutcome.MOVED: "厂房已空，邻近企业反映两个月前搬离。",
    VisitOutcome.NOT_FOUND: "登记地址查无此企业，电话停机。",
    VisitOutcome.NEW_OWNER: "经营人已变更，现场负责人出示新任命。",
    VisitOutcome.SEVERAL_UNITS: "同一地址另有两家单位生产，需分别建档。",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A proposal, and what was decided."""

    id: UUID
    firm: Firm
    visit: Visit
    proposed: dict[str, str]
    present: dict[str, str]
    reason: str
    decided_by: Member | None
    decided_at: datetime | None
    accepted: bool
    decision_reason: str | None


def question(world: World, visit: Visit, *, decided_after: int) -> Request:
    """Propose what the outcome suggests; the town decides some working days later, if that day has come.

    What is accepted goes into the file.
    """
    firm = visit.firm
    proposed = _proposed(world, visit)
    present = {name: firm.status if name == "status" else firm.people.get(name, firm.note) for name in proposed}
    clerks = world.people.town_officers[firm.unit.town.id]
    decided = after_working_days(world.chance, world.policy, visit.received_at, decided_after)
    is_decided = decided <= world.until
    accepted = is_decided and happens(world.chance, 0.9)
    if accepted:
        _apply(firm, proposed, decided)
    return Request(
        id=world.new_id(), firm=firm, visit=visit, proposed=proposed, present=present,
        reason=_REASONS[visit.outcome], decided_by=clerks[0] if is_decided else None,
        decided_at=decided if is_decided else None, accepted=accepted,
        decision_reason=None if not is_decided or accepted else "经电话核实企业仍在原址，请再次上门。",
    )  # fmt: skip


def _proposed(world: World, visit: Visit) -> dict[str, str]:
    match visit.outcome:
        case VisitOutcome.NEW_OWNER:
            given = world.chance.choice("建明志文国") + world.chance.choice("平军强华")
            return {"principal": visit.firm.people["principal"][0] + given}
        case VisitOutcome.SEVERAL_UNITS:
            return {"note": "同址有多家单位（厂中厂）"}
        case outcome:
            return {"status": STATUS_PROPOSED[outcome]}


def _apply(firm: Firm, proposed: dict[str, str], at: datetime) -> None:
    for name, value in proposed.items():
        match name:
            case "status":
                firm.status, firm.status_since = value, at.date()
            case "principal":
                firm.people["principal"] = value
            case "note":
                firm.note = value
            case _:
                pass
