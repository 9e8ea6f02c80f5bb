"""Five hundred open maps that nobody touches: what they cost, what they cost the others, and when an act reaches them.

A site of its own with its live process. A normal request is a page of the ledger, asked with and without the maps in
turns of the same run. What is changed is committed to the database as acts are, and each map notes when it was told.
"""

from __future__ import annotations

import http.client
import json
import selectors
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from sqlalchemy import text

from bench.site import PASSWORD, Site, running
from server.cli import frontend, web
from server.config import Settings
from server.live import handover

MAPS: Final = 500
ACTS: Final = 20
REQUESTS: Final = 150
SLOWER: Final = 1.5
REACH_S: Final = 2.0
_PEOPLE: Final = 50
_PATIENCE_S: Final = 60
_CONNECTIONS: Final = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
_SIGNED_IN: Final = text(
    "INSERT INTO sign_in_session (token_sha256, person_id, user_agent, created_at, expires_at, last_seen_at) "
    "SELECT encode(sha256(CAST('bench' || n AS bytea)), 'hex'), p.id, 'bench', now(), now() + interval '1 day', now() "
    "FROM generate_series(1, :n) n JOIN LATERAL (SELECT id, row_number() OVER (ORDER BY id) AS r FROM person "
    "WHERE username LIKE 'bench-%') p ON p.r = n % :people + 1"
)
_WATCHERS: Final = text(
    "WITH made AS (INSERT INTO person (username, name, password_hash, is_demo) "
    "SELECT 'bench-' || n, 'bench', '!', true FROM generate_series(1, :people) n RETURNING id) "
    "INSERT INTO person_grant (person_id, role, level, area_id, valid_from) "
    "SELECT made.id, 'town_head', g.level, g.area_id, now() - interval '1 day' FROM made, "
    "(SELECT g.level, g.area_id FROM person_grant g JOIN person p ON p.id = g.person_id "
    "WHERE p.username = 'townhead' LIMIT 1) g"
)


@dataclass(slots=True)
class Maps:
    """Open maps, and when each was told of which thing."""

    sockets: dict[socket.socket, bytes] = field(default_factory=dict)
    told: dict[str, list[float]] = field(default_factory=dict)
    ready: int = 0
    stops: bool = False

    def listen(self) -> None:
        """Read all of them until told to stop."""
        with selectors.DefaultSelector() as selector:
            for one in self.sockets:
                selector.register(one, selectors.EVENT_READ)
            while not self.stops:
                for key, _ in selector.select(0.2):
                    assert isinstance(key.fileobj, socket.socket)
                    self._take(key.fileobj)

    def _take(self, one: socket.socket) -> None:
        at = time.perf_counter()
        part = one.recv(65_536)
        assert part, "a map was hung up on"
        *blocks, self.sockets[one] = (self.sockets[one] + part).split(b"\n\n")
        for block in blocks:
            if b"event: ready" in block:
                self.ready += 1
            if b"event: touched" in block:
                for change in json.loads(block.partition(b"data: ")[2].splitlines()[0])["changes"]:
                    for id_ in change["ids"]:
                        self.told.setdefault(id_, []).append(at)


def run() -> list[dict[str, Any]]:
    """Measure; budgets: p95 of a normal request 1.5 x of without, an act on every map within 2 s."""
    with running(scale=0.1, enterprises=50) as site, _live(site) as live:
        with site.database.transaction() as session:
            session.execute(_WATCHERS, {"people": _PEOPLE})
            session.execute(_SIGNED_IN, {"n": MAPS, "people": _PEOPLE})
        officer = _sign_in(site, "townhead")
        before = _resources(site, live.pid)
        _ask(site, officer, REQUESTS)  # warm
        without = [_ask(site, officer, REQUESTS)]
        with _open_maps(site) as maps:
            beside = [_ask(site, officer, REQUESTS) for _ in range(2)]
            reach = _act(site, maps)
            during = _resources(site, live.pid)
            opened = len(maps.sockets)
        without.append(_ask(site, officer, REQUESTS))
    ratio = statistics.mean(map(_p95, beside)) / statistics.mean(map(_p95, without))
    return [
        _row("live maps open", opened, "maps", None, ok=opened == MAPS),
        _row("live process memory, none open", before[0], "MB", None),
        _row("live process memory, all open", during[0], "MB", None),
        _row("live process threads", during[1], "threads", None),
        _row("database connections more", during[2] - before[2], "connections", None),
        _row("request p95 without maps", round(statistics.mean(map(_p95, without)) * 1000, 1), "ms", None),
        _row("request p95 beside maps, ratio", round(ratio, 2), "x", SLOWER),
        _row("act to every map, p50", round(statistics.median(reach), 3), "s", None),
        _row("act to every map, p95", round(_p95(reach), 3), "s", REACH_S),
    ]


