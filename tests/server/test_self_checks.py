"""Self-inspection over the routes: the enterprise's quarter, what an office sees of it, what does not move later."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select, text, update

from grids import self_checks as rules
from grids.policy import HERE, local_day
from server.db import Database
from server.jobs import self_reporting
from server.store import self_checks
from server.store.policy import self_checks_on
from server.store.tables import (
    Enterprise,
    FileRecord,
    GridUnit,
    HazardRow,
    InboxMessage,
    SelfCheck,
    SelfPeriod,
    SelfReport,
)
from tests.server.stage import Stage
from tests.town import named

NOW = datetime.now(UTC)
TODAY = local_day(NOW)
POLICY = self_checks_on(TODAY)
QUARTER = rules.before(rules.quarter_of(TODAY))
"""The quarter whose report can be signed today."""


def open_quarter(db: Database, on: date = QUARTER.last) -> None:
    with db.transaction() as session:
        self_checks.open_all(session, on, NOW, POLICY)


def done(stage: Stage, who: str = "li", spot: str = "A", **more: Any) -> str:
    """Do a self-check with the one item of the list in order."""
    own = str(uuid4())
    command = {
        "self_check": own, "enterprise": str(stage.town.enterprises[spot]), "checker": "厂长李",
        "checklist_version": stage.town.checklist_version, "finished_at": NOW.isoformat(),
        "started_at": (NOW - timedelta(minutes=10)).isoformat(),
        "answers": [{"item": "T1", "result": "ok"}], "photos": [stage.photo(who)],
    }  # fmt: skip
    stage.does(who, "submit-self-check", **{**command, **more})
    return own


def put_back(db: Database, check: str) -> None:
    """Let a self-check and its hazards have happened in the quarter before."""
    at = datetime.combine(QUARTER.last, datetime.min.time(), tzinfo=HERE)
    with db.transaction() as session:
        session.execute(
            update(SelfCheck).where(SelfCheck.id == check).values(
                period=QUARTER.code, month=rules.month_of(QUARTER.last), finished_at=at, started_at=at
            )
        )  # fmt: skip
        session.execute(update(HazardRow).where(HazardRow.self_check_id == check).values(found_at=at))
        row = session.scalars(select(SelfCheck).where(SelfCheck.id == check)).one()
        owed = self_checks.ensure(session, session.get_one(Enterprise, row.enterprise_id), QUARTER, NOW, POLICY)
        owed.checks, owed.state = 1, "submitted"


def report(stage: Stage, who: str = "li", spot: str = "A", period: str = QUARTER.code) -> Any:
    answer = stage.get(who, f"/api/v1/self-reports/{stage.town.enterprises[spot]}/{period}")
    assert answer.status_code == 200, answer.text
    return answer.json


def sign(stage: Stage, who: str = "li", spot: str = "A", **more: Any) -> dict[str, Any]:
    command = {
        "report": str(uuid4()), "enterprise": str(stage.town.enterprises[spot]), "period": QUARTER.code,
        "figures": report(stage, who, spot)["figures"], "principal": "李厂长", "signed_at": NOW.isoformat(),
        "signature": stage.photo(who)["sha256"],
    }  # fmt: skip
    return stage.act(who, "sign-self-report", **{**command, **more})


def rows(stage: Stage, who: str = "an", **query: Any) -> dict[str, Any]:
    answer = stage.get(who, "/api/v1/self-periods", period=QUARTER.code, **query)
    assert answer.status_code == 200, answer.text
    return {row["enterprise_id"]: row for row in answer.json["items"]}


def counts(stage: Stage, who: str = "an") -> dict[str, int]:
    answer = stage.get(who, "/api/v1/self-figures", period=QUARTER.code)
    assert answer.status_code == 200, answer.text
    return dict(answer.json["total"])


def test_the_quarter_of_an_enterprise(stage: Stage, db: Database) -> None:
    open_quarter(db)
    own = str(stage.town.enterprises["A"])
    assert rows(stage)[own]["state"] == "due"
    assert (set(rows(stage, q="A机械")), rows(stage, q="%")) == ({own}, {})
    hazard = stage.hazard("li", check_item="T1")
    check = done(stage, answers=[{"item": "T1", "result": "hazard", "hazard": hazard}])
    assert stage.get("an", f"/api/v1/hazards/{hazard}").json["source"] == "self_check"
    put_back(db, check)
    figures = report(stage)["figures"]
    assert (figures["checks"], figures["general_found"], figures["general_closed"]) == (1, 1, 0)
    verdict = sign(stage)
    assert verdict["status"] == "applied", verdict
    told = report(stage, "an")
    assert (told["state"], told["versions"][0]["principal"], told["versions"][0]["figures"]) == (
        "signed", "李厂长", figures,
    )  # fmt: skip
    stage.does("an", "decide-self-report", report=told["versions"][0]["id"], accepted=True)
    assert rows(stage)[own]["state"] == "accepted"


def test_a_zero_report_is_a_report_and_one_click_is_not(stage: Stage, db: Database) -> None:
    refused = stage.act(
        "li", "submit-self-check", self_check=str(uuid4()), enterprise=str(stage.town.enterprises["A"]),
        checklist_version=stage.town.checklist_version, started_at=NOW.isoformat(), finished_at=NOW.isoformat(),
        answers=[{"item": "T1", "result": "ok"}], checker="李", photos=[stage.photo("li")],
    )  # fmt: skip
    assert (refused["status"], refused["code"]) == ("refused", "self-check-quick")
    put_back(db, done(stage))
    assert sign(stage)["status"] == "applied"
    assert rows(stage)[str(stage.town.enterprises["A"])]["zero"] is True


def test_a_correction_keeps_the_first_version_and_says_why(stage: Stage, db: Database) -> None:
    put_back(db, done(stage))
    first = sign(stage)
    assert sign(stage)["code"] == "reason-needed"
    assert sign(stage, reason="漏报一次自查")["status"] == "applied"
    told = report(stage, "an")
    assert [(each["n"], each["reason"]) for each in told["versions"]] == [(2, "漏报一次自查"), (1, "")]
    assert (told["corrections"], first["status"]) == (1, "applied")


def test_a_returned_report_is_signed_again(stage: Stage, db: Database) -> None:
    put_back(db, done(stage))
    sign(stage)
    own = report(stage, "an")["versions"][0]["id"]
    assert stage.act("an", "decide-self-report", report=own, accepted=False)["code"] == "reason-needed"
    stage.does("an", "decide-self-report", report=own, accepted=False, opinion="重大隐患漏填")
    assert report(stage)["state"] == "returned"
    assert stage.act("an", "decide-self-report", report=own, accepted=True)["code"] == "self-report-state"
    assert sign(stage, reason="补填")["status"] == "applied"
    assert report(stage)["state"] == "signed"


def test_what_is_signed_must_be_what_the_records_say(stage: Stage, db: Database) -> None:
    put_back(db, done(stage))
    seen = report(stage)["figures"]
    hazard = stage.hazard("li", check_item="T1")
    put_back(db, done(stage, answers=[{"item": "T1", "result": "hazard", "hazard": hazard}]))
    refused = sign(stage, figures=seen)
    assert refused["code"] == "self-report-moved"
    with db.session() as session:
        assert session.scalar(select(func.count()).select_from(SelfReport)) == 0


@pytest.mark.parametrize(
    ("who", "kind", "code"),
    [("an", "submit-self-check", "not-yours"), ("wang", "submit-self-check", "not-yours"),
     ("ma", "submit-self-check", "area-not-yours"), ("ma", "sign-self-report", "area-not-yours"),
     ("li", "decide-self-report", "not-yours"), ("xi", "decide-self-report", "area-not-yours")],
)  # fmt: skip
def test_an_enterprise_reports_for_itself_and_its_own_town_answers(
    stage: Stage, db: Database, who: str, kind: str, code: str
) -> None:
    put_back(db, done(stage))
    sign(stage)
    own = str(stage.town.enterprises["A"])
    now = NOW.isoformat()
    commands: dict[str, dict[str, Any]] = {
        "submit-self-check": {
            "self_check": str(uuid4()), "enterprise": own, "checklist_version": stage.town.checklist_version,
            "started_at": now, "finished_at": now, "answers": [{"item": "T1", "result": "ok"}], "checker": "某",
        },
        "sign-self-report": {
            "report": str(uuid4()), "enterprise": own, "period": QUARTER.code, "principal": "某", "signed_at": now,
            "figures": report(stage)["figures"], "signature": "a" * 64,
        },
        "decide-self-report": {"report": report(stage)["versions"][0]["id"], "accepted": True},
    }  # fmt: skip
    assert stage.act(who, kind, **commands[kind])["code"] == code


def test_rates_are_n_over_d_and_each_opens_exactly_its_list(stage: Stage, db: Database) -> None:
    open_quarter(db)
    put_back(db, done(stage))
    sign(stage)
    told = counts(stage)
    expected = 1 if QUARTER.due_on(POLICY) < TODAY else 0
    assert (told["owed"], told["checked"], told["reported"], told["zero"]) == (3, 1, 1, 1)
    assert (told["late"], told["missed"]) == (expected, 2 * expected)
    for flag in ("owed", "checked", "reported", "on_time", "late", "missed", "zero", "zero_streak", "identical"):
        assert len(rows(stage, flag=flag)) == told[flag], flag
    assert counts(stage, "xu")["owed"] == 6
    assert counts(stage, "xi")["reported"] == 0


def test_a_past_period_does_not_move_with_the_present(stage: Stage, db: Database) -> None:
    open_quarter(db)
    before = {who: counts(stage, who) for who in ("an", "xi", "xu")}
    with db.transaction() as session:
        row = session.get_one(Enterprise, stage.town.enterprises["A"])
        other = session.get_one(GridUnit, stage.town.units["D"])
        row.unit_id, row.town_id, row.status, row.grade = other.id, other.town_id, "deregistered", "D"
        self_checks.follow(session, TODAY)
        self_checks.open_all(session, QUARTER.last, NOW, POLICY)
    assert {who: counts(stage, who) for who in ("an", "xi", "xu")} == before


def test_the_present_period_follows_status_and_place(stage: Stage, db: Database) -> None:
    with db.transaction() as session:
        self_checks.open_all(session, TODAY, NOW, POLICY)
        row = session.get_one(Enterprise, stage.town.enterprises["A"])
        row.status, row.town_id = "suspended", stage.town.towns["湖西镇"]
        self_checks.follow(session, TODAY)
        period = session.scalars(
            select(SelfPeriod).where(
                SelfPeriod.enterprise_id == row.id, SelfPeriod.period == rules.quarter_of(TODAY).code
            )
        ).one()
        assert (period.waived, period.town_id) == ("suspended", stage.town.towns["湖西镇"])
        row.status = "active"
        self_checks.follow(session, TODAY)
        session.refresh(period)
        assert period.waived is None


@pytest.mark.usefixtures("stage")
def test_opening_a_period_twice_opens_nothing_new(db: Database) -> None:
    with db.transaction() as session:
        assert self_checks.open_all(session, TODAY, NOW, POLICY) == 12
        assert self_checks.open_all(session, TODAY, NOW, POLICY) == 0


@pytest.mark.usefixtures("real_stage")
def test_two_that_open_periods_at_once_wait_for_each_other_in_turn(
    committed_database: Database,
) -> None:
    """The year is the same for both, the quarters are not: each would hold what the other wants next."""
    with committed_database.transaction() as first, ThreadPoolExecutor(1) as pool:
        assert self_checks.open_all(first, QUARTER.last, NOW, POLICY) > 0
        other = pool.submit(open_quarter, committed_database, TODAY)
        _until_somebody_waits(committed_database)
        self_checks.open_all(first, TODAY, NOW, POLICY)
        first.commit()
        other.result(timeout=60)
    with committed_database.session() as session:
        codes = session.scalars(select(SelfPeriod.period).distinct()).all()
    assert {QUARTER.code, rules.quarter_of(TODAY).code} <= set(codes)


def _until_somebody_waits(db: Database) -> None:
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    until = time.monotonic() + 60
    with db.alone() as session:
        while not session.scalar(waiting):
            assert time.monotonic() < until
            time.sleep(0.05)


def test_three_zero_quarters_in_a_row_are_flagged(stage: Stage, db: Database) -> None:
    open_quarter(db)
    with db.transaction() as session:
        quarter = QUARTER
        for _ in range(3):
            owed = self_checks.ensure(
                session, session.get_one(Enterprise, stage.town.enterprises["A"]), quarter, NOW, POLICY
            )
            owed.zero, owed.first_signed_at, owed.state = True, NOW, "signed"
            quarter = rules.before(quarter)
    assert list(rows(stage, flag="zero_streak")) == [str(stage.town.enterprises["A"])]
    assert rows(stage)[str(stage.town.enterprises["A"])]["zero_streak"] == 3


def test_the_very_same_answers_three_times_are_flagged(stage: Stage, db: Database) -> None:
    open_quarter(db)
    for _ in range(2):
        put_back(db, done(stage))
    assert rows(stage, flag="identical") == {}
    put_back(db, done(stage))
    assert list(rows(stage, flag="identical")) == [str(stage.town.enterprises["A"])]
    put_back(db, done(stage, answers=[{"item": "T1", "result": "ok", "remark": "新装了指示牌"}]))
    with db.session() as session:
        marks = session.scalars(select(SelfCheck.mark)).all()
    assert len(set(marks)) == 2


@pytest.mark.usefixtures("stage")
def test_reminders_come_three_times_and_what_is_missed_is_a_list_for_the_town(db: Database) -> None:
    open_quarter(db)
    due = QUARTER.due_on(POLICY)
    for offset in range(-12, 3):
        with db.transaction() as session:
            self_reporting.tell(session, due + timedelta(days=offset), NOW)
            self_reporting.tell(session, due + timedelta(days=offset), NOW)
    with db.session() as session:
        own = session.scalars(
            select(InboxMessage.dedupe).where(
                InboxMessage.person_id == named("li"), InboxMessage.event == "self-report-due"
            )
        ).all()
        told = select(InboxMessage).where(InboxMessage.event == "self-report-missed")
        town = session.scalars(told.where(InboxMessage.person_id == named("an"))).all()
    assert len(own) == 3
    assert [message.facts["n"] for message in town] == [3]


def test_the_phone_of_an_enterprise_holds_its_plan_its_checks_and_who_answers_for_which_area(
    real_stage: Stage, committed_database: Database
) -> None:
    stage, db = real_stage, committed_database
    with db.transaction() as session:
        self_checks.open_all(session, TODAY, NOW, POLICY)
        session.add(
            FileRecord(
                id=uuid4(), enterprise_id=stage.town.enterprises["A"], topic="area", valid_from=TODAY, at=NOW,
                fields={"name": "一号车间", "person": "王班长", "post": "班长"},
            )
        )  # fmt: skip
    pack = stage.get("li", "/api/v1/pack").json
    assert {row["period"] for row in pack["self_periods"]} == {rules.quarter_of(TODAY).code, str(TODAY.year)}
    assert pack["duties"] == [{"name": "一号车间", "person": "王班长", "post": "班长"}]
    check = done(stage)
    told = stage.get("li", "/api/v1/changes", cursor=pack["cursor"]).json
    assert [row["id"] for row in told["upserts"]["self_check"]] == [check]
    assert {row["state"] for row in told["upserts"]["self_period"]} == {"submitted", "started"}
    town = stage.get("an", "/api/v1/changes", cursor=stage.get("an", "/api/v1/pack").json["cursor"]).json
    assert "self_check" not in town["upserts"]
    assert stage.get("an", "/api/v1/pack").json["self_checks"] == []


def test_an_old_record_is_shown_with_the_text_of_its_version(stage: Stage) -> None:
    check = done(stage, area="一号车间")
    told = stage.get("an", f"/api/v1/self-checks/{check}").json
    assert told["items"][0]["title"] == "安全出口畅通"
    assert (told["area"], told["photos"][0]["received"]) == ("一号车间", True)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_table_and_record_are_papers(stage: Stage, db: Database, language: str) -> None:
    check = done(stage)
    put_back(db, check)
    sign(stage)
    headers = {"X-Wangge-Language": language}
    for path in (
        f"/api/v1/self-reports/{stage.town.enterprises['A']}/{QUARTER.code}/table.pdf",
        f"/api/v1/self-checks/{check}/record.pdf",
    ):
        answer = stage.client("li").get(path, headers=headers)
        assert answer.status_code == 200, answer.text
        assert answer.data.startswith(b"%PDF")
    assert stage.client("ma").get(f"/api/v1/self-checks/{check}/record.pdf").status_code == 404
