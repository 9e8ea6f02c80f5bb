"""A single changed byte, in a row or in a photo, is found and named; nothing else is."""

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from server import attachments, catalogue, proofs
from server.config import Settings
from server.db import Database
from server.photos import PhotoStore
from server.proofs import Report
from server.store.tables.base import Base
from tests.server.stage import SAME_ORIGIN, Stage, picture
from tests.server.test_circulars import issued
from tests.server.test_main_loop import rectified, reinspection


def quiet(_what: str, _done: int, _total: int | None) -> None:
    """Show no bars."""


@pytest.fixture
def store(settings: Settings) -> PhotoStore:
    return PhotoStore.of(settings)


@pytest.fixture
def closed(stage: Stage) -> str:
    """A hazard that went its whole way over the real routes; its id."""
    hazard = rectified(stage)
    stage.does("wang", "reinspect-hazard", **reinspection(hazard))
    return hazard


def prove(db: Database, store: PhotoStore) -> Report:
    return proofs.prove(db, store, quiet)


def found(db: Database, store: PhotoStore) -> list[tuple[str, object]]:
    return [(finding.code, finding.facts.get("n")) for finding in prove(db, store).findings]


@contextmanager
def tampering(db: Database) -> Iterator[Session]:
    """Open the database the way somebody with its password would: with the guards off."""
    with db.transaction() as session:
        session.execute(text("SET LOCAL session_replication_role = replica"))
        yield session
        session.execute(text("SET LOCAL session_replication_role = origin"))


def change(db: Database, sql: str, **values: object) -> None:
    with tampering(db) as session:
        result = session.execute(text(sql), values)
        assert result.rowcount == 1  # type: ignore[attr-defined]


@pytest.mark.usefixtures("closed")
def test_what_nobody_touched_is_whole(db: Database, store: PhotoStore) -> None:
    report = prove(db, store)
    assert report.findings == ()
    assert report.entries == 6
    assert report.photos == 2
    assert report.owed == 0
    assert [head.n for head in report.heads] == [6]


@pytest.mark.usefixtures("closed")
def test_the_guards_refuse_a_change_of_the_ledger(db: Database) -> None:
    with db.session() as session, pytest.raises(Exception, match="ledger only grows"):
        session.execute(text("UPDATE ledger SET entry = entry"))


@pytest.mark.usefixtures("closed")
def test_one_changed_byte_of_an_entry_is_named(db: Database, store: PhotoStore) -> None:
    n = 3
    change(db, "UPDATE ledger SET entry = overlay(entry PLACING '#' FROM length(entry) - 3) WHERE n = :n", n=n)
    assert ("entry", n) in found(db, store)
    assert all(at == n for _, at in found(db, store))


@pytest.mark.usefixtures("closed")
def test_an_entry_that_was_changed_with_its_hash_breaks_the_next(db: Database, store: PhotoStore) -> None:
    change(
        db,
        "UPDATE ledger SET entry = replace(entry, '安全出口被货物堵塞', '无'), hash = encode(sha256(convert_to("
        "prev_hash || replace(entry, '安全出口被货物堵塞', '无'), 'UTF8')), 'hex') WHERE n = 1",
    )
    assert {("link", 2), ("act", 1)} <= set(found(db, store))


@pytest.mark.usefixtures("closed")
def test_a_missing_entry_is_a_gap_and_a_missing_end_differs_from_the_head(db: Database, store: PhotoStore) -> None:
    change(db, "DELETE FROM ledger WHERE n = 3")
    report = prove(db, store)
    gap = next(finding for finding in report.findings if finding.code == "gap")
    assert (gap.facts["first"], gap.facts["last"]) == (3, 3)
    change(db, "DELETE FROM ledger WHERE n = 6")
    assert {"gap", "head", "act-without-entry", "event-without-entry"} <= {code for code, _ in found(db, store)}


@pytest.mark.usefixtures("closed")
def test_an_end_cut_off_together_with_its_head_leaves_acts_without_entry(db: Database, store: PhotoStore) -> None:
    change(db, "DELETE FROM ledger WHERE n = 6")
    change(db, "UPDATE ledger_head SET n = 5, hash = (SELECT hash FROM ledger WHERE n = 5)")
    assert {code for code, _ in found(db, store)} == {"act-without-entry", "event-without-entry"}


CASES = [
    ("UPDATE ledger_head SET hash = repeat('0', 64)", "head"),
    ("DELETE FROM ledger_head", "no-head"),
    ("UPDATE ledger SET at = at + interval '1 day' WHERE n = 2", "row"),
    ("UPDATE act_received SET item = replace(item, '安全出口', '出口') WHERE kind = 'record-hazard'", "act"),
    ("UPDATE act_received SET receipt = repeat('0', 64) WHERE kind = 'record-hazard'", "act"),
    ("UPDATE act_received SET status = 'refused' WHERE kind = 'record-hazard'", "act"),
    ("DELETE FROM act_received WHERE kind = 'record-hazard'", "act-gone"),
    ("UPDATE hazard_event SET state_after = 'open' WHERE event = 'reinspection-passed'", "events"),
    ("UPDATE hazard_event SET at = at - interval '2 day' WHERE event = 'reinspection-passed'", "events"),
    ("UPDATE hazard_event SET person_name = '别人' WHERE event = 'reinspection-passed'", "events"),
    ("UPDATE hazard_event SET role = 'inspector' WHERE event = 'reinspection-passed'", "events"),
    ("UPDATE hazard_event SET body = body || '{\"done\": \"什么也没做\"}' WHERE event LIKE 'rect%'", "events"),
    ("UPDATE hazard_event SET body = body - 'done' WHERE event = 'rectification-submitted'", "events"),
    ("DELETE FROM hazard_event WHERE event = 'hazard-opened'", "events"),
    ("UPDATE hazard_event SET act_id = gen_random_uuid() WHERE event = 'hazard-opened'", "event-without-entry"),
    ("UPDATE hazard_event SET act_id = NULL WHERE event = 'hazard-opened'", "events-without-act"),
    ("UPDATE hazard SET state = 'void'", "state"),
    ("UPDATE evidence SET sha256 = repeat('a', 64) WHERE role = 'after'", "evidence"),
    ("DELETE FROM evidence WHERE role = 'before'", "evidence"),
]


