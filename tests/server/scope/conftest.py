"""One world for all who only look at it, and one of their own for those who change it."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from server.application import create_app
from server.config import Settings
from server.db import Database
from tests import databases
from tests.server.scope import world as building
from tests.server.scope.world import World


@pytest.fixture(scope="session")
def world(worker_id: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """World whose facts are committed; tests that use it change nothing."""
    with databases.copy(_name(worker_id)) as url:
        database = Database.at(url)
        yield building.build(_app(database, tmp_path_factory.mktemp("world")))
        database.close()


@pytest.fixture
def own_world(world: World, worker_id: str) -> Iterator[World]:
    """World of the test's own: a copy of the one that all look at."""
    first = world.stage.app
    first.extensions["wangge.database"].close()
    with databases.copy(f"{_name(worker_id)}_own", of=_name(worker_id)) as url:
        database = Database.at(url)
        stage = replace(world.stage, app=_app(database, first.extensions["wangge.settings"].data_dir), clients={})
        yield replace(world, stage=stage)
        database.close()


def _name(worker_id: str) -> str:
    return f"wangge_world_{worker_id}_{os.getpid()}"


def _app(database: Database, folder: Path) -> Flask:
    app = create_app(Settings(environment="dev", data_dir=folder, demo_password="不用于真实环境-1"), database)
    app.testing = True
    return app


@pytest.fixture
def tried_world(world: World) -> Iterator[World]:
    """World where everything may be tried: one connection, rolled back afterwards."""
    first = world.stage.app
    with first.extensions["wangge.database"].engine.connect() as connection:
        outer = connection.begin()
        app = _app(Database.over(connection), first.extensions["wangge.settings"].data_dir)
        yield replace(world, stage=replace(world.stage, app=app, clients={}))
        outer.rollback()
