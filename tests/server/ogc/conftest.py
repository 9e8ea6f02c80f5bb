"""The drawn district with some hazards, to look at over `/ogc/`; committed once, so that a real server can show it."""

import base64
import os
import re
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from server import tokens
from server.application import create_app
from server.cli import web
from server.config import Settings
from server.db import Database, libpq_url
from tests import databases, people, town
from tests.server.scope.scenes import moment
from tests.server.scope.world import SOON
from tests.server.stage import Stage

EPSG = "http://www.opengis.net/def/crs/EPSG/0/"
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
_OUTLINES = (
    "UPDATE area a SET geom = (SELECT ST_Multi(ST_Union(u.geom)) FROM grid_unit u "
    "WHERE a.id IN (u.town_id, u.district_id)) WHERE a.level IN ('town', 'district')"
)


@dataclass
class Service:
    """The service as a program sees it: everybody with a token, nobody with a cookie."""

    stage: Stage
    held: dict[str, str] = field(default_factory=dict)

    def token(self, who: str) -> str:
        """Return somebody's token."""
        if who not in self.held:
            with self.stage.app.extensions["wangge.database"].transaction() as session:
                self.held[who], _ = tokens.make(session, self.stage.people[who], "test", 30, datetime.now(UTC))
        return self.held[who]

    def ask(self, path: str, who: str = "an", accept: str = "*/*", **query: Any) -> Any:
        """Ask as somebody, or as nobody when `who` is empty."""
        headers = {"Accept": accept, **({"Authorization": f"Bearer {self.token(who)}"} if who else {})}
        return self.stage.app.test_client().get(f"/ogc{path}", query_string=query or None, headers=headers)

    def json(self, path: str, who: str = "an", **query: Any) -> Any:
        """Ask for what must be there."""
        answer = self.ask(path, who, **query)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return answer.get_json(force=True)

    def ids(self, name: str, who: str = "an", **query: Any) -> list[Any]:
        """Return the ids of the features of a page."""
        return [each["id"] for each in self.json(f"/collections/{name}/items", who, **query)["features"]]

    def refused(self, path: str, query: Mapping[str, Any] | None = None, *, status: int = 400) -> Mapping[str, Any]:
        """Ask for what must be refused in words, and return the problem."""
        answer = self.ask(path, **(query or {}))
        assert answer.status_code == status, (answer.status_code, answer.get_data(as_text=True)[:300])
        assert answer.mimetype == "application/problem+json"
        problem: Mapping[str, Any] = answer.get_json(force=True)
        assert problem["detail"]
        assert not re.search(r"{\w+}", problem["detail"])
        return problem


def basic(token: str) -> str:
    """Write a token as a program does that knows names and passwords only."""
    return f"Basic {base64.b64encode(f'qgis:{token}'.encode()).decode()}"


@pytest.fixture(scope="session")
def service(worker_id: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with databases.copy(f"wangge_ogc_{worker_id}_{os.getpid()}") as url:
        database = Database.at(url)
        yield from _serve(database, tmp_path_factory.mktemp("ogc"))
        database.close()


def _serve(database: Database, folder: Path) -> Iterator[Service]:
    app = create_app(Settings(environment="dev", data_dir=folder, demo_password="不用于真实环境-1"), database)
    app.testing = True
    with database.transaction() as session:
        drawn = town.build(session)
        ids = people.settle(session, drawn)
        session.execute(text(_OUTLINES))
    stage = Stage(app=app, town=drawn, people=ids)
    _happen(stage)
    yield Service(stage=stage)


@pytest.fixture(scope="session")
def address(service: Service) -> Iterator[str]:
    """Serve the same database as in production, in a process of its own: GDAL lets nothing run beside it."""
    engine = service.stage.app.extensions["wangge.database"].engine
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    settings = replace(
        service.stage.app.extensions["wangge.settings"], port=port, workers=1,
        database_url=libpq_url(engine.url.render_as_string(hide_password=False)),
    )  # fmt: skip
    child = subprocess.Popen(
        web.command(), cwd=databases.ROOT, env={**web.environ(settings), "WANGGE_WORKERS": "1"},
        stdin=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait(child, port)
        yield f"http://127.0.0.1:{port}"
    finally:
        child.terminate()
        child.wait(60)


def _wait(child: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + 60
    while child.poll() is None and time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise TimeoutError("the web service did not start")


def _happen(stage: Stage) -> None:
    """Let three hazards be found in A, of which one is opened and one closed, and one in D."""
    first, second, _ = (stage.hazard("wang", "A", photos=[stage.photo("wang", 30)]) for _ in range(3))
    stage.does("an", "open-hazard", hazard=first, level="general", due_on=SOON)
    stage.does(
        "wang", "rectify-on-the-spot", hazard=second, photos=[stage.photo("wang")], done="已清理", done_by="张工",
        done_at=moment(),
    )  # fmt: skip
    stage.hazard("lin", "D", category="S11")