@pytest.mark.usefixtures("closed")
def test_a_change_around_the_ledger_is_found(db: Database, store: PhotoStore) -> None:
    missed = []
    for sql, code in CASES:
        with db.session() as session:  # undone after each
            session.execute(text("SET LOCAL session_replication_role = replica"))
            assert session.execute(text(sql)).rowcount == 1, sql  # type: ignore[attr-defined]
            if code not in {each for each, _ in found(db, store)}:
                missed.append(sql)
            session.rollback()
    assert missed == []
    assert found(db, store) == []


@pytest.mark.usefixtures("closed")
def test_one_changed_byte_of_a_photo_is_named(db: Database, store: PhotoStore) -> None:
    files = blobs(store)
    content = bytearray(files[0].read_bytes())
    content[len(content) // 2] ^= 1
    files[0].write_bytes(content)
    files[1].unlink()
    findings = prove(db, store).findings
    assert [(each.code, each.facts["sha256"]) for each in sorted(findings, key=lambda each: each.code)] == [
        ("photo", files[0].name),
        ("photo-gone", files[1].name),
    ]


def test_one_changed_byte_of_an_attached_file_is_named_and_so_is_one_that_is_gone(
    stage: Stage, db: Database, store: PhotoStore
) -> None:
    changed, gone = (attached(stage, seed) for seed in ("方案", "名单"))
    assert (prove(db, store).files, prove(db, store).findings) == (2, ())
    folder = store.cache.parents[1] / "attachments"
    (folder / changed[:2] / changed).write_bytes(b"%PDF-")
    (folder / gone[:2] / gone).unlink()
    with db.transaction() as session:
        session.execute(text("DELETE FROM attachment WHERE sha256 = :gone"), {"gone": gone})
    findings = sorted(prove(db, store).findings, key=lambda each: each.code)
    assert [(each.code, each.facts["sha256"]) for each in findings] == [
        ("attachment", changed), ("attachment-gone", gone)
    ]  # fmt: skip


def test_every_table_that_names_attached_files_is_asked_for_them() -> None:
    naming = {
        (table.name, column.name) for table in Base.metadata.tables.values() for column in table.columns
        if column.name in {"attachments", "materials"}
    }  # fmt: skip
    asked = set(re.findall(r"SELECT (\w+)(?: AS files)? FROM (\w+)", attachments.NAMED.text))
    assert {(table, column) for column, table in asked} == naming


def attached(stage: Stage, seed: str) -> str:
    """Issue a circular with a file, and return the file's hash."""
    content = picture(seed)
    sha256 = hashlib.sha256(content).hexdigest()
    stage.client("xu").put(f"/api/v1/attachments/{sha256}", data=content, headers=SAME_ORIGIN)
    issued(stage, attachments=[{"sha256": sha256, "name": f"{seed}.jpg"}])
    return sha256


def test_a_photo_that_is_on_its_way_is_owed_and_no_finding(stage: Stage, db: Database, store: PhotoStore) -> None:
    coming = {"sha256": "ab" * 32, "taken_at": "2026-11-20T09:00:00+08:00"}
    stage.hazard("wang", photos=[coming])
    report = prove(db, store)
    assert (report.owed, report.findings) == (1, ())


def test_refused_and_held_acts_are_not_in_the_chain_and_harm_nothing(
    stage: Stage, db: Database, store: PhotoStore
) -> None:
    stage.hazard("wang")
    assert stage.act("wang", "void-hazard", hazard=str(uuid4()), reason="x")["status"] == "refused"
    waiting = stage.item("start-visit", parent=str(uuid4()), visit=str(uuid4()), enterprise=str(uuid4()),
                         started_at="2026-11-20T09:00:00+08:00")  # fmt: skip
    assert stage.send("wang", waiting)[0]["status"] == "held"
    assert prove(db, store).findings == ()


def test_every_finding_has_its_sentence_in_both_languages() -> None:
    chinese, english = catalogue.read("proofs", "zh"), catalogue.read("proofs", "en")
    assert chinese.keys() == english.keys()
    source = Path(proofs.__file__).read_text("utf-8") + Path(proofs.__file__).with_name("proof_of_acts.py").read_text()
    for code in ("entry", "gap", "link", "head", "row", "act", "act-gone", "events", "evidence", "photo", "attachment"):
        assert f'"{code}"' in source
        assert code in chinese
    for code in ("photo-gone", "attachment-gone"):
        assert code in chinese


def blobs(store: PhotoStore) -> list[Path]:
    return sorted(file for file in (store.cache.parents[1] / "blobs").rglob("*") if file.is_file())
