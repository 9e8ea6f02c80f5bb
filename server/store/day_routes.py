"""Day routes as rows: whose visits lie where, laid out over the working days ahead, and an officer's own order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import numpy as np
from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from gis import routes
from gis.routes import Day, Stop
from gis.tours import length
from grids.plan_policy import RoutePolicy
from grids.policy import HERE, Policy, local_day
from server.store.policy import plans_on, policy_on
from server.store.tables import DayRoute, TaskRow

WEEK: Final = 5
_SQL: Final = Path(__file__).with_name("sql")
_WORK: Final = (_SQL / "route_work.sql").read_text("utf-8")
"""What is to be laid out: handed out, open within the days ahead, and not in a day that stands."""
_OLD: Final = (
    "UPDATE task t SET day = NULL, place_no = NULL WHERE t.district_id = :district AND t.day IS NOT NULL "
    "AND t.state IN ('generated', 'assigned', 'accepted', 'returned') "
    "AND NOT EXISTS (SELECT 1 FROM day_route r WHERE r.officer_id IN (t.officer_id, t.second_id) AND r.day = t.day "
    "AND r.day >= :first AND (r.own_order OR r.day = :kept))"
)
_DROPPED: Final = (
    "DELETE FROM day_route WHERE district_id = :district AND day >= :first AND NOT own_order AND day <> :kept"
)
_STANDING: Final = "SELECT officer_id, day FROM day_route WHERE district_id = :district AND day >= :first"


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """What a run laid out."""

    days: int
    tasks: int
    metres: float


def lay(session: Session, district: int, at: datetime, seed: str) -> Laid:
    """Lay the visits of everybody in a district out over the working days ahead.

    A day that has begun, or whose order an officer chose, stands; everything else is laid out anew from the seed.
    """
    today = local_day(at)
    policy = plans_on(today).route
    days = working(today, policy.days, policy_on(today))
    sql = text("SELECT max(day) FROM day_route WHERE district_id = :d AND day = :today")
    is_morning = at.astimezone(HERE).hour >= policy.begins_hour
    begun = session.scalar(sql, {"d": district, "today": today}) if is_morning else None
    binds = {"district": district, "first": today, "last": days[-1], "kept": begun or date.min}
    rows = list(session.execute(text(_WORK), binds))
    session.execute(text(_OLD), binds)
    session.execute(text(_DROPPED), binds)
    busy = {(row.officer_id, row.day) for row in session.execute(text(_STANDING), binds)}
    if begun:
        days = [day for day in days if day > today]
    found: list[_Placed] = []
    for people, work in _by_people(rows):
        found += _of(people, work, days, busy, policy, seed)
    _write(session, district, found, seed, at)
    return Laid(
        days=len(found), tasks=sum(len(one.tasks) for one in found), metres=sum(one.day.metres for one in found)
    )


def working(first: date, count: int, policy: Policy) -> list[date]:
    """List so many working days from a day on."""
    found: list[date] = []
    day = first
    while len(found) < count:
        found += [day] if policy.is_working(day) else []
        day += timedelta(days=1)
    return found


def keep_order(session: Session, officer: UUID, day: date, rows: Sequence[TaskRow], at: datetime) -> None:
    """Keep an officer's own order of a day, with the way it comes to; whoever goes along has it in the own day.

    What these have besides stays theirs, and where it stood among the visits that are made together.
    """
    people = sorted({who for row in rows for who in (officer, *_of_pair(row))})
    mine = (TaskRow.officer_id.in_(people) | TaskRow.second_id.in_(people)) & (TaskRow.day == day)
    besides = session.scalars(select(TaskRow).where(mine, TaskRow.id.not_in([row.id for row in rows])))
    order = _woven(rows, besides.all(), day)
    for number, row in enumerate(order, start=1):
        row.day, row.place_no = day, number
    session.flush()
    sql = text((_SQL / "route_day.sql").read_text("utf-8"))
    spots = list(session.execute(sql, {"ids": [row.id for row in order]}))
    policy = plans_on(local_day(at)).route
    kept = insert(DayRoute).values(
        [{"officer_id": who, "day": day, "district_id": rows[0].district_id, "seed": "", "own_order": True,
          "made_at": at, **_way([spot for spot in spots if who in {spot.officer_id, spot.second_id}], policy)}
         for who in people]
    )  # fmt: skip
    set_ = {name: kept.excluded[name] for name in ("metres", "minutes", "own_order", "made_at")}
    session.execute(kept.on_conflict_do_update(index_elements=["officer_id", "day"], set_=set_))


def _of_pair(row: TaskRow) -> frozenset[UUID]:
    return frozenset(who for who in (row.officer_id, row.second_id) if who is not None)


def _woven(rows: Sequence[TaskRow], besides: Sequence[TaskRow], day: date) -> list[TaskRow]:
    """Put rows in their order, and each other task behind as many of its people's rows as it stood behind before."""
    found: list[tuple[int, int, str, TaskRow]] = [(n, 0, "", row) for n, row in enumerate(rows)]
    for other in besides:
        own = [n for n, row in enumerate(rows) if _of_pair(row) & _of_pair(other)]
        before = [n for n in own if rows[n].day == day and (rows[n].place_no or 0) < (other.place_no or 0)]
        behind = own[len(before) - 1] if before else -1
        found.append((behind, other.place_no or 0, str(other.id), other))
    return [row for *_, row in sorted(found, key=lambda each: each[:3])]


