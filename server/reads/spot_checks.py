"""Spot checks as their readers see them: orders, samples, results item by item, rates whose n and d open lists.

Source: docs/rules.md 4.3 item 12. A reader sees the enterprises of a sample that lie in the own area.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from grids.errors import Refusal
from grids.levels import Place
from grids.permissions import MAY, SPOT_CHECKS, Person, Scope, scope
from grids.policy import HERE
from grids.spot_checks import SpotState
from server.reads import scope as bind
from server.reads.spot_figures import FLAGS, RESULTS, counted, figures
from server.store import places, spot_checks
from server.store.tables import Area, PersonRow, SpotCheckRow

_LISTED: Final = 2000
"""So many are listed; `total` says how many there are."""
_NARROW: Final[Mapping[str, str]] = {
    "spot_check": "t.spot_check_id = :spot_check",
    "town": "t.town_id = :town",
    "enterprise": "t.enterprise_id = :enterprise",
    "first": "(t.received_at AT TIME ZONE :zone)::date >= :first",
    "last": "(t.received_at AT TIME ZONE :zone)::date <= :last",
}
"""What narrows enterprises of samples, their rates and single results alike."""


def overseen(person: Person) -> Scope:
    """Return where a person sees spot checks."""
    return scope(person.grants, SPOT_CHECKS)


def orders(session: Session, person: Person, today: date) -> list[dict[str, Any]]:
    """List orders: those of one's own district or city, and those with an enterprise in scope; newest first."""
    counts = counted(session, overseen(person), today, "", {}, "t.spot_check_id")
    own = _own(session, person)
    sql = text(
        "SELECT c.id, c.title, c.period, c.due_on, c.state, c.framed, c.supervision_class, c.district_id, "
        "c.ordered_at, c.drawn_at, p.name AS ordered_by_name, c.is_demo FROM spot_check c "
        "JOIN person p ON p.id = c.ordered_by WHERE c.id = ANY(:ids) ORDER BY c.ordered_at DESC, c.id"
    )
    found = session.execute(sql, {"ids": list({*counts, *own})}).mappings()
    return [{**row, "figures": figures(*([counts[row["id"]]] if row["id"] in counts else []))} for row in found]


def one(session: Session, person: Person, spot_check: UUID, today: date) -> dict[str, Any]:
    """Return one order with its strata, figures and what the reader may do, or refuse."""
    row = session.get(SpotCheckRow, spot_check)
    filter_ = "AND t.spot_check_id = :wanted"
    drawn = counted(session, overseen(person), today, filter_, {"wanted": spot_check}, "t.stratum")
    if row is None or not (drawn or spot_check in _own(session, person)):
        raise Refusal("not-found", thing="spot_check")
    place = Place(district=row.district_id, city=row.city_id, supervision_class=row.supervision_class)
    step = {"ordered": ("draw-spot-check",), "drawn": ("assign-spot-check",)}[row.state]
    may = [name for name in step if MAY[name] & person.roles(place)]
    names = _town_names(session, (stratum["town"] for stratum in row.strata))
    return {
        "id": row.id, "title": row.title, "period": row.period, "due_on": row.due_on, "state": row.state,
        "framed": row.framed, "seed": row.seed, "supervision_class": row.supervision_class,
        "district_id": row.district_id, "ordered_at": row.ordered_at, "drawn_at": row.drawn_at, "is_demo": row.is_demo,
        "ordered_by_name": _name(session, row.ordered_by),
        "drawn_by_name": _name(session, row.drawn_by),
        "strata": [
            {**stratum, "town_name": names.get(stratum["town"], ""), "drawn": drawn[n].sampled if n in drawn else 0}
            for n, stratum in enumerate(row.strata)
        ],
        "figures": figures(*drawn.values()), "may": may, "checkers": checkers(session, row.district_id) if may else [],
    }  # fmt: skip


