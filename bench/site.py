"""An installation of its own to measure: PostgreSQL, demo district, web service, in a folder that goes again."""

from __future__ import annotations

import http.client
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from server import cluster, migrate
from server.cli import frontend, web
from server.config import Settings
from server.db import Database
from server.demo.load import load

PASSWORD: Final = "measured, never used again"  # noqa: S105 - the installation lives for minutes
_PATIENCE_S: Final = 60
_UNITS: Final = text(
    "SELECT u.id, count(e.id) AS n FROM grid_unit u LEFT JOIN enterprise e ON e.unit_id = u.id "
    "AND e.status IN ('active', 'suspended', 'candidate', 'not_found') "
    "WHERE u.valid_to IS NULL GROUP BY u.id ORDER BY n DESC, u.id"
)
_GRANT: Final = text(
    "INSERT INTO person_grant (person_id, role, unit_id, part, valid_from) "
    "SELECT p.id, 'officer', :unit, 'A', now() - interval '1 day' FROM person p WHERE p.username = 'officer' "
    "AND NOT EXISTS (SELECT 1 FROM person_grant g WHERE g.person_id = p.id AND g.unit_id = :unit)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Where it is, and its database."""

    address: str
    folder: Path
    database: Database


@contextmanager
def running(*, scale: float, enterprises: int) -> Iterator[Site]:
    """Start it with a demo of this size, whose officer looks after at least so many enterprises."""
    frontend.build()
    with tempfile.TemporaryDirectory(prefix="wangge-bench-") as place:
        folder = Path(place)
        folder.chmod(0o711)
        settings = Settings(data_dir=folder / "data", demo_password=PASSWORD, port=free_port(), workers=1)
        settings.data_dir.mkdir(mode=0o711)
        private = cluster.of(settings.data_dir)
        url = cluster.start(private)
        try:
            migrate.upgrade(url)
            database = Database.at(url, statement_timeout_s=0)
            load(database, settings, scale=scale)
            with database.transaction() as session:
                _widen(session, enterprises)
            with _web(replace(settings, database_url=url)) as address:
                yield Site(address=address, folder=folder, database=database)
            database.close()
        finally:
            cluster.stop(private)


def _widen(session: Session, enterprises: int) -> None:
    """Give the officer whole units, the fullest first."""
    held = 0
    for row in session.execute(_UNITS).all():
        if held >= enterprises:
            return
        session.execute(_GRANT, {"unit": row.id})
        held += row.n
    raise LookupError(f"the demo has {held} enterprises, {enterprises} are needed")


@contextmanager
def _web(settings: Settings) -> Iterator[str]:
    """Run the web service as it runs in production."""
    environ = {**web.environ(settings), "WANGGE_WORKERS": str(settings.workers)}
    with (settings.data_dir / "web.log").open("wb") as log:
        child = subprocess.Popen(
            web.command(), cwd=frontend.ROOT, env=environ, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
        try:
            _wait(child, settings.port)
            yield f"http://127.0.0.1:{settings.port}"
        finally:
            child.terminate()
            child.wait(_PATIENCE_S)


def _wait(child: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + _PATIENCE_S
    while time.monotonic() < until and child.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/api/v1/openapi.json")
            if connection.getresponse().status == http.client.OK:
                return
        except OSError:
            time.sleep(0.2)
        finally:
            connection.close()
    raise TimeoutError("the web service did not start")


def free_port() -> int:
    """Return a port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
