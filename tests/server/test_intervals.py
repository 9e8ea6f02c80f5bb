"""One rule says when the frequency owes a visit; tasks, documents, tables, indicators, trials, redraws say the same."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from grids.due import DueReason, Standing, dues, every
from grids.policy import local_day
from server.db import Database
from server.jobs import tasks as job
from server.store import frequency, redraw_moves, tasks
from server.store.frequency import DUE_ON
from server.store.policy import plans_on, policy_on
from server.store.redraw_moves import Plan
from tests.server.stage import SAME_ORIGIN, Stage

NOW = datetime.now(UTC)
TODAY = local_day(NOW)
POLICY = policy_on(TODAY)
TURNS = {DueReason.GRADE, DueReason.KEY_LIST, DueReason.SELF_REPORT}
DAYS = {"D": 11, "C": 31, "B": 61, "A": 91, "none": 61}
"""Odd, so that half of them is not a day."""
MADE: dict[str, dict[str, Any]] = {
    "A": {"grade": "D", "ago": 12},
    "B": {"grade": "D", "ago": 6, "key_list": True},
    "C": {"grade": "C", "ago": 15, "untrue_until": TODAY},
    "D": {"grade": None, "ago": 70, "waived_on": TODAY - timedelta(days=40)},
    "E": {"grade": "B", "ago": 100, "supervision_class": "trade"},
    "F": {"grade": "A", "ago": 47, "key_list": True, "untrue_until": TODAY - timedelta(days=47),
          "waived_on": TODAY - timedelta(days=46)},
}  # fmt: skip
"""By enterprise: E is of a class for which nothing is published."""


@pytest.fixture
def varied(stage: Stage, db: Database) -> Stage:
    """Publish a frequency for one class, and let each enterprise differ in what moves its next turn."""
    grades = [{"grade": grade, "visit_days": days, "inspection_days": 365, "cap": 2} for grade, days in DAYS.items()]
    stage.does(
        "bu", "publish-frequency", frequency=str(uuid4()), district=stage.town.district, supervision_class="industry",
        title="工矿加密", reason="高温", valid_from=TODAY.isoformat(), grades=grades,
    )  # fmt: skip
    for letter, made in MADE.items():
        _write(stage, db, stage.town.enterprises[letter], made)
    return stage


def _write(stage: Stage, db: Database, own: UUID, made: dict[str, Any]) -> None:
    told = {"grade": None, "key_list": False, "untrue_until": None, "supervision_class": "industry", **made}
    binds = {**told, "id": own, "on": TODAY - timedelta(days=made["ago"]), "waived": made.get("waived_on"),
             "district": stage.town.district, "city": stage.town.city}  # fmt: skip
    with db.transaction() as session:
        session.execute(
            text(
                "UPDATE enterprise SET grade = :grade, last_visit_on = :on, key_list = :key_list, "
                "untrue_until = :untrue_until, supervision_class = :supervision_class, position_quality = 'site' "
                "WHERE id = :id"
            ),
            binds,
        )
        if told["key_list"]:
            session.execute(
                text(
                    "INSERT INTO key_entry (id, enterprise_id, state, source, proposed_at, entered_on) "
                    "VALUES (gen_random_uuid(), :id, 'in_force', 'hand', now(), :on)"
                ),
                binds,
            )
        if made.get("waived_on"):
            session.execute(
                text(
                    "INSERT INTO task (enterprise_id, kind, basis, state, window_from, due_on, minutes, district_id, "
                    "city_id, supervision_class, made_at) VALUES (:id, 'patrol', 'floor', 'waived', :waived, :waived, "
                    "30, :district, :city, 'industry', now())"
                ),
                binds,
            )


def owed(letter: str) -> int:
    """Return the interval by the class and grade of an enterprise as it was made."""
    made = MADE[letter]
    return POLICY.visit_interval_days["B"] if letter == "E" else DAYS[made["grade"] or "none"]


def expected(letter: str, interval_days: int | None = None) -> date:
    """Return the day of the next turn, by the rule itself."""
    made = MADE[letter]
    standing = Standing(
        interval_days=interval_days or owed(letter), since=TODAY, last_visit_on=TODAY - timedelta(days=made["ago"]),
        waived_on=made.get("waived_on"), key_list=made.get("key_list", False), untrue_until=made.get("untrue_until"),
    )  # fmt: skip
    return min(due.on for due in dues(standing, POLICY))


def test_the_made_ones_differ_in_all_that_moves_a_turn() -> None:
    ago = {letter: (TODAY - expected(letter)).days for letter in MADE}
    assert ago == {"A": 1, "B": 0, "C": -1, "D": -21, "E": -82, "F": 0}


def test_statements_and_tasks_have_the_day_of_the_rule(varied: Stage, db: Database) -> None:
    letters = {own: letter for letter, own in varied.town.enterprises.items()}
    with db.session() as session:
        sql = text(f"SELECT e.id, {DUE_ON} AS day FROM enterprise e")  # noqa: S608 - our own text
        rows = session.execute(sql, frequency.binds(session, TODAY))
        asked = {letters[row.id]: row.day for row in rows}
        wanted = tasks.wanted(session, varied.town.district, NOW)
    assert asked == {letter: expected(letter) for letter in MADE}
    assert {letters[row.enterprise_id]: row.due_on for row in wanted if row.n == 0} == asked


def test_a_window_is_as_long_as_its_share_of_the_interval_allows_and_no_longer(varied: Stage, db: Database) -> None:
    letters = {own: letter for letter, own in varied.town.enterprises.items()}
    policy = plans_on(TODAY).tasks
    with db.session() as session:
        rows = tasks.wanted(session, varied.town.district, NOW, 400)
    assert len(rows) > 50
    for row in rows:
        letter = letters[row.enterprise_id]
        days = every(owed(letter), POLICY, key_list=MADE[letter].get("key_list", False))
        most = min(days * policy.open_share, policy.open_days_max)
        assert most - 1 < (row.due_on - row.window_from).days <= most, letter


def test_a_document_says_the_day_and_what_a_phone_needs_to_find_it(varied: Stage) -> None:
    for letter, own in varied.town.enterprises.items():
        told = varied.get("bu", f"/api/v1/enterprises/{own}").json
        turns = [due["on"] for due in told["due"] if due["reason"] in TURNS]
        assert turns[0] == expected(letter).isoformat(), letter
        assert told["interval_days"] == (None if letter == "E" else owed(letter)), letter
        waived = MADE[letter].get("waived_on")
        assert told["waived_on"] == (waived and waived.isoformat()), letter
    packs = [varied.get(who, "/api/v1/pack").json for who in ("an", "xi")]
    carried = {each["name"][0]: each for pack in packs for each in pack["enterprises"]}
    assert {letter: each.get("interval_days") for letter, each in carried.items()} == {
        letter: None if letter == "E" else owed(letter) for letter in MADE
    }
    assert {letter for letter, each in carried.items() if "waived_on" in each} == {"D", "F"}


def test_the_table_of_visits_and_a_trial_count_the_same_as_overdue(varied: Stage) -> None:
    late = {letter for letter in MADE if expected(letter) < TODAY}
    listed = varied.get("bu", "/api/v1/enterprises", visits="overdue").json["items"]
    assert {row["name"][0] for row in listed} == late
    asked = {"district": varied.town.district}
    tried: Any = varied.client("bu").post("/api/v1/grading/trial", json=asked, headers=SAME_ORIGIN).json
    # A trial grades anew: who is on the key list is D, and of the others too little is known.
    days = {letter: DAYS["D" if letter in "BF" else "none"] for letter in "ABCDF"}
    days["E"] = POLICY.ungraded_interval_days
    assert tried["now"]["visits_a_week"] == pytest.approx(sum(7 / each for each in days.values()), abs=0.05)
    late = {letter for letter in MADE if expected(letter, days[letter]) < TODAY}
    assert tried["now"]["overdue"] == {"n": len(late), "d": len(MADE)}
    assert late == {"F"}


def test_the_indicator_asks_for_the_same_interval(varied: Stage) -> None:
    until = {"period_to": TODAY.isoformat(), "period_from": TODAY.isoformat()}
    answer = varied.get("xu", "/api/v1/indicators/frequency_met/facts", **until)
    assert answer.status_code == 200, answer.text
    met = {row["label"][0] for row in answer.json["items"]}
    # A turn that was waived pays nothing: D and F count by their last visit.
    assert met == {"B", "C", "E"}


def test_the_load_of_a_unit_is_by_the_same_interval(varied: Stage, db: Database) -> None:
    letters = {own: letter for letter, own in varied.town.enterprises.items()}
    units = varied.town.units
    with db.session() as session:
        policies = redraw_moves.policies(session, TODAY)
        found = redraw_moves.sites(session, Plan(unit_ids=units, today={}), [], [], policies)
    assert len(found) == len(MADE)
    for site in found:
        letter = letters[site.id]
        key_list = MADE[letter].get("key_list", False)
        days = every(owed(letter), POLICY, key_list=key_list)
        assert site.minutes == policies.load.minutes_a_month(MADE[letter]["grade"], days), letter
        assert site.is_due == (expected(letter) <= TODAY + timedelta(days=policies.load.due_within_days)), letter


def test_phones_hear_of_a_turn_that_was_waived(varied: Stage, db: Database) -> None:
    own = str(varied.town.enterprises["A"])
    heard = text("SELECT unit_id FROM change_log WHERE kind = 'enterprise' AND op = 'put' AND ref = :own ORDER BY id")
    with db.transaction() as session:
        tasks.floor(session, varied.town.district, NOW)
        before = len(session.scalars(heard, {"own": own}).all())
    task = varied.get("an", "/api/v1/tasks", enterprise=own).json["items"][0]
    varied.does("an", "waive-task", task=task["id"], reason="停产")
    with db.session() as session:
        assert session.scalars(heard, {"own": own}).all()[before:] == [varied.town.units["A"]]
    assert varied.get("an", f"/api/v1/enterprises/{own}").json["waived_on"] == task["due_on"]


def test_phones_hear_when_a_published_frequency_begins(real_stage: Stage, committed_database: Database) -> None:
    stage = real_stage
    cursor = stage.get("wang", "/api/v1/pack").json["cursor"]
    tomorrow = TODAY + timedelta(days=1)

    def publish(day: date, of: str | None, days: int) -> None:
        grades = [{"grade": each, "visit_days": days, "inspection_days": 365, "cap": 2} for each in DAYS]
        stage.does(
            "bu", "publish-frequency", frequency=str(uuid4()), district=stage.town.district, supervision_class=of,
            title="加密", reason="高温", valid_from=day.isoformat(), grades=grades,
        )  # fmt: skip

    def heard() -> dict[str, int]:
        told = stage.get("wang", "/api/v1/changes", cursor=cursor).json
        return {each["id"]: each["interval_days"] for each in told["upserts"].get("enterprise", [])}

    own = str(stage.town.enterprises["A"])
    publish(tomorrow, "industry", 9)
    assert heard() == {}
    publish(TODAY, "industry", 11)
    assert heard() == {own: 11}
    with committed_database.session() as session:
        counted = text("SELECT count(*) FROM change_log WHERE kind = 'enterprise'")
        before = session.scalar(counted)
        job.tell_begun(session, TODAY)
        assert session.scalar(counted) == before
        job.tell_begun(session, tomorrow + timedelta(days=3))  # the days between had no worker
        after = session.scalar(counted)
        assert after > before
        job.tell_begun(session, tomorrow + timedelta(days=3))
        assert session.scalar(counted) == after
