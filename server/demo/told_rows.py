"""Rows of what happened: visits, notices, hazards with their chains and pictures, proposals, numbers given out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import shapely

from grids import listings, notices
from grids.commands import NoticeKind
from grids.hazards import Hazard
from grids.policy import local_day
from server.demo.copying import Rows, as_json, ewkb
from server.demo.lives import Life, Notice, World, body
from server.demo.rounds import Told
from server.demo.standing_rows import placed
from server.demo.treated import Case, orders_of
from server.demo.visits import Visit
from server.store.hazards import SAME_NAME


@dataclass(slots=True)
class Numbering:
    """Gives ledger entries and papers their numbers, by issuer and year, in the order they were made."""

    world: World
    last: Counter[tuple[str, int, int]] = field(default_factory=Counter)

    def number(self, told: Told) -> None:
        """Give everything that was told its number."""
        names = {d.id: d.name for d in self.world.ground.divisions}
        for life in sorted(told.lives, key=lambda life: life.recorded_at):
            place = placed(life.firm, self.world.ground)
            series = place["town_id"] or place["district_id"]
            year = local_day(life.recorded_at).year
            life.ledger_no = f"{names[series]}{year}-{self._next('hazard', series, year):05d}"
        for notice in sorted(told.notices, key=lambda notice: notice.issued_at):
            place = placed(notice.firm, self.world.ground)
            ordered = notice.kind is NoticeKind.RECTIFICATION_ORDER
            series = place["district_id"] if ordered else place["town_id"] or place["district_id"]
            year = local_day(notice.issued_at).year
            notice.issuer = names[series]
            serial = self._next(notice.kind.value, series, year)
            notice.number = notices.number(notice.kind, notice.issuer, year, serial)
        for life in sorted(told.lives, key=lambda life: life.recorded_at):
            now = None if life.case is None else life.case.listing
            if life.case is not None and now is not None and now.approved_on is not None:
                area, year = placed(life.firm, self.world.ground)["district_id"], now.approved_on.year
                serial = self._next(f"listing-{now.level.value}", area, year)
                life.case.number = listings.number(now.level, names[area], year, serial)

    def rows(self) -> Rows:
        """Give the numbers that the product goes on from."""
        return Rows(
            table="serial", columns=("kind", "area_id", "year", "last"),
            rows=[(*series, last) for series, last in sorted(self.last.items())],
        )  # fmt: skip

    def _next(self, kind: str, series: int, year: int) -> int:
        self.last[kind, series, year] += 1
        return self.last[kind, series, year]


def of_visits(world: World, told: Told) -> Rows:
    """Give visits, oldest first."""
    visits = sorted(told.visits, key=lambda visit: visit.started_at)
    fixes = _points(world, [visit.fix for visit in visits])
    return _table("visit", [_visit(world, visit) | {"fix": fix} for visit, fix in zip(visits, fixes, strict=True)])


def of_notices(world: World, told: Told) -> Rows:
    """Give papers; their items come when the hazards are there."""
    return _table("notice", [_notice(world, notice) for notice in told.notices])


def of_items(told: Told) -> Rows:
    """Give the items of papers."""
    return Rows(
        table="notice_item", columns=("notice_id", "hazard_id", "item_no", "due_on", "demand"),
        rows=[
            (notice.id, life.hazard.id, no, due, demand)
            for notice in told.notices
            for no, (life, due, demand) in enumerate(notice.items, start=1)
        ],
    )  # fmt: skip


def of_hazards(world: World, told: Told) -> Iterator[Rows]:
    """Give hazards as they stand, every event in the order of time, and the pictures."""
    lives = sorted(told.lives, key=lambda life: life.recorded_at)
    points = _points(world, [life.point for life in lives])
    yield _table("hazard", [_hazard(world, life) | {"point": point} for life, point in zip(lives, points, strict=True)])
    events = sorted((event for life in lives for event in life.events), key=lambda event: event.at)
    yield Rows(
        table="hazard_event",
        columns=(
            "hazard_id", "event", "at", "act_at", "person_id", "person_name", "role", "state_before", "state_after",
            "level_after", "due_after", "body",
        ),
        rows=[
            (e.hazard, e.event, e.at, e.at, e.person, e.person_name, e.role, e.before, e.after, e.level, e.due,
             as_json(e.body))
            for e in events
        ],
    )  # fmt: skip


def of_stops(told: Told) -> Rows:
    """Give orders to stop, with what became of each."""
    rows = []
    for life in told.lives:
        for order in orders_of(life):
            event, end = order["event"], order["end"]
            asked: Any = order["asked_on"]
            rows.append({
                "id": uuid5(NAMESPACE_URL, f"stop {event.hazard} {event.at}"),
                "hazard_id": event.hazard, "enterprise_id": life.firm.id,
                "measure": event.body["measure"], "stopped": event.body["stopped"], "basis": event.body["basis"],
                "state": order["state"], "ordered_at": event.at, "ordered_by": event.person, "asked_on": asked,
                "examine_by": asked and asked + timedelta(days=10), "evaluation": as_json(order["evaluation"]),
                "examined_at": end and end.at, "decided_at": end and end.at, "decided_by": end and end.person,
                "opinion": end.body["opinion"] if end else "", "is_demo": True,
            })  # fmt: skip
    return _table("stop_order", rows)


def of_listings(world: World, told: Told) -> Iterator[Rows]:
    """Give listed cases, and the progress of their months."""
    cases = [(life, life.case) for life in told.lives if life.case is not None]
    yield _table("listing", [_listing(world, life, case) for life, case in cases])
    yield Rows(
        table="listing_progress", columns=("listing_id", "month", "text", "funds_yuan", "at", "by_person"),
        rows=[
            (case.listing.id, month, step.text, step.funds_yuan, at, person)
            for _, case in cases
            for month, (step, at, person) in sorted(case.progress.items())
        ],
    )  # fmt: skip


def of_evidence(told: Told) -> Rows:
    """Give what each picture shows."""
    return Rows(
        table="evidence",
        columns=("sha256", "role", "act_id", "person_id", "enterprise_id", "hazard_id", "visit_id", "taken_at"),
        rows=[
            (s.sha256, s.role, s.act, s.person, s.firm.id, s.hazard, s.visit, s.taken_at)
            for life in told.lives
            for s in life.shots
        ],
    )


def of_requests(world: World, told: Told) -> Rows:
    """Give proposed changes of files."""
    rows = []
    for asked in told.requests:
        state = "accepted" if asked.accepted else "declined" if asked.decided_by else "proposed"
        place = placed(asked.firm, world.ground)
        rows.append({
            "id": asked.id, "enterprise_id": asked.firm.id, "town_id": place["town_id"],
            "district_id": place["district_id"], "visit_id": asked.visit.id, "proposed": as_json(asked.proposed),
            "present": as_json(asked.present), "reason": asked.reason, "state": state,
            "by_person": asked.visit.officer.id, "at": asked.visit.received_at,
            "decided_by": asked.decided_by and asked.decided_by.id, "decided_at": asked.decided_at,
            "decision_reason": asked.decision_reason,
        })  # fmt: skip
    return _table("change_request", rows)


def _visit(world: World, visit: Visit) -> dict[str, Any]:
    return {
        "id": visit.id, "enterprise_id": visit.firm.id, "kind": visit.kind.value, "officer_id": visit.officer.id,
        "second_id": visit.second and visit.second.id, "started_at": visit.started_at,
        "received_at": visit.received_at, "fix_radius_m": visit.radius_m, "fix_age_s": visit.age_s,
        "distance_m": visit.distance_m, "presence": visit.presence.value, "away_reason": visit.away_reason,
        "outcome": visit.outcome.value, "finished_at": visit.finished_at, "checklist_version_id": visit.checklist,
        "answers": as_json(visit.answers), "person_met": visit.person_met, "remark": visit.remark, "is_demo": True,
        **placed(visit.firm, world.ground),
    }  # fmt: skip


def _notice(world: World, notice: Notice) -> dict[str, Any]:
    return {
        "id": notice.id, "number": notice.number, "kind": notice.kind.value, "enterprise_id": notice.firm.id,
        "issued_by": notice.by.id, "second_id": notice.second and notice.second.id, "issuer": notice.issuer,
        "issued_at": notice.issued_at, "due_on": max(due for _, due, _ in notice.items),
        "link_expires_at": notice.issued_at + timedelta(days=world.policy.link_days),
        "acknowledged_at": notice.acknowledged_at, "acknowledged_by": notice.acknowledged_by,
        "acknowledged_phone": notice.phone, "intention": notice.intention, "funds_planned": notice.funds,
        "is_demo": True, **placed(notice.firm, world.ground),
    }  # fmt: skip


def _hazard(world: World, life: Life) -> dict[str, Any]:
    hazard, found = life.hazard, life.found
    hours = (life.recorded_at - found.found_at).total_seconds() / 3600
    return {
        "id": hazard.id, "ledger_no": life.ledger_no, "enterprise_id": life.firm.id, "state": hazard.state.value,
        "level": hazard.level.value, "source": hazard.source.value, "category": found.category, "place": found.place,
        "description": found.description, "suggestion": found.suggestion, "responsible": found.responsible,
        "check_item": found.check_item, "point_radius_m": life.radius_m, "point_from": life.point_from,
        "visit_id": found.visit, "found_by": hazard.found_by, "found_at": hazard.found_at,
        "recorded_at": life.recorded_at, "late": hours > world.policy.late_sync_hours,
        "transfer": as_json(_sent(hazard)), "plan": as_json(life.plan), "done": life.done,
        "stop": hazard.stop.value, "listed": hazard.listed, "evaluation": as_json(life.evaluation),
        "funds_actual": life.funds, "repeat_of": life.repeat_of,
        "closed_at": life.closed_at, "changed_at": life.last_at, "notice_id": hazard.notice, "is_demo": True,
        **{name: getattr(hazard, name) for name in SAME_NAME}, **placed(life.firm, world.ground),
    }  # fmt: skip


def _listing(world: World, life: Life, case: Case) -> dict[str, Any]:
    now, orders, applied, accepted = case.listing, case.orders, case.applied, case.accepted
    people = world.people
    return {
        "id": now.id, "hazard_id": life.hazard.id, "enterprise_id": life.firm.id, "state": now.state.value,
        "level": now.level.value, "number": case.number, "reason": case.reason, "proposed_by": now.proposed_by,
        "proposed_at": case.proposed_at, "leader": orders.leader if orders else "",
        "responsible_unit": orders.responsible_unit if orders else "",
        "responsible_person": orders.responsible_person if orders else "",
        "responsible_phone": orders.responsible_phone if orders else "",
        "approved_on": now.approved_on, "decided_by": people.district.id if orders else None,
        "opinion": orders.opinion if orders else "", "deadline": now.deadline,
        "original_deadline": now.original_deadline, "applied_on": now.applied_on,
        "accept_by": listings.accept_by(now, world.policy), "summary": applied.summary if applied else "",
        "funds_yuan": applied.funds_yuan if applied else None,
        "evaluation": as_json(body(applied)["evaluation"]) if applied else None,
        "accepted_at": accepted.inspected_at if accepted else None,
        "accepted_by": people.district.id if accepted else None,
        "acceptance": accepted.opinion if accepted else "", "ended_on": now.ended_on, "is_demo": True,
    }  # fmt: skip


def _sent(hazard: Hazard) -> dict[str, Any] | None:
    sent = hazard.transfer
    return None if sent is None else {
        "from_area": sent.from_area, "to_area": sent.to_area, "back_to": sent.back_to.value,
        "sent_on": sent.sent_on.isoformat(),
    }  # fmt: skip


def _points(world: World, places: list[tuple[float, float] | None]) -> list[str | None]:
    """Write places in metres as points in degrees, all at once."""
    known = [place for place in places if place is not None]
    written = iter(ewkb(world.ground.to_degrees(shapely.points(known))) if known else [])
    return [None if place is None else next(written) for place in places]


def _table(table: str, rows: list[dict[str, Any]]) -> Rows:
    columns = list(rows[0]) if rows else []
    return Rows(table=table, columns=columns, rows=[tuple(row[name] for name in columns) for row in rows])
