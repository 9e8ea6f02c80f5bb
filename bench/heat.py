"""Heat over the generated city: every scope through the columns, against the same counts as bare SQL in the same run.

Each request goes through the whole application in one process, signed in as the person whose scope it is. The bare
side is the three aggregations of `server/reads/sql/heat_*.sql` for the city over three years, timed in turn with ours;
a difference in a single count ends the run.
"""

from __future__ import annotations

import gc
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import numpy as np
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.orm import Session

from bench import city
from gis.heat import raster
from grids.hazards import Source
from grids.heat import FOUND
from grids.permissions import Scope
from grids.policy import local_day
from server import people
from server.api.context import COOKIE
from server.application import create_app
from server.config import Settings
from server.db import Database
from server.reads import heat_counts
from server.reads.heat_question import Cells, Question
from server.store.columns import files, shapes
from server.store.columns.keeping import Columns, Keeper

ROUNDS: Final = 12
RATIO: Final = 10.0
BUDGET_MS: Final = 50.0
AGE_MS: Final = 2000.0
_YEARS: Final = timedelta(days=3 * 365)
_QUARTER: Final = timedelta(days=90)
_CHANGES: Final = 5
_ONE: Final = text("UPDATE hazard SET state = 'void' WHERE id = (SELECT id FROM hazard WHERE state = 'open' LIMIT 1)")


def run(scale: float) -> list[dict[str, Any]]:
    """Measure requests of every scope, the counting alone against bare SQL, and how long a change takes to show."""
    with city.loaded(scale) as place, tempfile.TemporaryDirectory(prefix="wangge-bench-") as folder:
        settings = Settings(environment="dev", data_dir=Path(folder), demo_password=city.PASSWORD)
        app = create_app(settings, place.database)
        gc.freeze()  # as the server does before it parts (server/importing.py): its collector never walks the modules
        keeper: Keeper = app.extensions["wangge.columns"]
        with place.database.session() as session:
            built = _seconds(lambda: city.awaited(session, keeper))
        rows = [_row("heat columns built", built, "s", None), *_sizes(keeper)]
        for path in ("heat", "figures/areas"):
            rows += _requests(app.test_client, place.database, path)
        with place.database.session() as session:
            rows += _against_sql(session, keeper)
        return [*rows, _row("heat change to shown", _change(place.database, keeper), "ms", AGE_MS)]


def _requests(client: Callable[[], FlaskClient], database: Database, path: str) -> Iterator[dict[str, Any]]:
    """Time the requests of each person: both periods, every measure."""
    until = local_day(city.UNTIL)
    for who in city.PEOPLE:
        own = _signed_in(client(), database, who)
        taken, busy = [], []
        for turn in range(ROUNDS):
            for span in (_YEARS, _QUARTER):
                for measure in ("per_visit", "per_enterprise", "count"):
                    query = {"measure": measure, "period_from": until - span, "period_to": until}
                    started, begun = time.perf_counter(), time.process_time()
                    answer = own.get(f"/api/v1/{path}", query_string=query)
                    assert answer.status_code == HTTPStatus.OK, answer.text
                    if turn:  # the first opens what later ones share
                        taken.append(time.perf_counter() - started)
                        busy.append(time.process_time() - begun)
        ms = sorted(1000 * each for each in taken)
        yield _row(f"{path} {who} p50", statistics.median(ms), "ms", None)
        yield _row(f"{path} {who} p50, busy", 1000 * statistics.median(busy), "ms", None)
        yield _row(f"{path} {who} p95", ms[int(0.95 * len(ms))], "ms", BUDGET_MS)


def _against_sql(session: Session, keeper: Keeper) -> Iterator[dict[str, Any]]:
    """Count the city over three years both ways, in turn; the counts are compared one by one."""
    columns = keeper.current(session)
    assert columns is not None
    question, by = _whole_city(session)
    ours, bare = [], []
    for _ in range(5):
        ours.append(_seconds(lambda: _held(session, columns, question, by)))
        bare.append(_seconds(lambda: _held(session, None, question, by)))
    own, judge = (heat_counts.count(session, each, question, by) for each in (columns, None))
    for field in fields(judge):
        assert np.array_equal(getattr(own, field.name), getattr(judge, field.name)), field.name
    yield _row("heat hazards counted, city 3 years", float(judge.hazards.sum()), "rows", None)
    yield _row("heat counting by columns", 1000 * statistics.median(ours), "ms", None)
    yield _row("heat counting by bare SQL", 1000 * statistics.median(bare), "ms", None)
    ratio = statistics.median(sql / own for own, sql in zip(ours, bare, strict=True))
    yield {**_row("heat bare SQL / columns", ratio, "x", RATIO), "ok": ratio >= RATIO}


def _held(session: Session, columns: Columns | None, question: Question, by: Cells) -> None:
    heat_counts.count(session, columns, question, by)


def _whole_city(session: Session) -> tuple[Question, Cells]:
    until = local_day(city.UNTIL)
    whole = session.execute(text("SELECT array_agg(id) FROM area WHERE level = 'city'")).scalar_one()
    question = Question(
        scope=Scope(cities=frozenset(whole)), first=until - _YEARS, last=until, states=FOUND, sources=frozenset(Source)
    )
    box = session.execute(
        text(
            "SELECT ST_XMin(b), ST_YMin(b), ST_XMax(b), ST_YMax(b) "
            "FROM (SELECT ST_Extent(geom_3857) AS b FROM grid_unit) x"
        )
    ).one()
    return question, Cells(raster=raster((box[0], box[1], box[2], box[3]), 2000), at_enterprise=False)


def _change(database: Database, keeper: Keeper) -> float:
    """Change one hazard and take the time until the columns say so, in milliseconds; the median of a few."""
    taken = []
    for _ in range(_CHANGES):
        with database.session() as session:
            before = _found(session, keeper)
        with database.transaction() as session:
            session.execute(_ONE)
        started = time.perf_counter()
        with database.session() as session:
            after = _found(session, keeper)
        taken.append(1000 * (time.perf_counter() - started))
        assert after == before - 1, (before, after)
    return statistics.median(taken)


def _found(session: Session, keeper: Keeper) -> int:
    columns = keeper.current(session)
    assert columns is not None
    question, by = _whole_city(session)
    return int(heat_counts.count(session, columns, question, by).hazards.sum())


def _sizes(keeper: Keeper) -> Iterator[dict[str, Any]]:
    page = files.read_page(keeper.folder)
    assert page is not None
    for table, held in page.rows.items():
        yield _row(f"heat rows of {table}", held, "rows", None)
    widths = {
        table: sum(np.dtype(form).itemsize for name, form in kept.items() if name != "key")
        for table, kept in shapes.FIELDS.items()
    }
    yield _row("heat columns, without ids", sum(widths[t] * n for t, n in page.rows.items()) / 1e6, "MB", None)
    yield _row("heat bytes a hazard, without id", widths["hazard"], "B", None)


def _signed_in(client: FlaskClient, database: Database, who: str) -> FlaskClient:
    with database.transaction() as session:
        opened = people.sign_in(
            session, who, city.PASSWORD, key=b"bench", device=uuid4(), address="", user_agent="bench",
            at=datetime.now(UTC), days=1,
        )  # fmt: skip
    assert opened is not None
    client.set_cookie(COOKIE, opened[0])
    return client


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _row(name: str, value: float, unit: str, budget: float | None) -> dict[str, Any]:
    return {
        "name": name, "value": round(value, 2), "unit": unit, "budget": budget, "ok": budget is None or value <= budget,
    }  # fmt: skip
