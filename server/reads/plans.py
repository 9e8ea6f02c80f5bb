"""Plans of inspections as lists and pages: what is planned, from which draw, what was done of it; frequency."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from grids import plans as rules
from grids.errors import Refusal
from grids.levels import Place
from grids.permissions import MAY, PLANS_INSPECTIONS, Person, Scope, scope
from grids.plans import PlanState
from grids.policy import local_day
from server.reads import scope as bind
from server.reads.counted import counted
from server.reads.searching import conditions
from server.store import frequency, plans
from server.store.policy import plans_on, policy_on
from server.store.tables import InspectionPlan, PlanDraw

_MOST: Final = 500
"""So many conflicts and changes are listed; beside them stands how many there are."""
_NARROW: Final[Mapping[str, str]] = {
    "how": "o.how = :how", "month": "o.month = :month", "grade": "coalesce(e.grade, 'none') = :grade",
    "q": "e.name ILIKE '%' || :q || '%'",
}  # fmt: skip


def listed(session: Session, person: Person, today: date) -> list[dict[str, Any]]:
    """List the plans of the reader's districts, the latest year first; drafts where the reader plans."""
    return [_shown(person, row) for row in _heads(session, person, today, "", {})]


def one(session: Session, person: Person, plan: UUID, today: date) -> dict[str, Any]:
    """Return a plan with its capacity, months, strata, inspectors and draws, or refuse."""
    found = _heads(session, person, today, "AND k.id = :plan", {"plan": plan})
    if not found:
        raise Refusal("not-found", thing="plan")
    row = session.get_one(InspectionPlan, plan)
    policy, at = plans_on(today), row.created_at
    people = plans.inspectors(session, row, max(at, row.activated_at or at))
    since = today if row.activated_at is None else local_day(row.activated_at)
    days = plans.days_of(row.year, policy_on(today), since)
    able = rules.capacity(len(people), sum(days.values()), policy)
    months = session.execute(
        text("SELECT month, how, count(*) AS n FROM plan_object WHERE plan_id = :plan GROUP BY 1, 2 ORDER BY 1, 2"),
        {"plan": plan},
    )
    strata = session.execute(
        text("SELECT stratum, count(*) AS n FROM plan_object WHERE plan_id = :plan GROUP BY 1 ORDER BY 1"),
        {"plan": plan},
    )
    return {
        **_shown(person, found[0]), "capacity": asdict(able), "working_days": [days[month] for month in range(1, 13)],
        "share_of_days": policy.share_of_days, "visits_a_pair_day": policy.visits_a_pair_day,
        "months": [dict(each) for each in months.mappings()], "strata": [dict(each) for each in strata.mappings()],
        "inspectors": [_inspector(session, plan, each) for each in people], "draws_kept": _draws(session, plan),
        **_changes(session, person, found[0]),
    }  # fmt: skip


def objects(
    session: Session,
    person: Person,
    seen: Scope,
    plan: UUID,
    wanted: Mapping[str, Any],
    page: tuple[int, int],
    today: date,
) -> dict[str, Any]:
    """List what a plan is made of, in scope, by month."""
    _check(session, person, plan, today)
    bound = bind.enterprises(seen)
    filter_, chosen = conditions(wanted, _NARROW)
    binds = {**bound.values, **chosen, "plan": plan}
    all_ = (
        "SELECT count(*) FROM plan_object o JOIN enterprise e ON e.id = o.enterprise_id "
        f"WHERE {bound.sql} AND o.plan_id = :plan {filter_}"
    )
    sql = text(bind.statement("plan_objects").format(scope=bound.sql, filter=filter_))
    rows = session.execute(sql, {**binds, "offset": page[0], "limit": page[1]}).mappings()
    return {"items": [dict(row) for row in rows], "total": session.scalar(text(all_), binds)}


def draw(session: Session, person: Person, plan: UUID, number: int, today: date) -> dict[str, Any]:
    """Return a draw with seed and frame and whether repeating it gives the same, to who sees all it is drawn from."""
    _check(session, person, plan, today)
    kept = session.get(PlanDraw, (plan, number))
    row = session.get_one(InspectionPlan, plan)
    covers = any(
        grant.area in {row.district_id, row.city_id}
        and (grant.classes is None or (row.classes and set(row.classes) <= grant.classes))
        for grant in person.grants if grant.role in PLANS_INSPECTIONS
    )  # fmt: skip
    if kept is None or not covers:
        raise Refusal("not-found", thing="draw")
    return {
        "plan_id": plan, "number": kept.number, "seed": kept.seed, "at": kept.at, "frame": kept.frame,
        "result": kept.result, "same": plans.again(kept),
    }  # fmt: skip


def frequencies(session: Session, person: Person, today: date) -> dict[str, Any]:
    """List what was published of content and frequency in the reader's districts, and what holds for the others."""
    areas = bind.areas(scope(person.grants))
    sql = text(bind.statement("frequencies").format(areas=areas.sql))
    default = frequency.on(session, today).default
    policy = plans_on(today)
    return {
        "default": [{"grade": grade, **frequency.stored(rule)} for grade, rule in default.items()],
        "uncounted": sorted(policy.uncounted),
        "published": [dict(row) for row in session.execute(sql, areas.values).mappings()],
    }


