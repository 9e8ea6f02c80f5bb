"""The round of the day: each term, notice and waiting act is told on its day, and never twice."""

import json
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from server import messages
from server.db import Database
from server.jobs import escalating
from server.store.tables import GradeReview, InboxMessage, Installation
from tests.server import samples
from tests.server.messages.test_messages import act, inbox

DUE = date(2026, 12, 5)


def morning(on: date) -> datetime:
    return datetime(on.year, on.month, on.day, 0, 5, tzinfo=UTC)  # 08:05 in Shanghai


def round_of(session: Session, days: int) -> None:
    on = DUE + timedelta(days=days)
    escalating.escalate(session, on, morning(on))


def test_a_general_hazard_is_told_up_the_ladder_day_by_day(db: Database) -> None:
    with db.transaction() as session:
        where = samples.town(session)
        samples.hazard(session, where, 1)
        heard = {}
        for days in range(-5, 17):
            before = {name: len(events) for name, events in inbox(session, where).items()}
            round_of(session, days)
            after = inbox(session, where)
            new = {name: events[before.get(name, 0) :] for name, events in after.items()}
            heard[days] = {name: events for name, events in new.items() if events}
        told = {days: who for days, who in heard.items() if who}
        assert told == {
            -3: {"enterprise": ["due-soon"]},
            -1: {"enterprise": ["due-soon"]},
            0: {"enterprise": ["due-today"]},
            1: {"officer": ["overdue"], "townoffice": ["overdue-list"]},
            3: {"townhead": ["overdue-list"]},
            7: {"department": ["overdue-list"], "district": ["overdue-list"]},
            15: {"department": ["overdue-list"], "district": ["overdue-list"]},
        }


def test_at_seven_days_the_enterprise_is_proposed_for_the_key_list_once(db: Database) -> None:
    with db.transaction() as session:
        hazard = samples.hazard(session, samples.town(session), 1)
        for days in (6, 7, 7, 8):
            round_of(session, days)
        (proposal,) = session.scalars(select(GradeReview)).all()
        assert (proposal.hazard_id, proposal.reason, proposal.times) == (hazard.id, "key_list", 7)


def test_a_round_done_twice_tells_nobody_anything_new(db: Database) -> None:
    with db.transaction() as session:
        where = samples.town(session)
        for no in range(5):
            samples.hazard(session, where, no)
        samples.notice(session, where, [samples.hazard(session, where, 9)])
        round_of(session, 1)
        once = session.scalar(select(func.count()).select_from(InboxMessage))
        round_of(session, 1)
        assert once
        assert session.scalar(select(func.count()).select_from(InboxMessage)) == once


def test_an_office_gets_one_list_and_people_one_message_each(db: Database) -> None:
    with db.transaction() as session:
        where = samples.town(session)
        for no in range(1, 6):
            samples.hazard(session, where, no)
        round_of(session, 1)
        heard = inbox(session, where)
        assert heard["officer"] == ["overdue"] * 5
        assert heard["townoffice"] == ["overdue-list"]
        row = session.scalars(select(InboxMessage).where(InboxMessage.event == "overdue-list")).one()
        said = messages.wording(row.event, row.facts, "zh")
        assert said.title == "5 项一般隐患逾期满 1 天"
        assert said.body == "今日满逾期 1 天的一般隐患 5 项：湖塘镇2026-00001、湖塘镇2026-00002、湖塘镇2026-00003…。"
        assert row.ref_id == "level=general&due_on=2026-12-05"


def test_what_leaves_for_other_channels_is_one_message_a_rung(db: Database) -> None:
    with db.transaction() as session:
        where = samples.town(session)
        for no in range(1, 4):
            samples.hazard(session, where, no)
        round_of(session, 1)
        jobs = session.scalars(text("SELECT args FROM procrastinate_jobs WHERE task_name = 'send_outside'")).all()
        assert [job["title"] for job in jobs] == ["3 项一般隐患逾期满 1 天"]


