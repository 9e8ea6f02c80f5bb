"""`./wangge verify` says what it found in words and ends with 1 when something was changed."""

from argparse import Namespace
from dataclasses import replace
from uuid import uuid4

import pytest

from server.cli import verify
from server.config import Settings
from server.db import Database
from server.store.tables import PersonRow, PhotoRow
from tests.server import samples


def test_the_verb_names_what_is_gone_and_fails(
    committed_database: Database,
    settings: Settings,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    url = committed_database.engine.url.render_as_string(hide_password=False)
    here = replace(settings, database_url=url)
    assert verify.run(Namespace(), here) == 0
    assert "均未改动" in capsys.readouterr().out
    with committed_database.transaction() as session:
        person = PersonRow(id=uuid4(), username="officer", name="王网格", password_hash="-")
        session.add(person)
        session.flush()
        photo = PhotoRow(sha256="ab" * 32, bytes=9, mime="image/jpeg", width=1, height=1, received_at=samples.AT)
        photo.received_by = person.id
        session.add(photo)
    assert verify.run(Namespace(), here) == 1
    said = capsys.readouterr()
    assert f"照片 {'ab' * 32}：文件已不存在。" in said.err
    assert "发现 1 处不符" in said.out
