"""Tasks from frequency: made once, moved by a new grade, paid by any visit, handed out, laid out into days."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from grids.policy import HERE, local_day
from server.db import Database
from server.jobs import tasks as job
from server.store import day_routes, task_runs, tasks
from server.store.policy import plans_on, policy_on
from server.store.tables import Area, TaskRun
from tests.server.messages.test_over_the_routes import tell_all
from tests.server.stage import Stage

NOW = datetime.now(UTC)
TODAY = local_day(NOW)
DAYS = policy_on(TODAY).visit_interval_days


def visited(db: Database, stage: Stage, letter: str, grade: str | None, days_ago: int) -> None:
    with db.transaction() as session:
        session.execute(
            text("UPDATE enterprise SET grade = :grade, last_visit_on = :on WHERE id = :id"),
            {"grade": grade, "on": TODAY - timedelta(days=days_ago), "id": stage.town.enterprises[letter]},
        )


@pytest.fixture
def due(stage: Stage, db: Database) -> Stage:
    """A (D) overdue by five days, B (D) due in ten days, C and the others (A) not for a long time."""
    visited(db, stage, "A", "D", DAYS["D"] + 5)
    visited(db, stage, "B", "D", DAYS["D"] - 10)
    for letter in "CDEF":
        visited(db, stage, letter, "A", 1)
    return stage


def made(db: Database, stage: Stage) -> dict[str, float]:
    """Do what the night does."""
    own = uuid4()
    with db.transaction() as session:
        session.add(
            TaskRun(id=own, city_id=stage.town.city, district_id=stage.town.district, seed="seed", state="waiting",
                    at=datetime.now(UTC))
        )  # fmt: skip
    job.make(db, own)
    with db.session() as session:
        counts: dict[str, float] = session.get_one(TaskRun, own).counts or {}
    return counts


def listed(stage: Stage, who: str = "bu", **query: Any) -> list[dict[str, Any]]:
    answer = stage.get(who, "/api/v1/tasks", limit=500, **query)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json["items"]
    return items


def of(stage: Stage, letter: str, who: str = "bu", **query: Any) -> list[dict[str, Any]]:
    return listed(stage, who, enterprise=str(stage.town.enterprises[letter]), **query)


def visit(stage: Stage, letter: str, who: str = "wang", outcome: str = "closed_door", **more: Any) -> str:
    own, now = str(uuid4()), datetime.now(UTC).isoformat()
    begun = {name: more.pop(name) for name in ("visit_kind",) if name in more}
    stage.does(who, "start-visit", visit=own, enterprise=str(stage.town.enterprises[letter]), started_at=now, **begun)
    stage.does(who, "finish-visit", visit=own, outcome=outcome, finished_at=now, **more)
    return own


def test_each_turn_of_the_frequency_is_one_task_and_a_second_run_adds_none(due: Stage, db: Database) -> None:
    first = made(db, due)
    overdue, *rest = of(due, "A")
    assert overdue["due_on"] == (TODAY - timedelta(days=5)).isoformat()
    assert overdue["overdue"]
    assert rest[0]["due_on"] == (TODAY + timedelta(days=DAYS["D"])).isoformat()
    assert next(task["due_on"] for task in of(due, "B")) == (TODAY + timedelta(days=10)).isoformat()
    assert of(due, "C") == []
    assert first["added"] == len(of(due, "A")) + len(of(due, "B"))
    again = made(db, due)
    assert (again["added"], again["moved"], again["gone"]) == (0, 0, 0)


def test_a_new_grade_moves_what_is_to_come_and_nothing_that_was_done(due: Stage, db: Database) -> None:
    made(db, due)
    own = visit(due, "A")
    made(db, due)
    (done,) = of(due, "A", flag="done")
    assert done["visit_id"] == own
    visited(db, due, "A", "A", 0)
    made(db, due)
    assert [task["visit_id"] for task in of(due, "A", flag="due")] == [own]
    visited(db, due, "A", "D", 0)
    made(db, due)
    waiting = of(due, "A", flag="waiting")
    assert waiting[0]["due_on"] == (TODAY + timedelta(days=DAYS["D"])).isoformat()
    assert len({task["due_on"] for task in waiting}) == len(waiting)


def test_any_outcome_counts_once_and_a_second_visit_pays_nothing_more(due: Stage, db: Database) -> None:
    made(db, due)
    visit(due, "A", outcome="not_found")
    (done,) = of(due, "A", flag="done")
    assert (done["state"], done["finished_on"], done["counted"]) == ("done", TODAY.isoformat(), False)
    visit(due, "A")
    assert len(of(due, "A", flag="done")) == 1


def test_a_visit_before_the_window_pays_nothing_and_one_within_it_does(due: Stage, db: Database) -> None:
    made(db, due)
    first = of(due, "B")[0]
    assert date.fromisoformat(first["window_from"]) > TODAY
    visit(due, "B", who="an")
    assert of(due, "B", flag="done") == []


def test_a_task_is_in_progress_from_arrival_and_counts_in_the_figures_it_opens(due: Stage, db: Database) -> None:
    made(db, due)
    own, now = str(uuid4()), datetime.now(UTC).isoformat()
    due.does("wang", "start-visit", visit=own, enterprise=str(due.town.enterprises["A"]), started_at=now)
    assert of(due, "A")[0]["state"] == "in_progress"
    assert made(db, due)["added"] == 0
    span = {"first": (TODAY - timedelta(days=30)).isoformat(), "last": (TODAY + timedelta(days=60)).isoformat()}
    for by in ("grade", "class", "officer", "town", "month", "authority"):
        body = due.get("bu", "/api/v1/tasks/figures", by=by, **span).json
        assert sum(row["due"] for row in body["rows"]) == body["total"]["due"] > 0
    for flag in ("due", "done", "waiting", "overdue", "unassigned", "in_time", "late", "review", "waived", "merged"):
        assert body["total"][flag] == len(listed(due, flag=flag, **span)), flag
    row = next(r for r in due.get("bu", "/api/v1/tasks/figures", by="officer", **span).json["rows"] if r["overdue"])
    assert row["name"] == "网格员王"
    assert row["overdue"] == len(listed(due, officer=row["key"], flag="overdue", **span)) == 1


def test_tasks_go_to_the_officer_of_the_unit_and_into_the_day(due: Stage, db: Database) -> None:
    counts = made(db, due)
    task = of(due, "A")[0]
    assert (task["state"], task["officer"]) == ("assigned", "网格员王")
    assert counts["days"] >= 1
    days = due.get("wang", "/api/v1/routes/own").json
    assert days[0]["tasks"][0]["id"] == task["id"]
    carried = due.get("wang", "/api/v1/pack").json["routes"]
    assert [day["stops"] for day in carried] == [[stop["enterprise_id"] for stop in day["tasks"]] for day in days]
    assert due.get("lin", "/api/v1/routes/own").json == []
    assert of(due, "B")[0]["officer"] is None  # nobody looks after unit B
    assert len(listed(due, flag="unassigned")) == len(of(due, "B"))


def test_a_day_is_laid_out_anew_until_it_begins_and_then_stands(due: Stage, db: Database) -> None:
    (first,) = day_routes.working(TODAY, 1, policy_on(TODAY))
    begins = datetime(first.year, first.month, first.day, plans_on(first).route.begins_hour, tzinfo=HERE)
    with db.transaction() as session:
        tasks.floor(session, due.town.district, begins)
        tasks.hand_out(session, due.town.district, begins)
        day_routes.lay(session, due.town.district, begins - timedelta(days=1), "yesterday")
        asked = text("SELECT seed FROM day_route WHERE day = :day AND officer_id = :who")
        binds = {"day": first, "who": due.people["wang"]}
        for at, seed in ((begins - timedelta(minutes=70), "night"), (begins, "morning")):
            day_routes.lay(session, due.town.district, at, seed)
            assert session.scalar(asked, binds) == "night"


def test_an_officer_takes_gives_back_and_orders_and_nobody_else_does(due: Stage, db: Database) -> None:
    made(db, due)
    task = of(due, "A", who="wang")[0]
    assert task["may"] == ["accept-task", "return-task"]
    assert due.act("an", "accept-task", task=task["id"])["code"] == "not-yours"
    due.does("wang", "accept-task", task=task["id"])
    due.does("wang", "order-day", day=TODAY.isoformat(), tasks=[task["id"]])
    (day,) = [d for d in due.get("wang", "/api/v1/routes/own").json if d["day"] == TODAY.isoformat()]
    assert day["own_order"]
    made(db, due)
    assert due.get("wang", "/api/v1/routes/own").json[0] == day  # a run leaves the officer's own order alone
    due.does("wang", "return-task", task=task["id"], reason="休假")
    assert of(due, "A")[0]["state"] == "returned"
    assert due.act("wang", "return-task", task=task["id"], reason="再退")["code"] == "not-yours"
    assert due.act("an", "assign-task", task=task["id"], officer=str(due.people["lin"]))["code"] == "task-officer"
    able = due.get("an", f"/api/v1/tasks/{task['id']}/able").json
    assert {each["name"] for each in able} == {"网格员王", "安监办安"}
    due.does("an", "assign-task", task=task["id"], officer=str(due.people["an"]))
    made(db, due)
    assert of(due, "A")[0]["officer"] == "安监办安"


def test_what_was_handed_back_waits_for_a_person_and_keeps_its_day_and_its_history(due: Stage, db: Database) -> None:
    made(db, due)
    task = of(due, "A")[0]
    due.does("wang", "return-task", task=task["id"], reason="休假")
    tell_all(db)
    assert due.get("an", "/api/v1/inbox").json["items"][0]["event"] == "task-returned"
    assert made(db, due)["handed_out"] == 0  # the night gives it to nobody: a person decides
    (waiting,) = of(due, "A", "an", flag="unassigned")
    assert (waiting["id"], waiting["due_on"], waiting["state"]) == (task["id"], task["due_on"], "returned")
    assert (waiting["officer"], waiting["day"]) == (None, None)
    assert [(each["by"], each["reason"]) for each in waiting["returns"]] == [("网格员王", "休假")]
    assert "return-task" not in of(due, "A", "wang")[0]["may"]
    due.does("an", "assign-task", task=task["id"], officer=str(due.people["wang"]))
    tell_all(db)
    assert due.get("wang", "/api/v1/inbox").json["items"][0]["event"] == "task-assigned"
    due.does("wang", "return-task", task=task["id"], reason="企业停电")
    due.does("an", "assign-task", task=task["id"], officer=str(due.people["an"]))
    (handed,) = of(due, "A", "an", flag="overdue")
    assert (handed["officer"], handed["reason"]) == ("安监办安", "")
    assert [each["reason"] for each in handed["returns"]] == ["企业停电", "休假"]


def test_an_order_made_without_network_is_kept_for_what_still_stands_and_takes_nothing_away(
    due: Stage, db: Database
) -> None:
    made(db, due)
    (first, second, third), (other,) = of(due, "A")[:3], of(due, "B")[:1]
    due.does("an", "assign-task", task=other["id"], officer=str(due.people["an"]))
    due.does("wang", "order-day", day=TODAY.isoformat(), tasks=[first["id"], second["id"], third["id"]])
    due.does("wang", "return-task", task=second["id"], reason="休假")
    asked = [third["id"], second["id"], other["id"]]  # one was handed back, one is another's
    due.does("wang", "order-day", day=TODAY.isoformat(), tasks=asked)
    (day,) = [each for each in due.get("wang", "/api/v1/routes/own").json if each["day"] == TODAY.isoformat()]
    assert [task["id"] for task in day["tasks"]] == [third["id"], first["id"]]
    assert of(due, "B")[0]["day"] is None
    visit(due, "A")
    due.does("wang", "order-day", day=TODAY.isoformat(), tasks=[third["id"]])
    (day,) = [each for each in due.get("wang", "/api/v1/routes/own").json if each["day"] == TODAY.isoformat()]
    assert [task["id"] for task in day["tasks"]] == [first["id"], third["id"]]  # what is done comes first
    assert due.act("wang", "order-day", day=TODAY.isoformat(), tasks=[first["id"]])["code"] == "task-state"
    assert due.act("wang", "order-day", day=TODAY.isoformat(), tasks=[second["id"]])["code"] == "not-yours"


def test_an_order_that_comes_when_its_day_is_over_changes_nothing(due: Stage, db: Database) -> None:
    made(db, due)
    task = of(due, "A")[0]
    yesterday = (TODAY - timedelta(days=1)).isoformat()
    assert due.act("wang", "order-day", day=yesterday, tasks=[task["id"]])["code"] == "day-over"
    assert of(due, "A")[0]["day"] == task["day"]


def test_a_waived_turn_is_over_and_the_next_counts_from_its_day(due: Stage, db: Database) -> None:
    made(db, due)
    task = of(due, "A")[0]
    assert due.act("wang", "waive-task", task=task["id"], reason="停产")["code"] == "not-yours"
    due.does("an", "waive-task", task=task["id"], reason="全年停产，无人")
    made(db, due)
    following = of(due, "A", flag="waiting")[0]
    assert following["due_on"] == (TODAY + timedelta(days=DAYS["D"] - 5)).isoformat()
    assert len(of(due, "A", flag="waived")) == 1


def test_what_is_gone_is_no_longer_owed(due: Stage, db: Database) -> None:
    made(db, due)
    with db.transaction() as session:
        session.execute(text("UPDATE enterprise SET status = 'deregistered' WHERE id = :id"),
                        {"id": due.town.enterprises["A"]})  # fmt: skip
    assert made(db, due)["gone"] > 0
    assert of(due, "A") == []


def test_an_enterprise_that_moves_takes_its_open_tasks_along(due: Stage, db: Database) -> None:
    made(db, due)
    due.does("xu", "assign-unit", enterprise=str(due.town.enterprises["A"]), unit=due.town.units["D"], reason="归湖西")
    assert {task["unit"] for task in of(due, "A")} == {"D网格"}
    made(db, due)
    assert {task["officer"] for task in of(due, "A")} == {"网格员林"}


def test_a_frequency_that_was_published_makes_the_tasks_and_the_table_of_visits_alike(due: Stage, db: Database) -> None:
    grades = [
        {"grade": grade, "visit_days": days, "inspection_days": 365, "cap": 2}
        for grade, days in (("D", 10), ("C", 30), ("B", 60), ("A", 90), ("none", 60))
    ]
    command = {
        "district": due.town.district, "supervision_class": "industry", "title": "工矿加密", "reason": "夏季高温",
        "valid_from": TODAY.isoformat(),
    }  # fmt: skip
    refused = due.act("bu", "publish-frequency", frequency=str(uuid4()), **command, grades=[
        {**each, "visit_days": 120} if each["grade"] == "D" else each for each in grades
    ])  # fmt: skip
    assert refused["code"] == "frequency-order"
    due.does("bu", "publish-frequency", frequency=str(uuid4()), **command, grades=grades)
    made(db, due)
    assert of(due, "B")[0]["due_on"] == (TODAY - timedelta(days=DAYS["D"] - 10 - 10)).isoformat()
    rows = {row["grade"]: row for row in due.get("bu", "/api/v1/figures/visits").json["grades"]}
    assert (rows["D"]["interval_days"], rows["D"]["overdue"]) == (10, 2)
    pack = due.get("wang", "/api/v1/pack").json
    assert pack["enterprises"][0]["due"][0]["on"] == of(due, "A")[0]["due_on"]
    shown = due.get("an", "/api/v1/frequency").json
    assert [each["title"] for each in shown["published"]] == ["工矿加密"]


def test_what_is_wanted_is_what_is_written(due: Stage, db: Database) -> None:
    with db.transaction() as session:
        rows = tasks.wanted(session, due.town.district, NOW, 365)
        added = tasks.floor(session, due.town.district, NOW, 365).added
    assert added == len(rows) > 20


def test_the_button_makes_them_once_at_a_time(due: Stage, db: Database) -> None:
    run = {"run": str(uuid4()), "district": due.town.district}
    assert due.act("an", "order-tasks", **run)["code"] == "not-yours"
    due.does("bu", "order-tasks", **run)
    assert due.act("bu", "order-tasks", **{**run, "run": str(uuid4())})["code"] == "task-running"
    job.make(db, UUID(str(run["run"])))
    (told,) = due.get("bu", "/api/v1/tasks/runs").json
    assert (told["state"], told["counts"]["added"] > 0) == ("done", True)
    assert due.get("bu", "/api/v1/inbox").json["items"][0]["event"] == "tasks-made"


def test_a_run_that_died_keeps_nobody_from_making_tasks_again(due: Stage, db: Database) -> None:
    hours = plans_on(TODAY).tasks.run_hours
    with db.transaction() as session:
        for ago in (hours + 1, hours):
            session.add(
                TaskRun(id=uuid4(), city_id=due.town.city, district_id=due.town.district, seed="s", state="waiting",
                        at=datetime.now(UTC) - timedelta(hours=ago, minutes=1))
            )  # fmt: skip
    assert {run["state"] for run in due.get("bu", "/api/v1/tasks/runs").json} == {"failed"}
    run = str(uuid4())
    due.does("bu", "order-tasks", run=run, district=due.town.district)
    states = {row["id"]: row["state"] for row in due.get("bu", "/api/v1/tasks/runs").json}
    assert states.pop(run) == "waiting"
    assert set(states.values()) == {"failed"}


def test_what_failed_is_done_when_it_is_tried_again(due: Stage, db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    run = uuid4()
    due.does("bu", "order-tasks", run=str(run), district=due.town.district)

    def broken(*_: object) -> None:
        raise TimeoutError

    with monkeypatch.context() as patched:
        patched.setattr(tasks, "hand_out", broken)
        with pytest.raises(TimeoutError):
            job.make(db, run)
    assert due.get("bu", "/api/v1/tasks/runs").json[0]["state"] == "failed"
    assert of(due, "A") == []
    job.make(db, run)
    assert due.get("bu", "/api/v1/tasks/runs").json[0]["state"] == "done"
    before = len(listed(due))
    job.make(db, run)
    assert len(listed(due)) == before > 0


def test_the_night_gives_each_district_a_job_of_its_own_and_leaves_out_where_one_runs(due: Stage, db: Database) -> None:
    with db.transaction() as session:
        other = Area(level="district", name="邻区", parent_id=due.town.city, city_id=due.town.city)
        session.add(other)
        session.flush()
        district = other.id
    due.does("bu", "order-tasks", run=str(uuid4()), district=due.town.district)
    with db.transaction() as session:
        job.order_all(session)
    jobs = text("SELECT lock FROM procrastinate_jobs WHERE task_name = 'make_tasks' ORDER BY id")
    with db.session() as session:
        assert session.scalars(jobs).all() == [task_runs.lock(due.town.district), task_runs.lock(district)]
