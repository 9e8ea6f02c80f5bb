"""One world for all who only look at it, and one of their own for those who change it."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

import server
from server.config import Settings
from server.db import Database
from tests import databases
from tests.server.scope import world as building
from tests.server.scope.world import World


@pytest.fixture(scope="session")
def world(worker_id: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """World whose facts are committed; tests that use it change nothing."""
    with databases.copy(f"wangge_world_{worker_id}_{os.getpid()}") as url:
        database = Database.at(url)
        yield _built(database, tmp_path_factory.mktemp("world"))
        database.close()


@pytest.fixture
def own_world(committed_database: Database, tmp_path: Path) -> World:
    """World of the test's own."""
    return _built(committed_database, tmp_path)


def _built(database: Database, folder: Path) -> World:
    app = server.create_app(Settings(environment="dev", data_dir=folder, demo_password="不用于真实环境-1"), database)
    app.testing = True
    return building.build(app)
