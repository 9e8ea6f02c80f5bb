"""OGC API: pages of 10 and 560 enterprises in a box, ours against `tipg` on the same table, in turn, four clients.

`tipg` is installed into a throw-away environment of the bench's own; where that fails, only ours is measured and it
is said why. Ours does more in that time: it knows who asks and shows only their area.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import tempfile
import time
import venv
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from sqlalchemy import select, text

from bench.site import Site, free_port, running
from bench.wire import Wire
from server import tokens
from server.cli import console
from server.db import libpq_url
from server.store.tables import PersonRow

SIZES: Final = {10: 4.0, 560: 8.0}
"""Features in the box -> how many times as many answers a second as `tipg`."""
ROUNDS: Final = 12
_CLIENTS: Final = 4
_EACH: Final = {10: 120, 560: 12}
"""Questions of each client in a round."""
_PATIENCE_S: Final = 60
_PEER: Final = "tipg==1.6.1"
_START: Final = """
import sys, uvicorn, tipg.main as main
from tipg.database import connect_to_db as connect
from tipg.settings import PostgresSettings
chosen = PostgresSettings.model_construct(database_url=sys.argv[1])
async def connected(app, **named): await connect(app, settings=chosen, **named)
main.connect_to_db = connected
uvicorn.run(main.app, port=int(sys.argv[2]), log_level="error", access_log=False)
"""
_BOX: Final = text(
    "WITH dense AS (SELECT ST_X(point) AS x, ST_Y(point) AS y FROM enterprise WHERE point IS NOT NULL "
    "ORDER BY ST_GeoHash(point) OFFSET 300 LIMIT 1), far AS ("
    "SELECT dense.x, dense.y, greatest(abs(ST_X(point) - dense.x), abs(ST_Y(point) - dense.y)) AS d "
    "FROM enterprise, dense WHERE point IS NOT NULL ORDER BY d OFFSET :n - 1 LIMIT 1) "
    "SELECT x - d, y - d, x + d, y + d FROM far"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """A service to ask: where, and with which token, if it asks for one."""

    name: str
    address: str
    path: str
    token: str = ""


def run() -> list[dict[str, Any]]:
    """Measure answers a second, and their ratio; medians of rounds that take turns."""
    with site() as place:
        ours = Peer(
            name="ours", address=place.address, path="/ogc/collections/enterprises/items", token=_token(place)
        )  # fmt: skip
        with _tipg(place) as theirs:
            return [row for size in SIZES for row in _measure(place, size, ours, theirs)]


@contextmanager
def site() -> Iterator[Site]:
    """Start what is measured: the demo district. The one place to change for another data set."""
    with running(scale=1.0, enterprises=0) as place:
        with place.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("UPDATE enterprise SET position_quality = 'address' WHERE point IS NOT NULL"))
            connection.execute(text("VACUUM ANALYZE"))
        yield place


def _measure(place: Site, size: int, ours: Peer, theirs: Peer | None) -> list[dict[str, Any]]:
    with place.database.session() as session:
        box = ",".join(str(side) for side in session.execute(_BOX, {"n": size}).one())
    query = urlencode({"bbox": box, "limit": 1_000})
    rates: dict[str, list[float]] = {"ours": [], "tipg": []}
    for peer in filter(None, (ours, theirs)):
        returned = _ask(peer, query, 1)["numberReturned"]
        console.line(f"{peer.name}: {returned} features, asked for {size}")
    for _ in range(ROUNDS):
        for peer in filter(None, (ours, theirs)):
            rates[peer.name].append(_rate(peer, query, _EACH[size]))
    rows = [_row(f"ogc {size} features, ours", statistics.median(rates["ours"]), "/s", None)]
    if theirs is not None:
        ratio = statistics.median(own / other for own, other in zip(rates["ours"], rates["tipg"], strict=True))
        rows.append(_row(f"ogc {size} features, tipg", statistics.median(rates["tipg"]), "/s", None))
        rows.append(_row(f"ogc {size} features, ours to tipg", ratio, "x", SIZES[size]))
    return rows


def _rate(peer: Peer, query: str, times: int) -> float:
    """Let the clients ask at the same time; return answers a second of all."""
    with ThreadPoolExecutor(_CLIENTS) as pool:
        started = time.perf_counter()
        for asked in [pool.submit(_ask, peer, query, times) for _ in range(_CLIENTS)]:
            asked.result()
        return _CLIENTS * times / (time.perf_counter() - started)


def _ask(peer: Peer, query: str, times: int) -> dict[str, Any]:
    """Ask over one connection, by a client of few words: what it costs itself would be counted to both."""
    body = b"{}"
    with Wire(peer.address, token=peer.token) as wire:
        for _ in range(times):
            answer = wire.get(f"{peer.path}?{query}")
            body = answer.body
            if answer.status != HTTPStatus.OK:
                raise LookupError(f"{peer.name} answered {answer.status}: {body[:300]!r}")
    told: dict[str, Any] = json.loads(body)
    return told


def _token(place: Site) -> str:
    with place.database.transaction() as session:
        person = session.scalars(select(PersonRow.id).where(PersonRow.username == "city")).one()
        return tokens.make(session, person, "bench", 1, datetime.now(UTC))[0]


@contextmanager
def _tipg(place: Site) -> Iterator[Peer | None]:
    """Run `tipg` on the same database; nothing, with the reason printed, where it can't be had."""
    with tempfile.TemporaryDirectory(prefix="wangge-bench-tipg-") as folder:
        python = Path(folder) / "bin" / "python"
        venv.create(folder, with_pip=True)
        wanted = [_PEER, "uvicorn", "uvloop", "httptools"]
        done = subprocess.run(
            [python, "-m", "pip", "install", "-q", *wanted], capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            console.line(f"no comparison: {_PEER} can't be installed: {done.stderr.strip().splitlines()[-1:]}")
            yield None
            return
        port = free_port()
        url = libpq_url(place.database.engine.url.render_as_string(hide_password=False))
        child = subprocess.Popen([python, "-c", _START, url, str(port)], stdin=subprocess.DEVNULL)
        peer = Peer(name="tipg", address=f"http://127.0.0.1:{port}", path="/collections/public.enterprise/items")
        try:
            _wait(peer, child)
            yield peer
        finally:
            child.terminate()
            child.wait(_PATIENCE_S)


def _wait(peer: Peer, child: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _PATIENCE_S
    while child.poll() is None and time.monotonic() < until:
        try:
            _ask(peer, "limit=1", 1)
        except OSError:
            time.sleep(0.3)
        else:
            return
    raise TimeoutError("tipg did not start")


def _row(name: str, value: float, unit: str, budget: float | None) -> dict[str, Any]:
    shown = round(value, 1)
    return {"name": name, "value": shown, "unit": unit, "budget": budget, "ok": budget is None or value >= budget}
