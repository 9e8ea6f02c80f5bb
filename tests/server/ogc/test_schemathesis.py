"""Requests that schemathesis makes up from both API documents: whatever is asked, the answer is as the document says.

Bounded by the number of examples, the same every time; more of them by hand: `schemathesis run .../ogc/api`.
"""

import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

from server.application import create_app
from server.config import Settings
from server.db import Database
from tests import databases, people, town
from tests.server.ogc.conftest import Service
from tests.server.stage import SAME_ORIGIN, Stage

EXAMPLES = 6
CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance]
LEAVES = {"DELETE /api/v1/session"}
"""Would sign out whoever asks."""
BOUNDED = settings(
    max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)


@pytest.fixture
def own_stage(worker_id: str, tmp_path: Any) -> Iterator[Stage]:
    """District of the test's own: what is made up may also write."""
    with databases.copy(f"wangge_fuzz_{worker_id}_{os.getpid()}") as url:
        database = Database.at(url)
        app = create_app(Settings(environment="dev", data_dir=tmp_path, demo_password="不用于真实环境-1"), database)
        with database.transaction() as session:
            drawn = town.build(session)
            ids = people.settle(session, drawn)
        yield Stage(app=app, town=drawn, people=ids)
        database.close()


def tried(app: Flask, document: str, headers: dict[str, str]) -> int:
    """Try every operation of a document and return how many there are; fails with all that was found."""
    schema = schemathesis.openapi.from_wsgi(document, app)
    labels, faults = [], []
    plain = {"Accept-Encoding": "identity", **headers}
    for found in schema.get_all_operations():
        assert isinstance(found, Ok), found
        operation = found.ok()
        if operation.label in LEAVES:
            continue

        @BOUNDED
        @given(case=operation.as_strategy())
        def ask(case: Any) -> None:
            case.call_and_validate(headers=plain, checks=CHECKS)

        try:
            ask()
        except (FailureGroup, BaseExceptionGroup) as fault:
            faults.append(f"{operation.label}: {fault}")
        labels.append(operation.label)
    assert not faults, "\n\n".join(faults)
    return len(labels)


def test_the_ogc_api_answers_as_its_document_says(service: Service) -> None:
    app = service.stage.app
    app.testing = False
    try:
        n = tried(app, "/ogc/api", {"Authorization": f"Bearer {service.token('xu')}"})
    finally:
        app.testing = True
    assert n > 20


def test_the_api_of_the_product_answers_as_its_document_says(own_stage: Stage) -> None:
    cookie = own_stage.client("an").get_cookie("wangge_session")
    assert cookie is not None
    headers = {"Cookie": f"wangge_session={cookie.value}", **SAME_ORIGIN}
    assert tried(own_stage.app, "/api/v1/openapi.json", headers) > 20
