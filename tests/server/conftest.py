"""The drawn district with its people, and a stage to act on."""

import pytest
from flask import Flask

from server.db import Database
from tests import people, town
from tests.server.stage import Stage


@pytest.fixture
def stage(app: Flask, db: Database) -> Stage:
    with db.transaction() as session:
        drawn = town.build(session)
        ids = people.settle(session, drawn)
    return Stage(app=app, town=drawn, people=ids)
