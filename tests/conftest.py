"""Real PostGIS for every test that asks: one private server, one template, rollback per test.

`db` rolls back after the test. `committed_database` is a copy of its own, for tests that need
several connections at once; it is dropped afterwards.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from server.application import create_app
from server.config import Settings
from server.db import Database
from tests import databases

SETTINGS = Settings.from_env()


@pytest.fixture(scope="session")
def worker_url(worker_id: str) -> Iterator[str]:
    """Address of this process's own copy of the migrated template."""
    with databases.copy(f"wangge_{worker_id}_{os.getpid()}") as url:
        yield url


@pytest.fixture(scope="session")
def worker_database(worker_url: str) -> Iterator[Database]:
    database = Database.at(worker_url)
    yield database
    database.close()


@pytest.fixture
def db(worker_database: Database) -> Iterator[Database]:
    """Database whose every commit is undone after the test."""
    with worker_database.engine.connect() as connection:
        outer = connection.begin()
        yield Database.over(connection)
        outer.rollback()


@pytest.fixture
def committed_database(worker_id: str, request: pytest.FixtureRequest) -> Iterator[Database]:
    """Database of the test's own, where a commit is a commit."""
    name = f"wangge_{worker_id}_{os.getpid()}_{abs(hash(request.node.nodeid)) % 10**8}"
    with databases.copy(name) as url:
        database = Database.at(url, pool_size=16)
        yield database
        database.close()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(environment="dev", data_dir=tmp_path, demo_password="不用于真实环境-1")


@pytest.fixture
def app(settings: Settings, db: Database) -> Flask:
    app = create_app(settings, database=db)
    app.testing = True
    return app


@pytest.fixture
def real_data() -> Path:
    """Folder with real data; the test is skipped where there is none."""
    if SETTINGS.test_data is None:
        pytest.skip("WANGGE_TEST_DATA is not set: no real data here")
    return SETTINGS.test_data


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        databases.announce()


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        databases.clear()