def again(session: Session, person: Person, spot_check: UUID, today: date) -> dict[str, Any]:
    """Draw the sample again from what was kept, and say whether it is the one that stands."""
    told = one(session, person, spot_check, today)
    row = session.get_one(SpotCheckRow, spot_check)
    if row.state == SpotState.ORDERED.value or row.seed is None:
        raise Refusal("spot-not-drawn")
    drawn = {each.enterprise for each in spot_checks.draw_again(session, row, row.seed)}
    kept = set(session.scalars(text("SELECT enterprise_id FROM spot_target WHERE spot_check_id = :id"), {"id": row.id}))
    return {"seed": row.seed, "framed": told["framed"], "drawn": len(drawn), "kept": len(kept), "same": drawn == kept}


def targets(session: Session, person: Person, wanted: Mapping[str, Any], today: date) -> dict[str, Any]:
    """List enterprises of samples: of one order, of a town, with a flag, checked in a period (both days included)."""
    sql, chosen = _narrowed(wanted)
    towns = counted(session, overseen(person), today, sql, chosen, "t.town_id")
    flag = wanted.get("flag")
    all_ = figures(*towns.values())
    items = _targets(session, overseen(person), today, sql if flag is None else f"{sql} AND {FLAGS[flag]}", chosen)
    ordered = sorted(towns.values(), key=lambda row: (row.name or "", row.key or 0))
    return {
        "items": items, "total": all_["sampled" if flag is None else flag], "figures": all_,
        "towns": [{"town_id": row.key, "town": row.name, "figures": figures(row)} for row in ordered],
    }  # fmt: skip


def target(session: Session, person: Person, own: UUID, today: date) -> dict[str, Any]:
    """Return one enterprise of a sample with every item, its verdict, and whether it is the reader's to record."""
    rows = _targets(session, overseen(person), today, "AND t.id = :own", {"own": own})
    if not rows:
        raise Refusal("not-found", thing="spot_target")
    kept = session.scalar(text("SELECT items FROM spot_target WHERE id = :own"), {"own": own}) or []
    said = {row["item"]: row for row in _results(session, own)}
    mine = rows[0]["state"] == "waiting" and person.id in {rows[0]["checker_id"], rows[0]["second_id"]}
    listed = [{**item, **_verdict(said.get(item["item"]))} for item in kept]
    missed = [row for row in said.values() if row["kind"] == "missed"]
    return {**rows[0], "listed": listed, "missed": missed, "may": ["record-spot-check"] if mine else []}


