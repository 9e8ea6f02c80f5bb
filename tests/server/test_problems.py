"""Every refusal has a status and a sentence in both languages, and every page that lists them is in step."""

import pytest
from sqlalchemy import text

from gis import tiles
from grids.errors import CODES
from server.catalogue import LANGUAGES, read
from server.problems import STATUS
from tests.server.stage import Stage


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_refusal_has_a_sentence(language: str) -> None:
    assert set(read("refusals", language)) == set(CODES)


def test_every_refusal_has_a_status() -> None:
    assert set(STATUS) == set(CODES)
    assert all(400 <= status < 600 for status in STATUS.values())


def test_a_damaged_photo_is_told_as_trouble_of_the_storage(stage: Stage) -> None:
    hazard = stage.hazard("wang")
    sha256 = stage.get("wang", f"/api/v1/hazards/{hazard}").json["photos"][0]["sha256"]
    blob = stage.app.extensions["wangge.settings"].data_dir / "blobs" / sha256[:2] / sha256
    blob.write_bytes(b"damaged")
    answer = stage.get("wang", f"/api/v1/photos/{sha256}/view.jpg")
    assert (answer.status_code, answer.json["code"]) == (503, "storage-failed")


def test_a_question_the_database_gives_up_is_told_in_words(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """The statement itself sleeps longer than it may: what the database says then is what a slow tile would meet."""
    monkeypatch.setattr(tiles, "_statement", lambda *_, **__: "SELECT pg_sleep(5), 0 AS n, NULL AS content")
    with stage.app.extensions["wangge.database"].session() as session:
        session.execute(text("SET LOCAL statement_timeout = '300ms'"))
        session.commit()
    answer = stage.get("xu", "/tiles/hazard/12/3411/1667.mvt")
    assert (answer.status_code, answer.json["code"]) == (503, "too-slow")