@contextmanager
def _live(site: Site) -> Iterator[subprocess.Popen[bytes]]:
    url = site.database.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    place = site.folder / "data"
    (place / "run").mkdir(mode=0o700, exist_ok=True)
    environ = {**web.environ(Settings(database_url=url, data_dir=place)), "PYTHONPATH": str(frontend.ROOT)}
    command = [sys.executable, "-m", "server.cli", "live"]
    with subprocess.Popen(command, env=environ, stdin=subprocess.DEVNULL, cwd=frontend.ROOT) as child:
        try:
            _until((handover.folder(place) / handover.NAME).exists, "the live process")
            yield child
        finally:
            child.terminate()
            child.wait(_PATIENCE_S)


@contextmanager
def _open_maps(site: Site) -> Iterator[Maps]:
    """Open them all, a few at a time as browsers do, and follow them in a thread."""
    maps, where = Maps(), urlsplit(site.address)
    for n in range(1, MAPS + 1):
        one = socket.create_connection((where.hostname, where.port or 80), timeout=_PATIENCE_S)
        one.sendall(
            f"GET /events HTTP/1.1\r\nHost: {where.netloc}\r\nCookie: wangge_session=bench{n}\r\n"
            "Accept: text/event-stream\r\n\r\n".encode()
        )
        maps.sockets[one] = b""
    follower = threading.Thread(target=maps.listen, daemon=True)
    follower.start()
    try:
        _until(lambda: maps.ready == MAPS, f"{MAPS} maps")
        yield maps
    finally:
        maps.stops = True
        follower.join()
        for one in maps.sockets:
            one.close()


def _act(site: Site, maps: Maps) -> list[float]:
    """Touch hazards one after another; return for each how long until the last map was told."""
    pick = text("SELECT h.id::text FROM hazard h JOIN person_grant g ON g.area_id = h.town_id "
                "JOIN person p ON p.id = g.person_id AND p.username = 'townhead' LIMIT :n")  # fmt: skip
    touch = text("UPDATE hazard SET suggestion = suggestion || '.' WHERE id = CAST(:id AS uuid)")
    with site.database.session() as session:
        ids = list(session.scalars(pick, {"n": ACTS}))
    assert len(ids) == ACTS, "the demo has too few hazards"
    reach = []
    for id_ in ids:
        with site.database.transaction() as session:
            session.execute(touch, {"id": id_})
        committed = time.perf_counter()
        _until(lambda id_=id_: len(maps.told.get(id_, ())) >= MAPS, f"hazard {id_} on every map")
        reach.append(max(maps.told[id_]) - committed)
    return reach


def _ask(site: Site, cookie: str, times: int) -> list[float]:
    where = urlsplit(site.address)
    connection = http.client.HTTPConnection(where.hostname or "", where.port, timeout=_PATIENCE_S)
    took = []
    for _ in range(times):
        started = time.perf_counter()
        connection.request("GET", "/api/v1/hazards?limit=50", headers={"Cookie": cookie})
        answer = connection.getresponse()
        answer.read()
        took.append(time.perf_counter() - started)
        assert answer.status == http.client.OK
    connection.close()
    return took


def _sign_in(site: Site, username: str) -> str:
    where = urlsplit(site.address)
    connection = http.client.HTTPConnection(where.hostname or "", where.port, timeout=_PATIENCE_S)
    body = json.dumps({"username": username, "password": PASSWORD})
    connection.request(
        "POST", "/api/v1/session", body, {"Content-Type": "application/json", "Sec-Fetch-Site": "same-origin"}
    )
    answer = connection.getresponse()
    assert answer.status == http.client.OK, answer.read()
    return str(answer.headers["Set-Cookie"]).partition(";")[0]


def _resources(site: Site, pid: int) -> tuple[float, int, int]:
    """Return resident memory in MB and threads of the live process, and all connections of the database."""
    told = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text("utf-8").splitlines())
    with site.database.session() as session:
        connections = int(session.scalar(_CONNECTIONS) or 0)
    return round(int(told["VmRSS"].split()[0]) / 1024, 1), int(told["Threads"]), connections


def _until(holds: Any, what: str) -> None:  # noqa: ANN401 - a question
    deadline = time.monotonic() + _PATIENCE_S
    while not holds():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} did not come within {_PATIENCE_S} s")
        time.sleep(0.002)


def _p95(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)]


def _row(name: str, value: float, unit: str, budget: float | None, *, ok: bool = True) -> dict[str, Any]:
    fits = ok and (budget is None or value <= budget)
    return {"name": name, "value": value, "unit": unit, "budget": budget, "ok": fits}
