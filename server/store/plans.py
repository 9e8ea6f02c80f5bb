"""What a plan is drawn from, what came of a draw, and the cap of the year: rows to the rules' values and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import delete, insert, select, text
from sqlalchemy.orm import Session

from grids import draws, plans
from grids.commands.plans import Criteria
from grids.draws import Drawn, Frame
from grids.enterprises import LOOKED_AFTER
from grids.errors import Refusal
from grids.frequency import Frequencies, turns_a_year
from grids.plan_policy import PlanPolicy
from grids.plans import Candidate, Plan, PlanState
from grids.policy import Policy, local_day
from server.store.policy import policy_on
from server.store.tables import InspectionPlan, PlanDraw, PlanObject

CRITERIA: Final[TypeAdapter[Criteria]] = TypeAdapter(Criteria)
INSPECTORS: Final = (
    "SELECT DISTINCT p.id, p.name FROM person p JOIN person_grant g ON g.person_id = p.id "
    "JOIN area a ON a.id = g.area_id "
    "WHERE p.active AND p.licence_no IS NOT NULL AND g.role = 'inspector' AND g.valid_from <= :at "
    "AND (g.valid_to IS NULL OR g.valid_to > :at) AND (a.id = :district OR a.id = :city)"
)
"""Licensed inspectors of a district. Binds: :district, :city, :at."""
_CANDIDATES: Final = (
    "SELECT e.id, e.grade, e.key_list, e.affiliation, e.supervision_class FROM enterprise e "
    "WHERE e.district_id = :district AND e.status = ANY(:looked_after) "
    "AND (:all_classes OR e.supervision_class = ANY(:classes)) ORDER BY e.id"
)
_USED: Final = (
    "SELECT t.enterprise_id, "
    "count(*) FILTER (WHERE t.counted) AS done, "
    "count(*) FILTER (WHERE t.state IN ('generated', 'assigned', 'accepted', 'returned', 'in_progress') "
    "AND NOT t.counted AND t.basis <> ALL(:uncounted)) AS waiting "
    "FROM task t WHERE t.kind = 'inspection' AND t.authority = :authority AND t.district_id = :district "
    "AND ((t.counted AND extract(year FROM t.finished_on) = :year) OR (NOT t.counted AND extract(year FROM t.due_on) = "
    ":year)) AND (CAST(:enterprise AS uuid) IS NULL OR t.enterprise_id = :enterprise) GROUP BY 1"
)


def value(row: InspectionPlan) -> Plan:
    """Return a plan as the rules see it."""
    return Plan(
        state=PlanState(row.state), author=row.author, revision=row.revision, year=row.year, draws=row.draws,
        drawn_on_revision=row.drawn_on_revision, submitted_by=row.submitted_by,
    )  # fmt: skip


def load(session: Session, plan: UUID) -> InspectionPlan:
    """Find and lock a plan, or refuse."""
    row = session.get(InspectionPlan, plan, with_for_update=True)
    if row is None:
        raise Refusal("not-found", thing="plan")
    return row


def used(
    session: Session, district: int, authority: str, year: int, policy: PlanPolicy, enterprise: UUID | None = None
) -> dict[UUID, tuple[int, int]]:
    """Count by enterprise the year's inspections of an authority that count, and those that are set."""
    values = {
        "district": district, "authority": authority, "year": year, "enterprise": enterprise,
        "uncounted": sorted(policy.uncounted),
    }  # fmt: skip
    return {row.enterprise_id: (row.done, row.waiting) for row in session.execute(text(_USED), values)}


def frame(
    session: Session, row: InspectionPlan, frequencies: Frequencies, policy: PlanPolicy, at: datetime
) -> tuple[Frame, dict[str, tuple[str, ...]], int]:
    """Gather what a plan is drawn from, why each key object is one, and how many the cap leaves no inspection for."""
    criteria = CRITERIA.validate_python(row.criteria)
    taken = used(session, row.district_id, row.authority, row.year, policy)
    objects: dict[str, str] = {}
    key: dict[str, int] = {}
    why: dict[str, tuple[str, ...]] = {}
    beyond = 0
    values = {
        "district": row.district_id, "looked_after": LOOKED_AFTER, "classes": row.classes,
        "all_classes": not row.classes,
    }  # fmt: skip
    for each in session.execute(text(_CANDIDATES), values):
        rule = frequencies.of(row.district_id, each.supervision_class)[each.grade or "none"]
        left = rule.cap - sum(taken.get(each.id, (0, 0)))
        if left <= 0:
            beyond += 1
            continue
        found = plans.reasons(
            Candidate(grade=each.grade, key_list=each.key_list, affiliation=each.affiliation), criteria
        )
        objects[str(each.id)] = each.grade or "none"
        if found:
            key[str(each.id)], why[str(each.id)] = min(left, turns_a_year(rule)), found
    shares: dict[str, float] = {**policy.random_share, **{own.grade: own.share for own in criteria.shares}}
    people = sorted(str(one.id) for one in inspectors(session, row, at))
    return (
        Frame(objects=objects, key=key, inspectors=tuple(people), conflicts=conflicts(session, people), shares=shares),
        why, beyond,
    )  # fmt: skip


