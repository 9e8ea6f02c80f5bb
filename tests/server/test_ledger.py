"""The ledger only grows, its chain holds, and each entry contains the act as the phone froze it, byte for byte."""

import json
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from server.db import Database
from server.store import ledger
from server.store.tables import ActReceived, LedgerEntry
from tests.server.outboxes import counted, hazard, verify_chains, visit
from tests.server.stage import SAME_ORIGIN, Stage


@pytest.mark.parametrize("table", ["ledger", "hazard_event"])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {} SET at = now()",
        "UPDATE {} SET at = at WHERE false",
        "DELETE FROM {}",
        "DELETE FROM {} WHERE false",
        "TRUNCATE {}",
        "TRUNCATE {} CASCADE",
        "INSERT INTO {0} SELECT * FROM {0} ON CONFLICT DO NOTHING; DELETE FROM {0}",
    ],
)
def test_the_ledger_and_the_chain_only_grow(stage: Stage, db: Database, table: str, statement: str) -> None:
    stage.hazard("wang")
    with pytest.raises(DatabaseError, match="only grows"), db.transaction() as session:
        session.execute(text(statement.format(table)))
    assert counted(db, f"SELECT count(*) FROM {table}") == 1  # noqa: S608 - a name of the list above


def test_a_receipt_is_the_hash_of_an_entry_that_names_everything(stage: Stage, db: Database) -> None:
    photo = stage.photo("wang", minutes_ago=5)
    own = stage.hazard("wang", photos=[photo])
    receipt = stage.get("wang", f"/api/v1/hazards/{own}").json["events"][0]["receipt"]
    with db.session() as session:
        row = session.query(LedgerEntry).one()
        item = json.loads(session.query(ActReceived).one().item)
    said = json.loads(row.entry)
    assert row.hash == receipt == ledger.sha256(ledger.GENESIS + row.entry)
    assert said["act"] == item
    assert said["photos"] == [photo["sha256"]]
    assert (said["person"], said["person_name"], said["roles"]) == (str(stage.people["wang"]), "网格员王", ["officer"])
    assert said["place"] == {
        "unit": stage.town.units["A"], "village": None, "town": stage.town.towns["湖东镇"],
        "district": stage.town.district, "city": stage.town.city,
    }  # fmt: skip
    assert said["events"] == [{"hazard": own, "event": "hazard-reported", "before": None, "after": "reported"}]
    assert (said["n"], said["chain"], said["device"]) == (1, stage.town.district, str(stage.device))
    assert row.entry == ledger.canonical(said)


AWKWARD: dict[str, dict[str, Any]] = {
    "numbers as they were written": {"act_mono_ms": 1234567.000244140625, "server_offset_ms": -0.5},
    "a number without a fraction": {"act_mono_ms": 12, "server_offset_ms": 3.0},
    "an offset that is not ours": {"act_wall": "2026-11-22T08:00:00.123456-11:30"},
    "a zone of its own": {"act_tz": "Asia/Urumqi"},
    "large and small numbers": {"act_mono_ms": 1e22, "server_offset_ms": 1e-7},
}
TEXTS = ('引号"与反斜线\\', "换行\n与制表\t", "表情🔥与组合é", "<b>&amp;</b>", "全角　空格", "\u2028行", "零宽\u200b字")


@pytest.mark.parametrize("what", AWKWARD)
def test_an_entry_contains_the_frozen_act_byte_for_byte(stage: Stage, db: Database, what: str) -> None:
    item = {**visit(stage), **AWKWARD[what]}
    assert stage.send("wang", item)[0]["status"] == "applied"
    in_its_entry(db, item)


@pytest.mark.parametrize("said", TEXTS)
def test_every_text_is_kept_byte_for_byte(stage: Stage, db: Database, said: str) -> None:
    item = hazard(stage)
    item["command"]["description"] = said
    assert stage.send("wang", item)[0]["status"] == "applied"
    in_its_entry(db, item)
    assert stage.get("wang", f"/api/v1/hazards/{item['command']['hazard']}").json["description"] == said


def in_its_entry(db: Database, item: dict[str, object]) -> None:
    """The canonical text of the act as sent is in the row, in the entry, and under the hash."""
    frozen = json.dumps(item, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    with db.session() as session:
        row, entry = session.query(ActReceived).one(), session.query(LedgerEntry).one()
    assert row.item == frozen
    assert row.item_sha256 == ledger.sha256(frozen)
    assert f'"act":{frozen},' in entry.entry


def test_the_same_act_written_differently_is_the_same_act(stage: Stage) -> None:
    """Order of keys and spaces are no content; a phone that writes them anew after an update is not refused."""
    item = visit(stage)
    assert stage.send("wang", item)[0]["status"] == "applied"
    body = {"device_id": str(stage.device), "items": [dict(reversed(item.items()))]}
    again = stage.client("wang").post(
        "/api/v1/acts", data=json.dumps(body, indent=3), headers={**SAME_ORIGIN, "Content-Type": "application/json"}
    )
    assert again.get_json()["items"][0]["status"] == "duplicate"


def test_the_chain_holds_over_a_whole_life_and_one_changed_byte_is_found(stage: Stage, db: Database) -> None:
    own = stage.hazard("wang")
    stage.does("an", "reject-hazard", hazard=own, reason="查无此事")
    stage.send("wang", *[visit(stage) for _ in range(5)])
    assert verify_chains(db) == 7
    with db.transaction() as session:
        session.execute(text("ALTER TABLE ledger DISABLE TRIGGER only_grows"))
        session.execute(text("UPDATE ledger SET entry = replace(entry, '查无此事', '查无此亊') WHERE n = 2"))
    with pytest.raises(AssertionError):
        verify_chains(db)


def test_two_districts_have_two_chains(stage: Stage, db: Database) -> None:
    stage.send("wang", visit(stage))
    with db.transaction() as session:
        other = session.scalar(
            text("INSERT INTO area (level, name, city_id) VALUES ('district', '另区', :c) RETURNING id"),
            {"c": stage.town.city},
        )
        session.execute(
            text("UPDATE enterprise SET district_id = :d WHERE id = :e"),
            {"d": other, "e": stage.town.enterprises["B"]},
        )
        session.execute(text("UPDATE enterprise SET unit_id = :u WHERE id = :e"),
                        {"u": stage.town.units["A"], "e": stage.town.enterprises["B"]})  # fmt: skip
    stage.send("wang", visit(stage, "B"), visit(stage))
    with db.session() as session:
        chains = session.execute(text("SELECT chain, n FROM ledger ORDER BY chain, n")).all()
    assert [tuple(row) for row in chains] == [(stage.town.district, 1), (stage.town.district, 2), (other, 1)]
    assert verify_chains(db) == 3


def test_what_is_refused_is_kept_but_not_in_the_chain(stage: Stage, db: Database) -> None:
    stage.send("wang", visit(stage, "D"), {**visit(stage), "parent_id": str(uuid4())})
    assert counted(db, "SELECT count(*) FROM act_received") == 2
    assert counted(db, "SELECT count(*) FROM ledger") == 0
