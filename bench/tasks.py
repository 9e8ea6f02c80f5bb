"""Tasks of a district year: 20,000 enterprises, 300 officers, against the bare SQL that writes the same rows.

Beside it: the second run that must add nothing, handing out, the order of two weeks, and the draw of a plan.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final, TypeVar

import psycopg
from sqlalchemy import text
from sqlalchemy.orm import Session

from bench import city
from grids import draws
from grids.draws import Frame
from grids.policy import local_day
from server.db import libpq_url
from server.store import day_routes, tasks
from server.store.policy import load_on, plans_on, policy_on

T = TypeVar("T")
ENTERPRISES: Final = 20_000
OFFICERS: Final = 300
YEAR: Final = 365
ROUNDS: Final = 3
BUDGET: Final = 3.0
LAID_S: Final = 600.0
"""A night has room for more; a person who pressed the button is told by message."""
_BARE: Final = Path(__file__).with_name("tasks_bare.sql")
_BACKGROUND: Final = 0.02
"""The city around the district, as small as it gets: it brings tables and server."""
_GROUND: Final = Path(__file__).with_name("tasks_ground.sql")


def run() -> list[dict[str, Any]]:
    """Measure."""
    times: dict[str, list[float]] = {"bare": [], "made": []}
    day = local_day(city.UNTIL)
    with city.loaded(_BACKGROUND) as place, place.database.session() as session:
        district = _ground(session, day)
        for _ in range(ROUNDS):
            bare_s, bare = _bare(place.url, district, day)
            times["bare"].append(bare_s)
            made_s, made = _timed(lambda: _made(session, district))
            times["made"].append(made_s)
            session.rollback()
            if made != bare:
                raise AssertionError(f"the bare SQL writes {bare}, the product {made}")
        _made(session, district)
        again_s, again = _timed(lambda: tasks.floor(session, district, city.UNTIL, YEAR))
        handed_s, handed = _timed(lambda: tasks.hand_out(session, district, city.UNTIL))
        laid_s, laid = _timed(lambda: day_routes.lay(session, district, city.UNTIL, "bench"))
        by_due = _way_by_due(session, district)
        session.rollback()
        drawn_s, drawn = _timed(lambda: _drawn(session, district))
    ratio = statistics.median(own / bare for own, bare in zip(times["made"], times["bare"], strict=True))
    return [
        _row("tasks bare", statistics.median(times["bare"]), "s", None),
        _row("tasks made", statistics.median(times["made"]), "s", None),
        _row("tasks ratio", ratio, "x", BUDGET),
        _row("tasks of a year", float(made[0]), "", None),
        _row("tasks second run adds", float(again.added + again.moved + again.gone), "", 0.0),
        _row("tasks second run", again_s, "s", None),
        _row("tasks handed out", handed_s, "s", None),
        _row("tasks handed out of them", float(handed), "", None),
        _row("routes laid out, two weeks", laid_s, "s", LAID_S),
        _row("routes officer days", float(laid.days), "", None),
        _row("routes visits in them", float(laid.tasks), "", None),
        _row("routes way against that by due day", laid.metres / by_due if by_due else 0.0, "x", 1.0),
        _row("plan drawn", drawn_s, "s", None),
        _row("plan inspections drawn", float(drawn), "", None),
    ]


def _ground(session: Session, day: date) -> int:
    binds = {"officers": OFFICERS, "enterprises": ENTERPRISES, "day": day}
    for statement in _GROUND.read_text("utf-8").split(";\n"):
        if statement.strip():
            session.execute(text(statement), {name: value for name, value in binds.items() if f":{name}" in statement})
    session.commit()
    session.execute(text("ANALYZE"))
    session.commit()
    return int(session.scalar(text("SELECT id FROM area WHERE name = '测算区'")) or 0)


def _bare(url: str, district: int, day: date) -> tuple[float, tuple[int, int]]:
    """Write the rows by hand and take them back; say how many and the sum of their due days."""
    policy, numbers, given = policy_on(day), plans_on(day).tasks, load_on(day).visit_minutes
    minutes = {**given, "none": given["ungraded"]}
    every = {**policy.visit_interval_days, "none": policy.ungraded_interval_days}
    binds = {
        "district": district, "day": day, "until": day + timedelta(days=YEAR), "at": city.UNTIL,
        "share": numbers.open_share, "most": numbers.open_days_max,
        "rules": json.dumps({grade: [days, minutes[grade]] for grade, days in every.items()}),
    }  # fmt: skip
    with psycopg.connect(libpq_url(url)) as connection:
        spent, _ = _timed(lambda: connection.execute(_BARE.read_text("utf-8"), binds))
        told = connection.execute(_TOLD.replace(":district", "%(district)s"), {"district": district}).fetchone()
        connection.rollback()
    return spent, (int(told[0]), int(told[1])) if told else (0, 0)


_TOLD: Final = "SELECT count(*), coalesce(sum(due_on - DATE '2020-01-01'), 0) FROM task WHERE district_id = :district"


def _made(session: Session, district: int) -> tuple[int, int]:
    tasks.floor(session, district, city.UNTIL, YEAR)
    told = session.execute(text(_TOLD), {"district": district}).one()
    return int(told[0]), int(told[1])


def _way_by_due(session: Session, district: int) -> float:
    """Measure the way of the same days, each walked in the order of due days."""
    rows = session.execute(
        text(
            "SELECT t.officer_id, t.day, ST_X(e.point) AS lon, ST_Y(e.point) AS lat FROM task t "
            "JOIN enterprise e ON e.id = t.enterprise_id WHERE t.district_id = :district AND t.day IS NOT NULL "
            "ORDER BY t.officer_id, t.day, t.due_on, t.id"
        ),
        {"district": district},
    )
    days: dict[tuple[Any, date], list[tuple[float, float]]] = {}
    for row in rows:
        days.setdefault((row.officer_id, row.day), []).append((row.lon, row.lat))
    policy = plans_on(local_day(city.UNTIL)).route
    return sum(day_routes.measured(places, policy) for places in days.values())


def _drawn(session: Session, district: int) -> int:
    """Draw a year's plan of the district with 40 inspectors."""
    rows = session.execute(text("SELECT id::text, grade FROM enterprise WHERE district_id = :d"), {"d": district})
    grades = {row.id: row.grade for row in rows}
    frame = Frame(
        objects=grades, key={own: 2 for own, grade in grades.items() if grade == "D"},
        inspectors=tuple(f"{n:02d}" for n in range(40)), shares=dict(plans_on(local_day(city.UNTIL)).random_share),
    )  # fmt: skip
    return len(draws.draw(frame, "bench"))


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    since = time.perf_counter()
    found = work()
    return time.perf_counter() - since, found


def _row(name: str, value: float, unit: str, most: float | None) -> dict[str, Any]:
    shown = round(value, 3)
    return {"name": name, "value": shown, "unit": unit, "budget": most, "ok": most is None or shown <= most}
