"""The same act many times, from many connections at once: one effect, one entry, and every copy hears of it."""

from collections import Counter
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from server.acts import door
from server.db import Database
from server.store import ledger
from server.store import people as stored_people
from tests.server.outboxes import Phone, at_once, counted, hazard, verify_chains, visit
from tests.server.stage import Stage

COPIES = 50


def test_fifty_copies_of_one_act_have_one_effect(real_stage: Stage, committed_database: Database) -> None:
    item = hazard(real_stage)
    phones = [Phone.of(real_stage, "wang") for _ in range(COPIES)]
    device = phones[0].device
    for phone in phones:
        phone.device = device
    verdicts = at_once([lambda phone=phone: phone.send([item])[0] for phone in phones])
    assert Counter(v["status"] for v in verdicts) == {"applied": 1, "duplicate": COPIES - 1}
    assert len({v["receipt"] for v in verdicts}) == 1
    for table in ("hazard", "hazard_event", "evidence", "ledger", "act_received", "procrastinate_jobs"):
        assert counted(committed_database, f"SELECT count(*) FROM {table}") == 1, table  # noqa: S608 - names above
    assert counted(committed_database, "SELECT last FROM serial WHERE kind = 'hazard'") == 1
    assert verify_chains(committed_database) == 1


def test_many_acts_at_once_get_numbers_without_a_gap_and_one_chain(
    real_stage: Stage, committed_database: Database
) -> None:
    phones = [Phone.of(real_stage, who) for who in ("wang", "an", "qin", "bu")] * 5
    at_once([lambda phone=phone: phone.send([hazard(real_stage), hazard(real_stage)]) for phone in phones])
    with committed_database.session() as session:
        numbers = sorted(session.scalars(text("SELECT ledger_no FROM hazard")))
    assert [int(number[-5:]) for number in numbers] == list(range(1, 41))
    assert verify_chains(committed_database) == 40


def test_one_of_many_who_decide_at_once_is_first_and_the_others_hear_of_a_conflict(
    real_stage: Stage, committed_database: Database
) -> None:
    own = real_stage.hazard("wang")
    deciders = [Phone.of(real_stage, who) for who in ("an", "bu", "xu")] * 4
    work = [
        lambda phone=phone: phone.send([real_stage.item("reject-hazard", hazard=own, reason="查无此事")])[0]
        for phone in deciders
    ]
    verdicts = at_once(work)
    assert Counter(v["status"] for v in verdicts) == {"applied": 1, "conflict": len(deciders) - 1}
    assert {v["code"] for v in verdicts if v["status"] == "conflict"} == {"wrong-state"}
    assert all(v["detail"]["state"] == "invalid" for v in verdicts if v["status"] == "conflict")
    rejected = "SELECT count(*) FROM hazard_event WHERE event = 'hazard-rejected'"
    assert counted(committed_database, rejected) == 1
    assert verify_chains(committed_database) == 2


def test_a_held_act_that_is_sent_again_while_its_parent_releases_it_is_done_once(
    real_stage: Stage, committed_database: Database
) -> None:
    """The copy takes the row first; the release waits for it, and finds nothing left to do."""
    start = visit(real_stage)
    found = {**hazard(real_stage), "parent_id": start["id"]}
    phone = Phone.of(real_stage, "wang")
    assert phone.send([found])[0]["status"] == "held"
    # the parent alone, as if its server had died between the two transactions
    at, parent = datetime.now(UTC), UUID(start["id"])
    with committed_database.transaction() as session:
        person = stored_people.person_at(session, real_stage.people["wang"], at)
        assert person is not None
        assert door.act(session, start, person, phone.device, at).status == "applied"
    with committed_database.transaction() as copy:
        assert door.act(copy, found, person, phone.device, at).status == "applied"
        with committed_database.session() as other:
            other.execute(text("SET lock_timeout = '50ms'"))
            with pytest.raises(OperationalError, match="lock timeout"):
                ledger.held_children(other, parent)
    with committed_database.transaction() as session:
        assert door.release(session, parent, lambda _: person, at) == []
    assert phone.send([found])[0]["status"] == "duplicate"
    assert counted(committed_database, "SELECT count(*) FROM hazard") == 1
    assert verify_chains(committed_database) == 2


def test_a_child_that_is_judged_while_its_parent_commits_is_not_left_waiting(
    real_stage: Stage, committed_database: Database
) -> None:
    """Sixteen pairs race; whichever commits first, no child stays held under a parent that was applied."""
    pairs = []
    for _ in range(16):
        start = visit(real_stage)
        pairs.append((start, {**hazard(real_stage), "parent_id": start["id"]}))
    phones = [(Phone.of(real_stage, "wang"), Phone.of(real_stage, "wang")) for _ in pairs]
    work = []
    for (start, found), (one, other) in zip(pairs, phones, strict=True):
        work += [lambda one=one, start=start: one.send([start]), lambda other=other, found=found: other.send([found])]
    at_once(work)
    assert counted(committed_database, "SELECT count(*) FROM act_received WHERE status <> 'applied'") == 0
    assert verify_chains(committed_database) == 32


def test_an_act_of_somebody_elses_id_is_a_reused_key(real_stage: Stage) -> None:
    item = visit(real_stage)
    assert Phone.of(real_stage, "wang").send([item])[0]["status"] == "applied"
    stolen = Phone.of(real_stage, "an").send([item])[0]
    assert (stolen["status"], stolen["code"], stolen["receipt"]) == ("refused", "key-reuse", None)
    changed = {**item, "command": {**item["command"], "visit": str(uuid4())}}
    again = Phone.of(real_stage, "wang").send([changed, item])
    assert [(v["status"], v["code"]) for v in again] == [("refused", "key-reuse"), ("duplicate", None)]
    assert real_stage.get("wang", f"/api/v1/acts/{item['id']}").json["status"] == "applied"


def test_a_move_waits_for_what_is_just_being_recorded_there_and_takes_it_along(
    real_stage: Stage, committed_database: Database
) -> None:
    """Without the wait the hazard would stay in the old unit for ever, and the new officer would never see it."""
    found, at = hazard(real_stage), datetime.now(UTC)
    move = real_stage.item(
        "assign-unit", enterprise=found["command"]["enterprise"], unit=units(real_stage)["B"], reason="门在东"
    )
    with committed_database.transaction() as recording:
        officer = stored_people.person_at(recording, real_stage.people["wang"], at)
        assert officer is not None
        assert door.act(recording, found, officer, uuid4(), at).status == "applied"
        with committed_database.session() as moving:
            moving.execute(text("SET lock_timeout = '50ms'"))
            office = stored_people.person_at(moving, real_stage.people["xu"], at)
            assert office is not None
            with pytest.raises(OperationalError, match="lock timeout"):
                door.act(moving, move, office, uuid4(), at)
    assert Phone.of(real_stage, "xu").send([move])[0]["status"] == "applied"
    assert counted(committed_database, "SELECT unit_id FROM hazard") == units(real_stage)["B"]


def units(stage: Stage) -> dict[str, int]:
    return stage.town.units