def results(session: Session, person: Person, side: str, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """List the results behind a number, newest first, narrowed as the rates are."""
    bound = bind.self_checks(overseen(person), "t")
    more, chosen = _narrowed(wanted)
    where = f"WHERE {bound.sql} AND {RESULTS[side]} {more}"
    values = {**bound.values, **chosen}
    sql = (
        "SELECT r.id, r.item, r.kind, r.verdict, r.remark, r.hazard_id, t.id AS target_id, t.enterprise_id, "
        "e.name AS enterprise_name, t.received_at, h.ledger_no, h.description, i.item ->> 'title' AS title, "
        "i.item ->> 'title_en' AS title_en FROM spot_result r JOIN spot_target t ON t.id = r.target_id "
        "JOIN enterprise e ON e.id = t.enterprise_id LEFT JOIN hazard h ON h.id = r.hazard_id "
        "LEFT JOIN LATERAL (SELECT x.item FROM jsonb_array_elements(t.items) x(item) "
        "WHERE x.item ->> 'item' = r.item LIMIT 1) i ON true "
        f"{where} ORDER BY t.received_at DESC, r.id LIMIT :limit"
    )
    found = [dict(row) for row in session.execute(text(sql), {**values, "limit": _LISTED}).mappings()]
    total = text(f"SELECT count(*) FROM spot_result r JOIN spot_target t ON t.id = r.target_id {where}")
    return {"items": found, "total": session.scalar(total, values)}


def frame(session: Session, person: Person, district: int, period: str) -> dict[str, Any]:
    """Count who could be drawn of a period, by town, class, grade and zero report: what an order is sized by."""
    place = places.place_of_area(places.area(session, district))
    over = {place.district, place.city} - {None}
    if not MAY["order-spot-check"] & {grant.role for grant in person.grants if grant.area in over}:
        raise Refusal("not-found", thing="district")
    classes = scope(person.grants, MAY["order-spot-check"]).classes
    rows = [
        one for one in spot_checks.frame_now(session, district, None, period)
        if classes is None or one.supervision_class in classes
    ]  # fmt: skip
    counts: dict[str, Counter[Any]] = {
        "town": Counter(row.town for row in rows), "supervision_class": Counter(row.supervision_class for row in rows),
        "grade": Counter(row.grade or "none" for row in rows), "zero": Counter(row.zero for row in rows),
    }  # fmt: skip
    told = {name: [{"key": key, "n": n} for key, n in found.most_common()] for name, found in counts.items()}
    names = _town_names(session, (row.town for row in rows))
    return {"framed": len(rows), **told, "town_names": {str(row.town): names.get(row.town, "") for row in rows}}


def checkers(session: Session, district: int) -> list[dict[str, Any]]:
    """List who can be named to check in a district: licensed inspectors and staff of departments."""
    sql = text(
        "SELECT p.id, p.name, p.licence_no, bool_or(g.role = 'department') AS department FROM person p "
        "JOIN person_grant g ON g.person_id = p.id LEFT JOIN area a ON a.id = g.area_id "
        "WHERE p.active AND g.valid_from <= now() AND (g.valid_to IS NULL OR g.valid_to > now()) "
        "AND (g.role = 'department' OR (g.role = 'inspector' AND p.licence_no IS NOT NULL)) "
        "AND :district IN (a.id, a.district_id) GROUP BY p.id ORDER BY 4, p.name"
    )
    return [dict(row._mapping) for row in session.execute(sql, {"district": district})]  # noqa: SLF001


def _targets(
    session: Session, seen: Scope, today: date, filter_: str, values: Mapping[str, Any]
) -> list[dict[str, Any]]:
    bound = bind.self_checks(seen, "t")
    sql = bind.statement("spot_targets").format(scope=bound.sql, filter=filter_)
    binds = {**bound.values, **values, "today": today, "limit": _LISTED}
    return [dict(row) for row in session.execute(text(sql), binds).mappings()]


def _name(session: Session, person: UUID | None) -> str | None:
    """Name somebody; the reading role sees no more of people."""
    return session.scalar(select(PersonRow.name).where(PersonRow.id == person))


def _results(session: Session, target_id: UUID) -> list[dict[str, Any]]:
    sql = text(
        "SELECT r.item, r.kind, r.verdict, r.remark, r.hazard_id, h.ledger_no, h.description, h.state "
        "FROM spot_result r LEFT JOIN hazard h ON h.id = r.hazard_id WHERE r.target_id = :target ORDER BY r.id"
    )
    return [dict(row._mapping) for row in session.execute(sql, {"target": target_id})]  # noqa: SLF001


def _verdict(said: Mapping[str, Any] | None) -> dict[str, Any]:
    nothing = dict.fromkeys(("verdict", "remark", "hazard_id", "ledger_no"))
    return nothing if said is None else {name: said[name] for name in nothing}


def _own(session: Session, person: Person) -> list[UUID]:
    """Name the orders of one's own districts and cities, and of one's classes where these are limited."""
    seen = overseen(person)
    classes = "" if seen.classes is None else "AND supervision_class = ANY(:classes)"
    sql = text(f"SELECT id FROM spot_check WHERE (district_id = ANY(:districts) OR city_id = ANY(:cities)) {classes}")
    values = {"districts": sorted(seen.districts), "cities": sorted(seen.cities), "classes": sorted(seen.classes or ())}
    return list(session.scalars(sql, values if classes else {k: v for k, v in values.items() if k != "classes"}))


def _town_names(session: Session, towns: Iterable[int | None]) -> dict[int | None, str]:
    named = select(Area.id, Area.name).where(Area.id.in_({town for town in towns if town is not None}))
    return {row.id: row.name for row in session.execute(named)}


def _narrowed(wanted: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """Say what narrows a list and its rates, and bind it."""
    chosen = {name: value for name, value in wanted.items() if value is not None and name in _NARROW}
    return "".join(f" AND {_NARROW[name]}" for name in chosen), {**chosen, "zone": str(HERE)}
