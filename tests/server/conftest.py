"""The drawn district with its people, and a stage to act on."""

import pytest
from flask import Flask

from server.application import create_app
from server.config import Settings
from server.db import Database
from tests import people, town
from tests.server.stage import Stage


@pytest.fixture
def stage(app: Flask, db: Database) -> Stage:
    with db.transaction() as session:
        drawn = town.build(session)
        ids = people.settle(session, drawn)
    return Stage(app=app, town=drawn, people=ids)


@pytest.fixture
def real_stage(committed_database: Database, settings: Settings) -> Stage:
    """Stage where every request has a connection of its own and a commit is a commit."""
    app = create_app(settings, database=committed_database)
    app.testing = True
    with committed_database.transaction() as session:
        drawn = town.build(session)
        ids = people.settle(session, drawn)
    return Stage(app=app, town=drawn, people=ids)
