"""Messages: once to each person, in the reader's language, to whom they concern."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from grids.escalation import Audience
from grids.hazards import HazardEvent
from server import catalogue, messages
from server.db import Database
from server.jobs import telling
from server.messages import Message
from server.recipients import Roll
from server.store.places import place_of
from server.store.tables import ActReceived, GrantRow, InboxMessage, NoticeRow, PersonRow
from tests.server import samples

AT = samples.AT
SAID = Message(event="hazard-reported", ref_kind="hazard", ref_id="1", dedupe="e:1", facts={"ledger_no": "湖塘镇-1"})
PLACEHOLDER = re.compile(r"{(\w+)}")


def act(session: Session, kind: str, person: UUID, status: str = "applied", **command: Any) -> ActReceived:
    item = json.dumps({"command": {"kind": kind, **command}})
    row = ActReceived(
        id=uuid4(), person_id=person, device_id=uuid4(), aggregate_id=uuid4(), seq=1, kind=kind, item=item,
        item_sha256="-", status=status, received_at=AT, tried_at=AT, act_wall=AT,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def inbox(session: Session, where: samples.Town) -> dict[str, list[str]]:
    names = {person: name for name, person in where.people.items()}
    found: dict[str, list[str]] = {}
    for row in session.scalars(select(InboxMessage).order_by(InboxMessage.id)):
        found.setdefault(names[row.person_id], []).append(row.event)
    return found


def waiting(session: Session, task: str) -> list[dict[str, Any]]:
    rows = session.scalars(text("SELECT args FROM procrastinate_jobs WHERE task_name = :task"), {"task": task})
    return list(rows)


def test_a_message_reaches_a_person_once(db: Database) -> None:
    with db.transaction() as session:
        people = samples.town(session).people
        assert messages.tell(session, [people["officer"], people["officer"], people["townoffice"]], SAID, AT) == 2
        assert messages.tell(session, [people["officer"]], SAID, AT) == 0
        assert messages.tell(session, [], SAID, AT) == 0


def test_both_languages_say_the_same_things_with_the_same_facts() -> None:
    chinese, english = catalogue.read("messages", "zh"), catalogue.read("messages", "en")
    assert chinese.keys() == english.keys()
    for key in chinese:
        assert set(PLACEHOLDER.findall(chinese[key])) == set(PLACEHOLDER.findall(english[key])), key


@pytest.mark.parametrize("event", sorted(HazardEvent))
def test_every_event_that_is_told_has_its_sentence(event: HazardEvent) -> None:
    nobody = {HazardEvent.RECTIFIED_ON_THE_SPOT, HazardEvent.IMPORTED, HazardEvent.LISTING_PROGRESS}
    if event not in nobody | {HazardEvent.CLOSING_CONFIRMED}:
        assert messages.wording(event.value, {}, "zh").title


def test_days_and_words_are_written_as_the_language_writes_them() -> None:
    facts = {
        "ledger_no": "湖塘镇2026-00001",
        "level": "major",
        "due_on": "2026-12-05",
        "enterprise": "厂",
        "place": "东",
    }
    chinese = messages.wording("hazard-opened", facts, "zh")
    english = messages.wording("hazard-opened", facts, "en")
    assert "重大事故隐患，整改期限 2026年12月5日" in chinese.body
    assert "major hazard, to be rectified by 5 Dec 2026" in english.body


def test_a_triage_decision_is_told_to_the_finder_and_not_to_the_one_who_made_it(db: Database) -> None:
    with db.transaction() as session:
        where = samples.town(session)
        found = samples.hazard(session, where, 1)
        done = act(session, "open-hazard", where.people["townoffice"])
        samples.event(session, found, "hazard-opened", "reported", "open", act_id=done.id)
        telling.tell(session, done.id, AT)
        telling.tell(session, done.id, AT)
        assert inbox(session, where) == {"officer": ["hazard-opened"]}


def test_a_report_waits_at_the_town_office_and_a_major_one_alarms_upward(db: Database) -> None:
    with db.transaction() as session:
        where = samples.town(session)
        for no, level in enumerate(("general", "major")):
            found = samples.hazard(session, where, no, state="reported", level=level)
            done = act(session, "record-hazard", where.people["officer"])
            samples.event(session, found, "hazard-reported", None, "reported", act_id=done.id)
            telling.tell(session, done.id, AT)
        heard = inbox(session, where)
        assert heard["townoffice"] == ["hazard-reported"] * 2
        assert heard["department"] == heard["district"] == ["hazard-reported"]
        assert "officer" not in heard


def test_an_act_that_was_not_accepted_is_told_to_nobody(db: Database) -> None:
    with db.transaction() as session:
        where = samples.town(session)
        found = samples.hazard(session, where, 1)
        done = act(session, "record-hazard", where.people["officer"], status="refused")
        samples.event(session, found, "hazard-reported", None, "reported", act_id=done.id)
        telling.tell(session, done.id, AT)
        telling.tell(session, uuid4(), AT)
        assert inbox(session, where) == {}


def test_a_notice_is_told_once_for_all_its_items_and_printed(db: Database) -> None:
    with db.transaction() as session:
        where = samples.town(session)
        items = [samples.hazard(session, where, no) for no in (1, 2, 3)]
        notice = samples.notice(session, where, items)
        done = act(session, "issue-notice", where.people["officer"], notice=str(notice.id))
        for item in items:
            samples.event(session, item, "notice-issued", "open", "open", act_id=done.id)
        telling.tell(session, done.id, AT)
        assert inbox(session, where) == {"enterprise": ["notice-issued"]}
        row = session.scalars(select(InboxMessage)).one()
        said = messages.wording(row.event, row.facts, "zh")
        assert said.title == "收到整改告知单 (湖塘镇)安告〔2026〕0007号"
        assert "共 3 项，最后期限 2026年12月5日" in said.body
        assert waiting(session, "render_notice") == [{"notice_id": str(notice.id)}]
        assert waiting(session, "send_outside")[0]["title"] == said.title


def test_signing_for_a_notice_is_told_to_both_inspectors(db: Database) -> None:
    with db.transaction() as session:
        where = samples.town(session)
        notice = samples.notice(session, where, [samples.hazard(session, where, 1)], order=True)
        notice.acknowledged_by = "李国强"
        done = act(session, "acknowledge-notice", where.people["enterprise"], notice=str(notice.id))
        telling.tell(session, done.id, AT)
        assert inbox(session, where) == {"inspector": ["notice-acknowledged"], "inspector2": ["notice-acknowledged"]}


def test_a_message_that_finds_nobody_goes_one_level_up(db: Database) -> None:
    with db.transaction() as session:
        where = samples.town(session)
        found = samples.hazard(session, where, 1)
        for name in ("enterprise", "officer"):
            session.get_one(PersonRow, where.people[name]).active = False
        session.flush()
        place = place_of(found)
        assert Roll(session, AT).of_place(place, Audience.ENTERPRISE) == {where.people["townoffice"]}


def test_grants_that_ended_and_other_classes_hear_nothing(db: Database) -> None:
    with db.transaction() as session:
        where = samples.town(session)
        found = samples.hazard(session, where, 1)
        grants = {row.person_id: row for row in session.scalars(select(GrantRow))}
        grants[where.people["officer"]].valid_to = AT
        grants[where.people["department"]].classes = ["chemicals"]
        session.flush()
        roll = Roll(session, AT)
        assert roll.of_place(place_of(found), Audience.OFFICER) == {where.people["townoffice"]}
        assert roll.of_place(place_of(found), Audience.DEPARTMENT) == {where.people["district"]}
        assert Roll(session, AT - timedelta(1)).of_place(place_of(found), Audience.OFFICER) == {where.people["officer"]}


def test_another_town_hears_nothing(db: Database) -> None:
    with db.transaction() as session:
        where = samples.town(session)
        elsewhere = samples.hazard(session, where, 1, unit_id=None, village_id=None, town_id=None)
        assert Roll(session, AT).of_place(place_of(elsewhere), Audience.OFFICER) == {where.people["district"]}


def test_who_closed_a_hazard_hears_that_it_is_open_again(db: Database) -> None:
    with db.transaction() as session:
        where = samples.town(session)
        found = samples.hazard(session, where, 1)
        closer = where.people["townoffice"]
        samples.event(session, found, "reinspection-passed", "submitted", "closed", person_id=closer)
        done = act(session, "reopen-hazard", where.people["district"])
        samples.event(session, found, "hazard-reopened", "closed", "open", act_id=done.id, body={"reason": "复发"})
        telling.tell(session, done.id, AT)
        assert set(inbox(session, where)) == {"enterprise", "officer", "townoffice"}
        row = session.scalars(select(InboxMessage)).first()
        assert row is not None
        assert messages.wording(row.event, row.facts, "zh").body.endswith("复发")


def test_the_catalogue_is_written_in_the_words_of_the_trade() -> None:
    folder = Path(catalogue.__file__).with_name("text")
    said = (folder / "messages.zh.json").read_text("utf-8") + (folder / "messages.en.json").read_text("utf-8")
    assert not re.search(r"[!！]|抱歉|sorry|hidden danger", said, re.IGNORECASE)


def test_sending_is_never_later_than_the_message(db: Database) -> None:
    with db.session() as session:
        where = samples.town(session)
        notice: NoticeRow = samples.notice(session, where, [samples.hazard(session, where, 1)])
        done = act(session, "issue-notice", where.people["officer"], notice=str(notice.id))
        telling.tell(session, done.id, datetime.now(UTC))
        session.rollback()
        assert waiting(session, "send_outside") == []