def inspectors(session: Session, row: InspectionPlan, at: datetime) -> list[Any]:
    """List who can inspect in the district of a plan."""
    values = {"district": row.district_id, "city": row.city_id, "at": at}
    return list(session.execute(text(f"{INSPECTORS} ORDER BY p.name, p.id"), values))


def conflicts(session: Session, people: list[str]) -> frozenset[tuple[str, str]]:
    """Return the standing conflicts of some inspectors, as (inspector, enterprise)."""
    rows = session.execute(
        text(
            "SELECT person_id::text AS person, enterprise_id::text AS enterprise FROM inspector_conflict "
            "WHERE ended_at IS NULL AND person_id = ANY(CAST(:people AS uuid[]))"
        ),
        {"people": people},
    )
    return frozenset((row.person, row.enterprise) for row in rows)


def keep_draw(
    session: Session, row: InspectionPlan, drawn_from: Frame, why: Mapping[str, tuple[str, ...]], by: UUID,
    at: datetime, seed: str,
) -> int:  # fmt: skip
    """Draw, keep everything, and make the plan of what was drawn. Returns how many inspections."""
    today = local_day(at)
    days = days_of(row.year, policy_on(today), today)
    drawn = draws.draw(drawn_from, seed)
    first = next((month for month, count in sorted(days.items()) if count), 1)
    months = draws.by_month(drawn, days, seed, first)
    session.add(
        PlanDraw(
            plan_id=row.id, number=row.draws + 1, seed=seed, frame=told(drawn_from), by_person=by, at=at,
            result=[[one.object, one.turn, one.how, one.stratum, *one.pair, months[n]] for n, one in enumerate(drawn)],
        )
    )  # fmt: skip
    session.execute(delete(PlanObject).where(PlanObject.plan_id == row.id))
    rows = [_object(row.id, one, months[n], why) for n, one in enumerate(drawn)]
    if rows:
        session.execute(insert(PlanObject), rows)
    return len(rows)


def told(drawn_from: Frame) -> dict[str, Any]:
    """Write a frame as its row keeps it."""
    return {
        **asdict(drawn_from), "inspectors": list(drawn_from.inspectors),
        "conflicts": sorted(list(pair) for pair in drawn_from.conflicts),
    }  # fmt: skip


def frame_of(kept: Mapping[str, Any]) -> Frame:
    """Read a frame back."""
    return Frame(
        objects=kept["objects"], key=kept["key"], inspectors=tuple(kept["inspectors"]), shares=kept["shares"],
        conflicts=frozenset((person, enterprise) for person, enterprise in kept["conflicts"]),
    )  # fmt: skip


def again(draw: PlanDraw) -> bool:
    """Repeat a draw from its seed and frame, and tell whether the same came of it."""
    own = [
        [one.object, one.turn, one.how, one.stratum, *one.pair] for one in draws.draw(frame_of(draw.frame), draw.seed)
    ]
    return own == [each[:6] for each in draw.result]


def days_of(year: int, policy: Policy, today: date) -> dict[int, int]:
    """Return the working days by month that are left of a year."""
    return plans.working_days(year, policy, today if year == today.year else None)


def objects_of(session: Session, plan: UUID) -> list[PlanObject]:
    """List what a plan is made of."""
    query = select(PlanObject).where(PlanObject.plan_id == plan).order_by(PlanObject.enterprise_id, PlanObject.turn)
    return list(session.scalars(query))


def _object(plan: UUID, one: Drawn, month: int, why: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    return {
        "plan_id": plan, "enterprise_id": UUID(one.object), "turn": one.turn, "how": one.how, "stratum": one.stratum,
        "why": list(why.get(one.object, ())), "month": month, "officer_id": UUID(one.pair[0]),
        "second_id": UUID(one.pair[1]),
    }  # fmt: skip
