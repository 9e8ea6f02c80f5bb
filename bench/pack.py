"""The area pack of an officer with 500 enterprises and 300 unresolved hazards, against the same SQL run bare.

Both run in turn on one connection of the demo district, whose officer is given units until the numbers are reached.
"""

from __future__ import annotations

import gzip
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from grids.permissions import Grant, Person, Role, scope
from grids.policy import local_day
from server import cluster, migrate
from server.config import Settings
from server.db import Database
from server.demo.load import load
from server.reads import pack
from server.reads import scope as bind
from server.reads.documents import EVERYTHING
from server.store import frequency, people
from server.store.tables import PersonRow

ENTERPRISES: Final = 500
HAZARDS: Final = 300
ROUNDS: Final = 15
BYTES: Final = 300_000
RATIO: Final = 2.0
DELTA_BYTES: Final = 2_000


def run() -> list[dict[str, Any]]:
    """Measure bytes gzipped, server time as ratio to the bare SQL, and the delta after one change; medians."""
    with tempfile.TemporaryDirectory(prefix="wangge-bench-") as folder:
        place = Path(folder)
        place.chmod(0o711)
        settings = Settings(data_dir=place, demo_password="measured, never used")  # noqa: S106 - nobody signs in
        private = cluster.of(place)
        url = cluster.start(private)
        try:
            migrate.upgrade(url)
            database = Database.at(url, statement_timeout_s=0)
            load(database, settings)
            with database.session() as session:
                rows = _measure(session)
            database.close()
        finally:
            cluster.stop(private)
    return rows


def _measure(session: Session) -> list[dict[str, Any]]:
    inspector = _inspector(session)
    officer, account = _officer(session)
    session.execute(text("ANALYZE"))
    at = datetime.now(UTC)
    body = pack.whole(session, officer, account, at)
    ours, bare = [], []
    for _ in range(ROUNDS):
        ours.append(_seconds(lambda: pack.whole(session, officer, account, at)))
        bare.append(_seconds(lambda: _bare(session, officer, at)))
    ratio = statistics.median(own / base for own, base in zip(ours, bare, strict=True))
    size = len(gzip.compress(body.encode(), 5))
    delta = _delta(session, officer, at)
    return [
        _row("pack bytes gzipped", size, "B", BYTES),
        _row("pack server time", round(statistics.median(ours) * 1000, 1), "ms", None),
        _row("pack bare SQL", round(statistics.median(bare) * 1000, 1), "ms", None),
        _row("pack ratio", round(ratio, 2), "x", RATIO),
        _row("pack delta after one change, gzipped", delta, "B", DELTA_BYTES),
        _row("inspector's pack bytes gzipped", inspector, "B", BYTES),
    ]


def _inspector(session: Session) -> int:
    """Size what an inspector of the whole demo district takes along, as it is."""
    account = session.query(PersonRow).filter_by(username="inspector").one()
    person = people.person_at(session, account.id, datetime.now(UTC))
    if person is None:
        raise LookupError("the demo's inspector is gone")
    return len(gzip.compress(pack.whole(session, person, account, datetime.now(UTC)).encode(), 5))


def _officer(session: Session) -> tuple[Person, PersonRow]:
    """Give the officer whole units until the pack has the size asked for, and reopen hazards where they are too few."""
    account = session.query(PersonRow).filter_by(username="officer").one()
    sized = text(
        "SELECT u.id, count(e.id) AS n FROM grid_unit u LEFT JOIN enterprise e ON e.unit_id = u.id "
        "AND e.status IN ('active', 'suspended', 'candidate', 'not_found') GROUP BY u.id ORDER BY n DESC, u.id"
    )
    units, held = [], 0
    for row in session.execute(sized):
        if held >= ENTERPRISES:
            break
        units.append(row.id)
        held += row.n
    more = text(
        "UPDATE hazard SET state = 'rectifying', closed_at = NULL WHERE id IN (SELECT id FROM hazard "
        "WHERE unit_id = ANY(:units) AND state = 'closed' ORDER BY found_at DESC LIMIT :missing)"
    )
    unresolved = text(
        "SELECT count(*) FROM hazard WHERE unit_id = ANY(:units) "
        "AND state NOT IN ('closed', 'invalid', 'merged', 'void')"
    )
    missing = HAZARDS - int(session.scalar(unresolved, {"units": units}) or 0)
    session.execute(more, {"units": units, "missing": max(0, missing)})
    session.commit()
    grant = Grant(role=Role.OFFICER, units=frozenset(units))
    return Person(id=account.id, name=account.name, grants=(grant,)), account


def _bare(session: Session, officer: Person, at: datetime) -> None:
    """Run the statements of the pack and take their rows, nothing more."""
    seen = scope(officer.grants)
    since = {"since": at - pack.CLOSED_KEPT, "limit": EVERYTHING, "today": local_day(at)}
    for name, bound, condition in (
        ("unit", bind.units(seen), ""),
        ("enterprise", bind.enterprises(seen), "AND e.status IN ('active', 'suspended', 'candidate', 'not_found')"),
        ("hazard", bind.hazards(seen), pack.RECENT),
        ("notice", bind.notices(seen), pack.WITH_LIVE_HAZARD),
    ):
        sql = bind.statement(name).format(
            scope=bound.sql, filter=condition, order=f"{name[0]}.id", waived=frequency.WAIVED
        )
        session.execute(text(sql), {**bound.values, **since}).all()


def _delta(session: Session, officer: Person, at: datetime) -> int:
    """Change one hazard and take what a phone is sent for it."""
    account = session.get(PersonRow, officer.id)
    if account is None:
        raise LookupError("the demo's officer is gone")
    whole = pack.whole(session, officer, account, at)
    cursor = whole[len('{"cursor":"') : whole.index('",')]
    one = text(
        "UPDATE hazard SET suggestion = '已提醒' WHERE id = (SELECT id FROM hazard WHERE unit_id = ANY(:u) LIMIT 1)"
    )
    session.execute(one, {"u": sorted(scope(officer.grants).units)})
    session.commit()
    return len(gzip.compress(pack.delta(session, officer, cursor, at, 500).encode(), 5))


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _row(name: str, value: float, unit: str, budget: float | None) -> dict[str, Any]:
    return {"name": name, "value": value, "unit": unit, "budget": budget, "ok": budget is None or value <= budget}
