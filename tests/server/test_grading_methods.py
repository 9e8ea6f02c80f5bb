"""A department writes its method, tries it, publishes it for a day; a factor is added without code."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from pydantic import ValidationError
from sqlalchemy import text

from grids.policy import local_day
from server.db import Database
from server.jobs import grading
from tests.server.files import fill
from tests.server.stage import SAME_ORIGIN, Stage
from tests.server.test_grading import DUST, proposed, run, shown, visit

TODAY = local_day(datetime.now(UTC))
LITHIUM = {
    "id": "own_1", "title": "锂电池", "measure": {"of": "records", "topic": "lithium"}, "unknown": "zero",
    "scale": {"kind": "steps", "steps": [{"at_least": 1, "points": 30}]},
}  # fmt: skip


@pytest.fixture
def files(stage: Stage, db: Database) -> Stage:
    with db.transaction() as session:
        fill(session, stage.town.enterprises["A"], ("lithium", {"activity": "storage", "isolation": True}))
        fill(session, stage.town.enterprises["B"], DUST)
    visit(stage, "wang", "A")
    visit(stage, "an", "B")
    return stage


def default(stage: Stage) -> dict[str, Any]:
    body: dict[str, Any] = stage.get("bu", "/api/v1/grading/methods/default").json["body"]
    return body


def with_lithium(stage: Stage) -> dict[str, Any]:
    body = default(stage)
    hazard = next(group for group in body["groups"] if group["id"] == "hazard")
    hazard["factors"] = [*hazard["factors"], LITHIUM]
    return body


def write(stage: Stage, body: dict[str, Any], of: str | None = "industry", who: str = "bu") -> str:
    own = str(uuid4())
    stage.does(who, "write-grading-method", method=own, district=stage.town.district, supervision_class=of,
               title="评级办法", body=body)  # fmt: skip
    return own


def publish(stage: Stage, method: str, days: int = 0, revision: int = 1) -> dict[str, Any]:
    day = (TODAY + timedelta(days=days)).isoformat()
    return stage.act("bu", "publish-grading-method", method=method, base_revision=revision, valid_from=day)


def listed(stage: Stage, who: str = "bu") -> list[tuple[str, str | None]]:
    return [(row["state"], row["valid_from"]) for row in stage.get(who, "/api/v1/grading/methods").json]


def trial(stage: Stage, **body: Any) -> Any:
    answer = stage.client("bu").post(
        "/api/v1/grading/trial", json={"district": stage.town.district, **body}, headers=SAME_ORIGIN
    )
    assert answer.status_code == 200, answer.text
    return answer.json


def test_a_new_factor_grades_differently_without_code_and_only_the_own_class(files: Stage, db: Database) -> None:
    with db.transaction() as session:
        session.execute(
            text("UPDATE enterprise SET supervision_class = 'commerce' WHERE id = :id"),
            {"id": files.town.enterprises["B"]},
        )
    assert publish(files, write(files, with_lithium(files)))["status"] == "applied"
    run(files, db)
    rows = proposed(files)
    assert (rows["A"]["grade"], rows["A"]["low"]) == ("B", 34)
    assert (rows["B"]["grade"], rows["B"]["low"]) == ("B", 29)
    now = shown(files, "A")["now"]
    assert now["method"]["title"] == "评级办法"
    own = next(f for group in now["groups"] for f in group["factors"] if f["id"] == "own_1")
    assert (own["title"], own["value"], own["low"]) == ("锂电池", 1, 30)
    assert shown(files, "B")["now"]["method"]["id"] is None


def test_a_method_holds_from_its_day_and_the_one_before_until_then(files: Stage, db: Database) -> None:
    first, later = write(files, default(files)), write(files, with_lithium(files))
    publish(files, first)
    publish(files, later, days=30)
    run(files, db)
    assert proposed(files)["A"]["grade"] == "A"
    periods = {
        row["id"]: (row["valid_from"], row["valid_to"]) for row in files.get("an", "/api/v1/grading/methods").json
    }
    assert periods[first] == (TODAY.isoformat(), (TODAY + timedelta(days=30)).isoformat())
    assert periods[later][1] is None


def test_a_grade_keeps_the_version_it_was_given_by(files: Stage, db: Database) -> None:
    publish(files, write(files, with_lithium(files)))
    files.does("bu", "approve-grades", run=run(files, db))
    with db.transaction() as session:
        session.execute(text("UPDATE grading_method SET valid_from = valid_from - 10"))
    publish(files, write(files, default(files)))
    told = shown(files, "A")
    assert (told["history"][0]["grade"], told["now"]["grade"]) == ("B", "A")
    factors = [f["id"] for group in told["history"][0]["groups"] for f in group["factors"]]
    assert "own_1" in factors


def test_a_published_method_is_never_changed_and_a_draft_only_as_it_was_seen(files: Stage) -> None:
    own = write(files, default(files))
    again = {"method": own, "district": files.town.district, "supervision_class": "industry", "title": "二稿"}
    body = default(files)
    assert files.act("bu", "write-grading-method", **again, body=body, base_revision=0)["code"] == "moved-on"
    files.does("bu", "write-grading-method", **again, body=body, base_revision=1)
    assert publish(files, own, revision=1)["code"] == "moved-on"
    assert publish(files, own, days=-1, revision=2)["code"] == "bad-date"
    assert publish(files, own, revision=2)["status"] == "applied"
    refused = files.act("bu", "write-grading-method", **again, body=body, base_revision=2)
    assert refused["code"] == "grading-state"
    assert "已发布" in refused["reason"]
    assert publish(files, write(files, default(files)))["code"] == "bad-date"  # two that begin on one day


@pytest.mark.parametrize(
    ("change", "word"),
    [({"bands": {"b": 50, "c": 45, "d": 65}}, "递增"), ({"filled_by": "moon"}, "没有这个专题")],
)
def test_a_method_that_can_not_be_meant_is_refused_in_words(files: Stage, change: dict[str, Any], word: str) -> None:
    verdict = files.act("bu", "write-grading-method", method=str(uuid4()), district=files.town.district, title="办法",
                        body={**default(files), **change})  # fmt: skip
    assert verdict["code"] == "grading-method"
    assert word in verdict["reason"]


def test_drafts_are_seen_by_who_writes_them_and_a_withdrawn_one_stays_readable(files: Stage) -> None:
    own = write(files, default(files))
    assert listed(files, "an") == [("default", None)]
    assert files.get("an", f"/api/v1/grading/methods/{own}").status_code == 404
    files.does("bu", "withdraw-grading-method", method=own, reason="另行起草")
    assert listed(files) == [("withdrawn", None), ("default", None)]
    told = files.get("bu", f"/api/v1/grading/methods/{own}").json
    assert (told["state"], told["reason"], told["may"]) == ("withdrawn", "另行起草", [])


def test_a_trial_shows_who_would_move_and_changes_nothing(files: Stage, db: Database) -> None:
    told = trial(files, method=with_lithium(files), was="A", grade="B")
    assert told["moved"] == {"n": 1, "d": 6}
    assert {(m["was"], m["grade"]): m["n"] for m in told["moves"]} == {
        ("A", "B"): 1,
        ("B", "B"): 1,
        ("none", "none"): 4,
    }
    assert [(row["name"][0], row["low"], row["then_low"]) for row in told["listed"]] == [("A", 4, 34)]
    with db.session() as session:
        assert session.scalar(text("SELECT count(*) FROM grading")) == 0


def test_a_trial_of_intervals_counts_visits_and_what_falls_due(files: Stage, db: Database) -> None:
    """A and B were visited today; the four of whom nothing is known have waited since January 2025."""
    told = trial(files, intervals={"A": 7, "B": 14})
    now, then = told["now"], told["then"]
    assert now["overdue"] == then["overdue"] == {"n": 4, "d": 6}
    assert then["visits_a_week"] == pytest.approx(1 + 0.5 + 4 * 7 / 180, abs=0.05)
    assert now["visits_a_week"] == pytest.approx(7 / 365 + 7 / 182 + 4 * 7 / 180, abs=0.05)
    assert (then["each_officer"]["d"], told["pace"]) == (2, {"n": 2, "d": 13})
    assert then["left_undone"]["n"] == pytest.approx(then["visits_a_week"] - 2 / 13, abs=0.06)
    with db.transaction() as session:
        session.execute(text("UPDATE enterprise SET last_visit_on = :day WHERE id = :id"),
                        {"day": TODAY - timedelta(days=8), "id": files.town.enterprises["A"]})  # fmt: skip
    again = trial(files, intervals={"A": 7})
    assert (again["now"]["overdue"]["n"], again["then"]["overdue"]["n"]) == (4, 5)


def test_the_four_colour_map_counts_by_grade_and_leaves_units_without_a_grade_uncoloured(
    files: Stage, db: Database
) -> None:
    files.does("bu", "approve-grades", run=run(files, db))
    told = files.get("an", "/api/v1/figures/grades").json
    units = {row["name"][0]: row for row in told["units"]}
    assert [units[name]["grade"] for name in "ABC"] == ["A", "B", None]
    assert (units["C"]["none"], units["A"]["none"]) == (1, 0)
    assert set(units) == {"A", "B", "C"}
    assert told["shares"]["D"] < told["shares"]["C"] < told["shares"]["B"]


def test_a_run_that_fails_changes_nothing_and_says_so(files: Stage, db: Database) -> None:
    publish(files, write(files, default(files)))
    with db.transaction() as session:
        session.execute(text("UPDATE grading_method SET body = '{}'"))  # as if damaged
    own = str(uuid4())
    files.does("bu", "order-grading", run=own, district=files.town.district)
    with pytest.raises(ValidationError):
        grading.grade(db, UUID(own))
    assert proposed(files) == {}
    assert files.get("bu", "/api/v1/grading/runs").json[0]["state"] == "failed"
    files.does("bu", "order-grading", run=str(uuid4()), district=files.town.district)
