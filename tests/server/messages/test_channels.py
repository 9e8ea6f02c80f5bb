"""Channels outside: in test mode written down and not sent; sent once; a failure is tried again and named."""

import json
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar

import pytest
from sqlalchemy import select, text

from server import messages
from server.config import Settings
from server.db import Database
from server.jobs.app import work
from server.jobs.channels import channel_name
from server.messages import Message
from server.store.tables import OutboundMessage

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr':DeprecationWarning")  # apprise asks for it on Python < 3.13
SAID = Message(
    event="overdue-list", ref_kind="hazards", ref_id="", dedupe="l:general:3:2026-12-08",
    facts={"n": 2, "days": 3, "level": "general", "first": "湖塘镇2026-00001"},
)  # fmt: skip


class Gateway(BaseHTTPRequestHandler):
    """An SMS gateway's webhook."""

    taken: ClassVar[list[dict[str, Any]]] = []
    answer: ClassVar[int] = 200

    def do_POST(self) -> None:
        self.taken.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(self.answer)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Stay quiet."""


@pytest.fixture
def gateway() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Gateway)
    Gateway.taken.clear()
    Gateway.answer = 200
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"json://user:secret@127.0.0.1:{server.server_port}/sms"
    server.shutdown()
    server.server_close()


def installation(database: Database, folder: Path, *targets: str, test_mode: bool) -> Settings:
    url = database.engine.url.render_as_string(hide_password=False)
    return Settings(database_url=url, data_dir=folder, notify_targets=targets, notify_test_mode=test_mode)


def say(database: Database, settings: Settings) -> list[OutboundMessage]:
    with database.transaction() as session:
        messages.send_outside(session, SAID)
    work(settings, wait=False)
    with database.session() as session:
        return list(session.scalars(select(OutboundMessage).order_by(OutboundMessage.id)))


def test_test_mode_writes_down_what_it_would_send_and_sends_nothing(
    committed_database: Database, tmp_path: Path, gateway: str
) -> None:
    settings = installation(committed_database, tmp_path, gateway, test_mode=True)
    rows = say(committed_database, settings)
    assert [(row.state, row.title) for row in rows] == [("recorded", "2 项一般隐患逾期满 3 天")]
    assert rows[0].body == "今日满逾期 3 天的一般隐患 2 项：湖塘镇2026-00001。"
    assert Gateway.taken == []


def test_test_mode_is_what_nobody_chose() -> None:
    assert Settings().notify_test_mode is True
    assert Settings().notify_targets == ()


def test_a_message_is_sent_once_to_each_channel(committed_database: Database, tmp_path: Path, gateway: str) -> None:
    settings = installation(committed_database, tmp_path, gateway, test_mode=False)
    say(committed_database, settings)
    rows = say(committed_database, settings)
    assert [row.state for row in rows] == ["sent"]
    assert [(taken["title"], taken["message"]) for taken in Gateway.taken] == [(rows[0].title, rows[0].body)]


def test_a_channel_that_fails_is_named_without_its_secret_and_tried_again(
    committed_database: Database, tmp_path: Path, gateway: str
) -> None:
    Gateway.answer = 500
    settings = installation(committed_database, tmp_path, gateway, test_mode=False)
    rows = say(committed_database, settings)
    assert [(row.state, row.channel) for row in rows] == [("failed", channel_name(gateway))]
    assert "secret" not in rows[0].channel + rows[0].dedupe
    Gateway.answer = 200
    with committed_database.transaction() as session:
        session.execute(text("UPDATE procrastinate_jobs SET scheduled_at = now() WHERE task_name = 'send_outside'"))
    work(settings, wait=False)
    with committed_database.session() as session:
        assert list(session.scalars(select(OutboundMessage.state))) == ["sent"]
    assert len(Gateway.taken) == 2


def test_one_channel_that_fails_does_not_repeat_the_other(
    committed_database: Database, tmp_path: Path, gateway: str
) -> None:
    settings = installation(committed_database, tmp_path, "nonsense://x", gateway, test_mode=False)
    rows = say(committed_database, settings)
    assert [row.state for row in rows] == ["failed", "sent"]
    work(replace(settings), wait=False)
    assert len(Gateway.taken) == 1