def conflicts(session: Session, seen: Scope) -> dict[str, Any]:
    """List the declared conflicts at enterprises in scope."""
    bound = bind.enterprises(seen)
    sql = text(bind.statement("conflicts").format(scope=bound.sql))
    items, total = counted(session.execute(sql, {**bound.values, "limit": _MOST}).mappings())
    return {"items": items, "total": total}


def _inspector(session: Session, plan: UUID, person: Any) -> dict[str, Any]:  # noqa: ANN401 - a row with id and name
    sql = text("SELECT count(*) FROM plan_object WHERE plan_id = :plan AND (officer_id = :who OR second_id = :who)")
    return {"id": person.id, "name": person.name, "objects": session.scalar(sql, {"plan": plan, "who": person.id})}


def _draws(session: Session, plan: UUID) -> list[dict[str, Any]]:
    sql = text(
        "SELECT d.number, d.seed, d.at, p.name AS by_name, jsonb_array_length(d.result) AS drawn, "
        "(SELECT count(*) FROM jsonb_object_keys(d.frame -> 'objects')) AS objects, "
        "jsonb_array_length(d.frame -> 'conflicts') AS conflicts "
        "FROM plan_draw d JOIN person p ON p.id = d.by_person WHERE d.plan_id = :plan ORDER BY d.number DESC"
    )
    return [dict(row) for row in session.execute(sql, {"plan": plan}).mappings()]


def _changes(session: Session, person: Person, plan: Mapping[str, Any]) -> dict[str, Any]:
    """List what was changed or is asked to be, what waits first, then the latest; who asked does not decide."""
    able = "decide-plan-change" in _steps_beside(person, plan)
    sql = text(
        "SELECT c.id, c.op, c.enterprise_id, e.name AS enterprise, c.turn, c.month, c.reason, c.at, c.by_person, "
        "p.name AS by_name, c.approved, c.opinion, d.name AS decided_by_name, c.decided_at, count(*) OVER () AS total "
        "FROM plan_change c JOIN enterprise e ON e.id = c.enterprise_id JOIN person p ON p.id = c.by_person "
        "LEFT JOIN person d ON d.id = c.decided_by WHERE c.plan_id = :plan "
        "ORDER BY c.approved IS NOT NULL, c.at DESC, c.id LIMIT :limit"
    )
    rows, total = counted(session.execute(sql, {"plan": plan["id"], "limit": _MOST}).mappings())
    told = [
        {**{name: value for name, value in row.items() if name != "by_person"},
         "may": ["decide-plan-change"] if able and row["approved"] is None and row["by_person"] != person.id else []}
        for row in rows
    ]  # fmt: skip
    return {"changes": told, "changes_total": total}


def _steps_beside(person: Person, row: Mapping[str, Any]) -> list[str]:
    """Say which steps on a plan that is carried out leave its state as it is."""
    if PlanState(row["state"]) is not PlanState.ACTIVE:
        return []
    able = _able(person, row)
    return [step for step in ("decide-plan-change", "propose-plan-change") if MAY[step] & able]


def _able(person: Person, row: Mapping[str, Any]) -> frozenset[Any]:
    classes = row["classes"] or [None]
    return frozenset.intersection(*(
        person.roles(Place(district=row["district_id"], city=row["city_id"], supervision_class=each))
        for each in classes
    ))  # fmt: skip


def _check(session: Session, person: Person, plan: UUID, today: date) -> None:
    if not _heads(session, person, today, "AND k.id = :plan", {"plan": plan}):
        raise Refusal("not-found", thing="plan")


def _heads(
    session: Session, person: Person, today: date, filter_: str, values: Mapping[str, Any]
) -> list[dict[str, Any]]:
    areas = bind.areas(scope(person.grants))
    planning = bind.areas(scope(person.grants, PLANS_INSPECTIONS)).apart("planning_")
    shown = f"AND (k.state IN ('filed', 'active', 'closed') OR {planning.sql})"
    sql = text(bind.statement("plans").format(areas=areas.sql, filter=f"{filter_} {shown}"))
    binds = {**areas.values, **planning.values, **values, "today": today}
    return [dict(row) for row in session.execute(sql, binds).mappings()]


def _shown(person: Person, row: Mapping[str, Any]) -> dict[str, Any]:
    """Say which steps the reader may take on a plan; who wrote it does not decide it."""
    able = _able(person, row)
    steps = [step for step, before in rules.BEFORE.items() if PlanState(row["state"]) is before and MAY[step] & able]
    if person.id in {row["author"], row["submitted_by"]}:
        steps = [step for step in steps if step != "decide-inspection-plan"]
    hidden = {"author", "submitted_by", "city_id"}
    return {
        **{name: value for name, value in row.items() if name not in hidden},
        "may": sorted([*steps, *_steps_beside(person, row)]),
    }
