"""Phones with outboxes: acts frozen as text, sent over real connections, answers lost or not."""

import random
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from flask.testing import FlaskClient
from sqlalchemy import text

from server.db import Database
from server.store import ledger
from tests.server.stage import SAME_ORIGIN, Stage

Item = dict[str, Any]
Verdict = dict[str, Any]


@dataclass
class Phone:
    """One device of one person, with a browser of its own."""

    stage: Stage
    who: str
    client: FlaskClient
    device: UUID

    @classmethod
    def of(cls, stage: Stage, who: str) -> "Phone":
        """Sign somebody in on a new phone."""
        cookie = stage.client(who).get_cookie("wangge_session")
        assert cookie is not None
        client = stage.app.test_client()
        client.set_cookie("wangge_session", cookie.value)
        return cls(stage, who, client, uuid4())

    def send(self, items: Sequence[Item]) -> list[Verdict]:
        """Send a batch and read the answer."""
        body = {"device_id": str(self.device), "items": list(items)}
        answer = self.client.post("/api/v1/acts", json=body, headers=SAME_ORIGIN)
        assert answer.status_code == 200, answer.text
        verdicts: list[Verdict] = answer.get_json()["items"]
        assert [v["id"] for v in verdicts] == [item["id"] for item in items]
        return verdicts


def at_once(work: Sequence[Any]) -> list[Any]:
    """Run all at the same time and return what each returned."""
    with ThreadPoolExecutor(len(work)) as pool:
        return [running.result() for running in [pool.submit(each) for each in work]]


def visit(stage: Stage, unit: str = "A") -> Item:
    """Freeze an arrival."""
    enterprise = str(stage.town.enterprises[unit])
    return stage.item("start-visit", visit=str(uuid4()), enterprise=enterprise, started_at=_now())


def hazard(stage: Stage, unit: str = "A") -> Item:
    """Freeze a hazard whose photo is still owed."""
    return stage.item(
        "record-hazard", hazard=str(uuid4()), enterprise=str(stage.town.enterprises[unit]), found_at=_now(),
        place="门口", description="堵塞", category="S05", photos=[{"sha256": "e" * 64, "taken_at": _now(5)}],
    )  # fmt: skip


def morning(stage: Stage, rounds: int) -> Iterator[Item]:
    """Freeze rounds of an officer: arrive, find something, leave; each hangs on the one before."""
    for _ in range(rounds):
        start = visit(stage)
        found = {**hazard(stage), "parent_id": start["id"]}
        found["command"]["visit"] = start["command"]["visit"]
        end = stage.item(
            "finish-visit", parent=start["id"], visit=start["command"]["visit"], outcome="inspected",
            finished_at=_now(), checklist_version=stage.town.checklist_version,
        )  # fmt: skip
        yield from (start, found, end)


def batches(items: Sequence[Item], size: int = 50) -> Iterator[Sequence[Item]]:
    """Cut an outbox into requests."""
    for first in range(0, len(items), size):
        yield items[first : first + size]


def shuffled(items: Sequence[Item], chance: random.Random, again: float = 0.4) -> list[Item]:
    """Mix an outbox and send part of it again."""
    twice = list(items) + [item for item in items if chance.random() < again]
    chance.shuffle(twice)
    return twice


def counted(database: Database, sql: str) -> int:
    """Count rows."""
    with database.session() as session:
        return int(session.scalar(text(sql)) or 0)


def verify_chains(database: Database) -> int:
    """Walk every chain from its first entry and return how many entries hold."""
    with database.session() as session:
        rows = session.execute(text("SELECT chain, n, entry, prev_hash, hash FROM ledger ORDER BY chain, n")).all()
        heads = {
            row.chain: (row.n, row.hash) for row in session.execute(text("SELECT chain, n, hash FROM ledger_head"))
        }
    last: dict[int, tuple[int, str]] = {}
    for row in rows:
        n, before = last.get(row.chain, (0, ledger.GENESIS))
        assert (row.n, row.prev_hash) == (n + 1, before)
        assert row.hash == ledger.sha256(before + row.entry)
        last[row.chain] = (row.n, row.hash)
    assert last == heads
    return len(rows)


def _now(minutes_ago: float = 0) -> str:
    return (datetime.now(UTC) - timedelta(minutes=minutes_ago)).isoformat()
