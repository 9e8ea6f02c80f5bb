"""Grading of a city: measuring and judging every enterprise against the bare SQL that returns the same numbers.

The city's files are filled in first: a fifth have dangers, nine in ten have staff and management on record.
"""

from __future__ import annotations

import statistics
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import psycopg
from sqlalchemy import text
from sqlalchemy.orm import Session

from bench import city
from grids.grading import months_before
from grids.policy import HERE, local_day
from server.db import libpq_url
from server.store import grading
from server.store.grading import Judged
from server.store.policy import grading_on
from server.store.tables import GradingRun

ROUNDS: Final = 3
BUDGET: Final = 3.0
_BARE: Final = Path(__file__).with_name("grading_bare.sql")
_SCALE: Final = (
    "UPDATE enterprise SET scale = (ARRAY['微型', '小型', '小型', '中型', '大型'])"
    "[1 + abs(hashtext(id::text || 's')) % 5] "
    "WHERE hashtext(id::text || 'k') % 20 <> 0"
)
_STAFF: Final = (
    '{"name": "甲", "post": "principal", "trained_on": "2026-03-01"}',
    '{"name": "乙", "post": "safety_full_time", "trained_on": "2026-03-01", "certificate": "A"}',
    '{"name": "丙", "post": "special_operator", "certificate": "T"}',
)
_FILLED: Final = (
    *(("staff", fields, 9, 10) for fields in _STAFF),
    ("management", '{"risk_list": true, "emergency_plan": true, "drilled_on": "2026-06-01"}', 9, 10),
    ("process", '{"name": "手工", "obsolete": false, "manual_high_risk": true}', 1, 12),
    ("dust", '{"dust_kind": "wood", "place": "车间", "people": 12, "dedusting": "dry"}', 1, 20),
    ("chemicals", '{"chemical": "乙醇", "activity": "use", "above_limit": true}', 1, 12),
    ("confined_space", '{"name": "池", "place": "西", "count": 1, "toxic": true}', 1, 10),
    ("crowded", '{"place_type": "gathering", "capacity": 300}', 1, 15),
    ("standardization", '{"level": 3}', 1, 6),
)
"""Topic, fields, and in how many of how many files."""
_FILL: Final = (
    "INSERT INTO file_record (id, enterprise_id, topic, fields, valid_from, at, is_demo) "
    "SELECT gen_random_uuid(), id, :topic, CAST(:fields AS jsonb), '2025-01-01', '2025-01-01', true FROM enterprise "
    "WHERE abs(hashtext(id::text || :topic)) % :of < :share"
)


def run(scale: float) -> list[dict[str, Any]]:
    """Measure."""
    times: dict[str, list[float]] = {"bare": [], "graded": [], "kept": []}
    with city.loaded(scale) as place, place.database.session() as session:
        _fill(session)
        for _ in range(ROUNDS):
            times["bare"].append(_bare(place.url))
            spent, judged = _graded(session)
            times["graded"].append(spent)
        times["kept"].append(_kept(session, judged))
    ratio = statistics.median(own / bare for own, bare in zip(times["graded"], times["bare"], strict=True))
    return [
        _row("grading bare", statistics.median(times["bare"]), "s", None),
        _row("grading", statistics.median(times["graded"]), "s", None),
        _row("grading ratio", ratio, "x", BUDGET),
        _row("grading enterprises", float(len(judged)), "", None),
        _row("grading of them graded", float(sum(each.result.grade is not None for each in judged)), "", None),
        _row("grading proposals written", statistics.median(times["kept"]), "s", None),
    ]


def _fill(session: Session) -> None:
    session.execute(text(_SCALE))
    for topic, fields, share, of in _FILLED:
        session.execute(text(_FILL), {"topic": topic, "fields": fields, "share": share, "of": of})
    session.commit()
    session.execute(text("ANALYZE enterprise, file_record"))
    session.commit()


def _bare(url: str) -> float:
    day = local_day(city.UNTIL)
    since = months_before(day, 12)
    midnight = datetime(day.year, day.month, day.day, tzinfo=HERE)
    binds = {
        "day": day, "since": since, "until": midnight + timedelta(days=1),
        "from": datetime(since.year, since.month, since.day, tzinfo=HERE) + timedelta(days=1), "zone": str(HERE),
    }  # fmt: skip
    with psycopg.connect(libpq_url(url)) as connection:
        since_s = time.perf_counter()
        connection.execute(_BARE.read_text("utf-8"), binds).fetchall()
        return time.perf_counter() - since_s


def _graded(session: Session) -> tuple[float, list[Judged]]:
    """Grade the city as runs do, district by district."""
    day = local_day(city.UNTIL)
    policy = grading_on(day)
    districts = list(session.scalars(text("SELECT id FROM area WHERE level = 'district' ORDER BY id")))
    since = time.perf_counter()
    judged: list[Judged] = []
    for district in districts:
        for held, of in grading.sets(session, _run(district, session)):
            judged += grading.judge(session, of, held, policy, day)
    spent = time.perf_counter() - since
    session.rollback()
    return spent, judged


def _kept(session: Session, judged: list[Judged]) -> float:
    """Write them as proposals, and take them back."""
    district = session.scalar(text("SELECT id FROM area WHERE level = 'district' ORDER BY id LIMIT 1"))
    run_ = _run(int(district or 0), session)
    session.add(run_)
    session.flush()
    since = time.perf_counter()
    grading.propose(session, run_, judged)
    spent = time.perf_counter() - since
    session.rollback()
    return spent


def _run(district: int, session: Session) -> GradingRun:
    city_id, person = session.execute(
        text("SELECT city_id, (SELECT id FROM person WHERE username = 'city') FROM area WHERE id = :id"),
        {"id": district},
    ).one()
    return GradingRun(
        id=uuid4(), district_id=district, city_id=city_id, only_due=False, as_of=local_day(city.UNTIL), state="running",
        by_person=person, at=city.UNTIL,
    )  # fmt: skip


def _row(name: str, value: float, unit: str, most: float | None) -> dict[str, Any]:
    shown = round(value, 3)
    return {"name": name, "value": shown, "unit": unit, "budget": most, "ok": most is None or shown <= most}
