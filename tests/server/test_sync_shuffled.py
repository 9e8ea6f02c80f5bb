"""Whole outboxes of several phones, mixed, doubled and sent at once: they end as one after another would."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from grids.policy import local_day
from server.application import create_app
from server.config import Settings
from server.db import Database
from tests import databases, people, town
from tests.server.outboxes import Item, Phone, Verdict, at_once, batches, counted, morning, shuffled, verify_chains
from tests.server.stage import Stage

TODAY = local_day(datetime.now(UTC))
SOON, LATER = (TODAY + timedelta(days=7)).isoformat(), (TODAY + timedelta(days=20)).isoformat()
HAZARD = (
    "SELECT id, ledger_no, state, level, due_on, original_due_on, version, notice_id, failed_reinspections, "
    "extension_to, extensions, returns, merged_into, closed_by, fixed_by, unit_id, town_id, competent_area, "
    "transfer, plan_approved "
    "FROM hazard ORDER BY id"
)
ENTERPRISE = "SELECT id, unit_id, town_id, last_visit_on, revisit_on, contact, version FROM enterprise ORDER BY id"
VISIT = "SELECT id, outcome, finished_at, officer_id FROM visit ORDER BY id"
NOTICE = "SELECT id, number, acknowledged_by, link_revoked_at IS NULL AS links FROM notice ORDER BY id"
EVENTS = "SELECT hazard_id, event, state_before, state_after, person_name FROM hazard_event ORDER BY id"


def test_mixed_outboxes_end_as_one_after_another_would(
    real_stage: Stage, committed_database: Database, tmp_path: Path, worker_id: str
) -> None:
    """Seeded: the phones race, so each run is another mix, and the ledger names the order to compare with."""
    chance = random.Random(20261122)  # noqa: S311 - a mix, no secret
    outboxes = disputed(real_stage)
    phones = {who: Phone.of(real_stage, who) for who in outboxes}

    def drain(who: str) -> Callable[[], list[list[Verdict]]]:
        mixed = shuffled(outboxes[who], chance)
        return lambda: [phones[who].send(items) for items in batches(mixed, 4)]

    at_once([drain(who) for who in outboxes])
    sent = {item["id"]: who for who, items in outboxes.items() for item in items}
    kept = stored(committed_database)
    assert sent.keys() <= kept.keys()
    assert "held" not in kept.values()
    assert verify_chains(committed_database) == list(kept.values()).count("applied")
    listed(phones, outboxes, kept)

    with databases.copy(f"wangge_serial_{worker_id}_{uuid4().hex[:8]}") as url, closed(Database.at(url)) as alone:
        replay(committed_database, real_stage, alone, tmp_path)
        for sql in (HAZARD, ENTERPRISE, VISIT, NOTICE):
            assert rows(committed_database, sql) == rows(alone, sql)
        assert sorted(rows(committed_database, EVENTS)) == sorted(rows(alone, EVENTS))


@contextmanager
def closed(database: Database) -> Iterator[Database]:
    try:
        yield database
    finally:
        database.close()


def disputed(stage: Stage) -> dict[str, list[Item]]:
    """Prepare hazards that several people want different things of, and freeze what each does."""
    passed, failed, fresh, twin, late = (stage.hazard("wang") for _ in range(5))
    for own in (passed, failed, late):
        stage.does("an", "open-hazard", hazard=own, level="general", due_on=SOON)
    notice, enterprise = str(uuid4()), str(stage.town.enterprises["A"])
    items = [{"hazard": own, "due_on": SOON, "demand": "清理"} for own in (passed, failed, late)]
    stage.does("an", "issue-notice", notice=notice, enterprise=enterprise, notice_kind="reminder", items=items)
    stage.does("li", "acknowledge-notice", notice=notice, signed_by="李")
    for own in (passed, failed):
        stage.does("li", "submit-rectification", hazard=own, **rectified())
    item = stage.item
    return {
        "wang": [
            *morning(stage, 3),
            item("reinspect-hazard", hazard=passed, **judged(passed=True)),
            item("reinspect-hazard", hazard=failed, **judged(passed=False)),
        ],
        "an": [
            item("reinspect-hazard", hazard=passed, **judged(passed=False)),
            item("reinspect-hazard", hazard=failed, **judged(passed=True)),
            item("open-hazard", hazard=fresh, level="general", due_on=SOON),
            item("merge-hazard", hazard=twin, master=fresh, reason="同一处"),
            item("revoke-notice-link", notice=notice, reason="已当面送达"),
        ],
        "li": [
            item("request-extension", hazard=late, new_due_on=LATER, reason="等配件", interim_measures="隔离"),
            item("submit-rectification", hazard=late, **rectified()),
            item("submit-rectification", hazard=failed, **rectified()),
        ],
        "bu": [
            item("reject-hazard", hazard=twin, reason="查无此事"),
            item("change-level", hazard=fresh, level="major", reason="第三条"),
        ],
        "xu": [
            item("void-hazard", hazard=late, reason="车间已拆"),
            item("assign-unit", enterprise=enterprise, unit=stage.town.units["B"], reason="门在东"),
            item("transfer-hazard", hazard=fresh, to_area=stage.town.towns["湖西镇"], reason="属西镇"),
        ],
    }


def rectified() -> dict[str, Any]:
    photo = {"sha256": "f" * 64, "taken_at": datetime.now(UTC).isoformat()}
    return {"done": "已清", "done_on": TODAY.isoformat(), "done_by": "张工", "photos": [photo]}


def judged(*, passed: bool) -> dict[str, Any]:
    return {"passed": passed, "opinion": "已看", "inspected_at": datetime.now(UTC).isoformat()}


def stored(database: Database) -> dict[str, str]:
    with database.session() as session:
        return {str(row.id): row.status for row in session.execute(text("SELECT id, status FROM act_received"))}


def listed(phones: dict[str, Phone], outboxes: dict[str, list[Item]], kept: dict[str, str]) -> None:
    """Whoever sent something that did not apply is told what became of each."""
    for who, phone in phones.items():
        own = [kept[item["id"]] for item in outboxes[who]]
        counts = phone.client.get("/api/v1/reconcile", query_string={"device_id": phone.device}).get_json()["acts"]
        assert counts == {"received": len(own), **{s: own.count(s) for s in ("applied", "held", "conflict", "refused")}}
        for item in outboxes[who]:
            told = phone.client.get(f"/api/v1/acts/{item['id']}").get_json()
            assert told["status"] == kept[item["id"]]
            assert (told["reason"] is None) == (told["status"] == "applied")


def replay(raced: Database, stage: Stage, alone: Database, folder: Path) -> None:
    """Do what the ledger holds, in its order, one after another, on a town of its own."""
    app = create_app(Settings(environment="dev", data_dir=folder, demo_password="不用于真实环境-1"), alone)
    app.testing = True
    with alone.transaction() as session:
        drawn = town.build(session)
        ids = people.settle(session, drawn)
    again = Stage(app=app, town=drawn, people=ids)
    assert drawn == stage.town
    names = {str(id_): who for who, id_ in ids.items()}
    with raced.session() as session:
        entries = session.execute(text("SELECT entry::json AS entry FROM ledger ORDER BY n")).scalars().all()
    for entry in entries:
        verdict = again.send(names[entry["person"]], entry["act"])[0]
        assert verdict["status"] == "applied", (entry["act"]["command"], verdict)


def rows(database: Database, sql: str) -> list[tuple[Any, ...]]:
    with database.session() as session:
        return [tuple(str(value) for value in row) for row in session.execute(text(sql))]


@pytest.mark.parametrize("seed", [1, 2])
def test_the_same_outbox_in_any_order_ends_the_same(stage: Stage, seed: int) -> None:
    """A chain names its order by its parents, so no shuffle of it changes anything."""
    outbox = list(morning(stage, 6))
    mixed = shuffled(outbox, random.Random(seed), again=1.0)  # noqa: S311 - a mix, no secret
    for items in batches(mixed, 7):
        stage.send("wang", *items)
    database = stage.app.extensions["wangge.database"]
    assert set(stored(database).values()) == {"applied"}
    assert counted(database, "SELECT count(*) FROM visit WHERE outcome = 'inspected'") == 6
    assert counted(database, "SELECT count(*) FROM hazard WHERE visit_id IS NOT NULL") == 6