def test_rectified_and_closed_hazards_are_not_told(db: Database) -> None:
    with db.transaction() as session:
        where = samples.town(session)
        for no, state in enumerate(("submitted", "closed", "void", "merged", "invalid", "reported")):
            samples.hazard(session, where, no, state=state)
        for days in (-3, -1, 0, 1, 3, 7):
            round_of(session, days)
        assert inbox(session, where) == {}


def test_an_extended_hazard_is_told_by_its_new_date(db: Database) -> None:
    with db.transaction() as session:
        where = samples.town(session)
        row = samples.hazard(session, where, 1)
        round_of(session, 1)
        row.due_on = DUE + timedelta(days=10)
        session.flush()
        round_of(session, 3)
        assert "townhead" not in inbox(session, where)
        round_of(session, 11)
        assert inbox(session, where)["officer"] == ["overdue", "overdue"]


def test_a_notice_that_nobody_signed_for_is_told_after_a_day_and_once(db: Database) -> None:
    with db.transaction() as session:
        where = samples.town(session)
        notice = samples.notice(session, where, [samples.hazard(session, where, 1, due_on=None)], order=True)
        issued = notice.issued_at.date()
        for days in (0, 1, 2, 3):
            escalating.escalate(session, issued + timedelta(days=days), morning(issued + timedelta(days=days)))
            if days == 0:
                assert inbox(session, where) == {}
        expected = {"officer": ["notice-unacknowledged"], "inspector": ["notice-unacknowledged"]}
        assert inbox(session, where) == expected
        row = session.scalars(select(InboxMessage)).first()
        assert row is not None
        assert "请电话联系 李国强 13800000001" in messages.wording(row.event, row.facts, "zh").body


def test_a_signed_or_very_old_notice_is_not_told(db: Database) -> None:
    with db.transaction() as session:
        where = samples.town(session)
        signed = samples.notice(session, where, [samples.hazard(session, where, 1, due_on=None)])
        signed.acknowledged_at = samples.AT
        old = samples.notice(session, where, [samples.hazard(session, where, 2, due_on=None)], order=True)
        old.issued_at = samples.AT - timedelta(days=40)
        session.flush()
        escalating.escalate(session, date(2026, 11, 25), morning(date(2026, 11, 25)))
        assert inbox(session, where) == {}


def test_acts_that_wait_are_shown_to_the_town_office_of_their_people(db: Database) -> None:
    with db.transaction() as session:
        where = samples.town(session)
        for name in ("officer", "enterprise"):
            act(session, "finish-visit", where.people[name], status="held", visit=str(uuid4()))
        received = samples.AT.date()
        escalating.escalate(session, received, morning(received))
        assert inbox(session, where) == {}
        next_day = received + timedelta(days=2)
        escalating.escalate(session, next_day, morning(next_day))
        assert inbox(session, where) == {"townoffice": ["acts-held"]}
        facts = session.scalars(select(InboxMessage)).one().facts
        assert (facts["n"], facts["people"], facts["since_on"]) == (2, "李国强、王网格", "2026-11-20")


def test_rounds_begin_at_eight_and_missed_days_are_made_up_for(db: Database) -> None:
    seven, nine = datetime(2026, 11, 30, 23, 0, tzinfo=UTC), datetime(2026, 12, 1, 1, 0, tzinfo=UTC)
    with db.transaction() as session:
        assert escalating.days_to_do(session, seven) == []
        assert escalating.days_to_do(session, nine) == [date(2026, 12, 1)]
        session.add(Installation(key="escalated_until", value="2026-11-28"))
        session.flush()
        assert escalating.days_to_do(session, seven) == [date(2026, 11, 29), date(2026, 11, 30)]
        assert escalating.days_to_do(session, nine)[-1] == date(2026, 12, 1)
        session.get_one(Installation, "escalated_until").value = "2025-01-01"
        session.flush()
        assert len(escalating.days_to_do(session, nine)) == 14


def test_a_round_that_is_done_is_marked_so(db: Database) -> None:
    with db.transaction() as session:
        samples.town(session)
        round_of(session, 0)
        stored = session.get_one(Installation, "escalated_until").value
        assert json.dumps(stored) == '"2026-12-05"'
        assert escalating.days_to_do(session, morning(DUE)) == []