def _way(spots: Sequence[Any], policy: RoutePolicy) -> dict[str, float]:
    metres = measured([(spot.lon, spot.lat) for spot in spots], policy)
    minutes = sum(_on_spot(spot, policy) for spot in spots) + metres / policy.metres_a_minute
    return {"metres": round(metres, 1), "minutes": round(minutes, 1)}


def measured(places: Sequence[tuple[float, float]], policy: RoutePolicy) -> float:
    """Measure the way along places in their order. Unit: m, detour included."""
    xy = routes.plane(np.array([lon for lon, _ in places]), np.array([lat for _, lat in places]))
    metres = np.hypot(*(xy[:, None, :] - xy[None, :, :]).transpose(2, 0, 1)) * policy.detour
    return length(metres, list(range(len(places))))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Placed:
    people: tuple[UUID, ...]
    date: date
    day: Day
    tasks: tuple[UUID, ...]


def _by_people(rows: Sequence[Any]) -> list[tuple[tuple[UUID, ...], list[Any]]]:
    """Group work by who goes together: an officer alone, inspectors by their pair."""
    found: dict[tuple[UUID, ...], list[Any]] = defaultdict(list)
    for row in rows:
        own = (row.officer_id,) if row.kind == "patrol" else tuple(sorted((row.officer_id, row.second_id)))
        found[own].append(row)
    return sorted(found.items())


def _of(
    people: tuple[UUID, ...], work: list[Any], days: list[date], busy: set[tuple[UUID, date]], policy: RoutePolicy,
    seed: str,
) -> list[_Placed]:  # fmt: skip
    """Lay out the work of some people week by week, on the days that all of them have free."""
    found: list[_Placed] = []
    done: set[UUID] = set()
    for start in range(0, len(days), WEEK):
        week = [day for day in days[start : start + WEEK] if all((who, day) not in busy for who in people)]
        if not week:
            continue
        until = days[start + WEEK] if start + WEEK < len(days) else days[-1] + timedelta(days=3)
        open_ = [row for row in work if row.id not in done and row.window_from <= week[0]]
        stops = [
            Stop(
                lon=row.lon, lat=row.lat, minutes=_on_spot(row, policy), due=(row.due_on - week[0]).days,
                early=row.kind == "patrol" and row.due_on >= until,
            )
            for row in open_
        ]  # fmt: skip
        laid = routes.plan(stops, len(week), policy, f"{seed}:{people[0]}:{start}")
        for day, own in zip(week, laid, strict=False):
            tasks = tuple(open_[n].id for n in own.order)
            done |= set(tasks)
            busy |= {(who, day) for who in people}
            found.append(_Placed(people=people, date=day, day=own, tasks=tasks))
    return found


def _on_spot(row: Any, policy: RoutePolicy) -> float:  # noqa: ANN401 - a row with minutes and kind
    """Return the time on the spot: the minutes of a patrol count a way, which a route measures."""
    return float(row.minutes - (policy.way_minutes if row.kind == "patrol" else 0))


def _write(session: Session, district: int, found: Sequence[_Placed], seed: str, at: datetime) -> None:
    ids = [task for one in found for task in one.tasks]
    values = {
        "ids": ids, "days": [one.date for one in found for _ in one.tasks],
        "places": [n for one in found for n in range(1, len(one.tasks) + 1)],
    }  # fmt: skip
    session.execute(
        text(
            "UPDATE task t SET day = f.day, place_no = f.place "
            "FROM unnest(CAST(:ids AS uuid[]), CAST(:days AS date[]), CAST(:places AS int[])) AS f(id, day, place) "
            "WHERE t.id = f.id"
        ),
        values,
    )
    rows = [
        {"officer_id": who, "day": one.date, "district_id": district, "seed": seed, "metres": one.day.metres,
         "minutes": one.day.minutes, "own_order": False, "made_at": at}
        for one in found for who in one.people
    ]  # fmt: skip
    if rows:
        session.execute(insert(DayRoute).on_conflict_do_nothing(), rows)
