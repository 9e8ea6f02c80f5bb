"""A year of grading: a run proposes, the department approves, maps and lists follow; why, and what it was before."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text, update

from grids.policy import local_day
from server.db import Database
from server.jobs import grading
from server.store.tables import Enterprise, Grading
from tests.server.files import fill, record, record_at
from tests.server.stage import Stage

TODAY = local_day(datetime.now(UTC))
DUST = ("dust", {"dust_kind": "wood", "place": "木工车间", "people": 12, "dedusting": "dry"})


@pytest.fixture
def files(stage: Stage, db: Database) -> Stage:
    """Fill the files of A and B, B with dust; nobody knows anything of the others. All were visited."""
    with db.transaction() as session:
        own = stage.town.enterprises
        fill(session, own["A"])
        fill(session, own["B"], DUST)
    for who, unit in (("wang", "A"), ("an", "B")):
        visit(stage, who, unit)
    return stage


def visit(stage: Stage, who: str, unit: str, outcome: str = "suspended") -> None:
    own, now = str(uuid4()), datetime.now(UTC).isoformat()
    stage.does(who, "start-visit", visit=own, enterprise=str(stage.town.enterprises[unit]), started_at=now)
    stage.does(who, "finish-visit", visit=own, outcome=outcome, finished_at=now)


def run(stage: Stage, db: Database, who: str = "bu", **more: Any) -> str:
    own = str(uuid4())
    stage.does(who, "order-grading", run=own, district=stage.town.district, **more)
    grading.grade(db, UUID(own))
    return own


def proposed(stage: Stage, **query: Any) -> dict[str, Any]:
    answer = stage.get("bu", "/api/v1/grading/proposals", **query)
    assert answer.status_code == 200, answer.text
    return {row["name"][0]: row for row in answer.json["items"]}


def shown(stage: Stage, unit: str, who: str = "bu") -> Any:
    answer = stage.get(who, f"/api/v1/enterprises/{stage.town.enterprises[unit]}/grading")
    assert answer.status_code == 200, answer.text
    return answer.json


def test_a_run_proposes_and_changes_nothing_until_the_department_approves(files: Stage, db: Database) -> None:
    own = run(files, db)
    rows = proposed(files, run=own)
    assert {name: row["grade"] for name, row in rows.items()} == {
        "A": "A", "B": "B", "C": None, "D": None, "E": None, "F": None,
    }  # fmt: skip
    assert (rows["B"]["low"], rows["B"]["high"], rows["B"]["was"]) == (29, 29, "C")
    path = f"/api/v1/enterprises/{files.town.enterprises['A']}"
    assert files.get("wang", path).json["grade"] == "C"
    verdict = files.does("bu", "approve-grades", run=own, grades=["A", "B"])
    assert verdict["detail"] == {"approved": 2}
    told = files.get("wang", path).json
    assert (told["grade"], told["risk_colour"]) == ("A", "blue")
    due = next(each["on"] for each in told["due"] if each["reason"] == "grade")
    assert due == (TODAY + timedelta(days=365)).isoformat()  # the frequency follows the grade
    assert set(proposed(files)) == {"C", "D", "E", "F"}


def test_who_is_not_graded_is_told_exactly_what_is_missing(files: Stage, db: Database) -> None:
    own = run(files, db)
    row = proposed(files)["C"]
    assert (row["grade"], row["low"]) == (None, 0)
    assert {"scale", "dust", "no_safety_staff", "major_found"} <= set(row["missing"])
    files.does("bu", "approve-grades", run=own, enterprises=[str(files.town.enterprises["C"])])
    told = files.get("an", f"/api/v1/enterprises/{files.town.enterprises['C']}").json
    assert (told["grade"], told["risk_colour"]) == (None, None)
    assert set(proposed(files, missing="dust")) == {"D", "E", "F"}


def test_a_tag_without_its_record_is_a_fact_that_is_missing(files: Stage, db: Database) -> None:
    with db.transaction() as session:
        session.execute(
            update(Enterprise).where(Enterprise.id == files.town.enterprises["A"]).values(tags=["涉爆粉尘"])
        )
    run(files, db)
    row = proposed(files)["A"]
    assert (row["grade"], row["missing"], row["low"], row["high"]) == (None, ["dust"], 4, 29)


def test_every_factor_is_shown_with_value_points_and_source(files: Stage) -> None:
    now = shown(files, "B")["now"]
    hazard = next(group for group in now["groups"] if group["id"] == "hazard")
    dust = next(factor for factor in hazard["factors"] if factor["id"] == "dust")
    assert (dust["value"], dust["low"], dust["high"]) == (12, 25, 25)
    assert dust["source"] == {"of": "records", "topic": "dust", "what": "people", "take": "max", "months": None}
    assert (hazard["low"], hazard["cap"], now["grade"]) == (25, 40, "B")


def test_the_enterprise_reads_why_but_not_what_is_only_proposed(files: Stage, db: Database) -> None:
    own = run(files, db)
    assert shown(files, "A", "li")["history"] == []
    assert files.get("li", "/api/v1/grading/proposals").status_code == 403
    assert files.get("li", f"/api/v1/enterprises/{files.town.enterprises['B']}/grading").status_code == 404
    files.does("bu", "approve-grades", run=own)
    told = shown(files, "A", "li")
    assert [(row["grade"], row["decided_by_name"]) for row in told["history"]] == [("A", "部门卜")]
    assert told["history"][0]["groups"][0]["factors"][0]["value"] == "小型"
    assert told["may"] == []


def test_a_grade_changed_by_hand_needs_a_reason_and_keeps_what_the_method_said(files: Stage, db: Database) -> None:
    files.does("bu", "approve-grades", run=run(files, db), grades=["A", "B"])
    enterprise = str(files.town.enterprises["A"])
    refused = files.act("bu", "change-grade", enterprise=enterprise, grade="C", reason="  ")
    assert refused["code"] == "reason-needed"
    files.does("bu", "change-grade", enterprise=enterprise, grade="C", reason="新厂房尚在试生产")
    told = shown(files, "A")
    now, before = told["history"]
    assert (now["source"], now["grade"], now["was"], now["reason"], now["low"]) == (
        "manual", "C", "A", "新厂房尚在试生产", 4,
    )  # fmt: skip
    assert (before["grade"], before["valid_to"]) == ("A", TODAY.isoformat())
    assert files.get("wang", f"/api/v1/enterprises/{enterprise}").json["grade"] == "C"
    assert files.act("an", "change-grade", enterprise=enterprise, grade="A", reason="好")["code"] == "not-yours"


def test_the_past_does_not_move_when_the_present_does(files: Stage, db: Database) -> None:
    """A grade that was approved can be told again on any day, with the facts of its day."""
    first = run(files, db)
    files.does("bu", "approve-grades", run=first, grades=["A", "B"])
    with db.transaction() as session:
        session.execute(text("UPDATE grading SET valid_from = valid_from - 100 WHERE state = 'approved'"))
        record(session, files.town.enterprises["A"], "installation", name="液氨罐", level=2)
        session.execute(update(Enterprise).where(Enterprise.id == files.town.enterprises["A"]).values(scale="大型"))
    files.does("bu", "approve-grades", run=run(files, db), grades=["A", "B", "C", "D"])
    then, sql = TODAY - timedelta(days=50), (
        "SELECT grade, facts FROM grading WHERE enterprise_id = :id AND state = 'approved' "
        "AND valid_from <= :day AND (valid_to IS NULL OR valid_to > :day)"
    )  # fmt: skip
    with db.session() as session:
        was = session.execute(text(sql), {"id": files.town.enterprises["A"], "day": then}).one()
        now = session.execute(text(sql), {"id": files.town.enterprises["A"], "day": TODAY}).one()
    assert (was.grade, was.facts["scale"], was.facts["installation"]) == ("A", "小型", "none")
    assert (now.grade, now.facts["scale"], now.facts["installation"]) == ("B", "大型", 2)
    old = shown(files, "A")["history"][1]
    assert [(g["id"], g["low"]) for g in old["groups"] if g["low"]] == [("size", 4)]


def test_a_run_over_again_overtakes_what_was_proposed_before(files: Stage, db: Database) -> None:
    first, second = run(files, db), run(files, db)
    assert proposed(files, run=first) == {}
    assert files.act("bu", "approve-grades", run=first)["code"] == "grading-nothing"
    counted = files.get("bu", "/api/v1/grading/runs").json
    assert [(each["id"], sum(c["n"] for c in each["counts"] if c["state"] == "proposed")) for each in counted] == [
        (second, 6), (first, 0),
    ]  # fmt: skip


def test_two_runs_of_a_district_do_not_run_at_once(files: Stage) -> None:
    order = {"district": files.town.district}
    files.does("bu", "order-grading", run=str(uuid4()), **order)
    assert files.act("xu", "order-grading", run=str(uuid4()), **order)["code"] == "grading-running"


def test_who_ordered_a_run_is_told_how_many_are_graded(files: Stage, db: Database) -> None:
    run(files, db)
    message = files.get("bu", "/api/v1/inbox").json["items"][0]
    assert message["event"] == "grading-done"
    assert "6" in message["body"]
    assert "4" in message["body"]


@pytest.mark.parametrize(
    ("event", "reason"), [("major", "major_hazard"), ("accident", "accident"), ("penalty", "penalty"),
                          ("key", "key_list"), ("record", "record"), ("scale", "scale"), ("year", "review")],
)  # fmt: skip
def test_what_happens_to_an_enterprise_puts_it_on_the_list_to_be_graded_again(
    files: Stage, db: Database, event: str, reason: str
) -> None:
    files.does("bu", "approve-grades", run=run(files, db), grades=["A", "B"])
    assert {row["name"][0] for row in _due(files)} == {"C", "D", "E", "F"}
    own = files.town.enterprises["A"]
    happen(files, db, event)
    again = next(row for row in _due(files) if row["name"][0] == "A")
    assert again["reasons"] == [reason]
    files.does("bu", "approve-grades", run=run(files, db, only_due=True), enterprises=[str(own)])
    assert "A" not in {row["name"][0] for row in _due(files)}
    assert {row["name"][0] for row in _due(files, reason="never")} == {"C", "D", "E", "F"}


def happen(stage: Stage, db: Database, event: str) -> None:
    own, now = stage.town.enterprises["A"], datetime.now(UTC)
    days_ago = (TODAY - timedelta(days=3)).isoformat()
    accident = {"happened_on": days_ago, "accident_type": "机械致害", "deaths": 0, "serious_injuries": 1}
    penalty = {"document": "行政处罚决定书", "number": "1", "decided_on": days_ago, "penalty_yuan": 5000}
    row = update(Enterprise).where(Enterprise.id == own)
    if event == "major":
        hazard = stage.hazard("wang")
        stage.does("an", "open-hazard", hazard=hazard, level="major", due_on=(TODAY + timedelta(days=9)).isoformat(),
                   interim_measures="停用")  # fmt: skip
        return
    with db.transaction() as session:
        match event:
            case "accident":
                record_at(session, own, "accident", accident, now)
            case "penalty":
                record_at(session, own, "enforcement", penalty, now)
            case "record":
                record_at(session, own, "solvent", {"material": "油漆", "spraying": True, "place": "喷房"}, now)
            case "key":
                session.execute(row.values(key_list=True))
            case "scale":
                session.execute(row.values(scale="中型"))
            case _:
                session.execute(text("UPDATE grading SET as_of = as_of - 366 WHERE enterprise_id = :id"), {"id": own})


def _due(stage: Stage, **query: Any) -> list[dict[str, Any]]:
    answer = stage.get("bu", "/api/v1/grading/due", **query)
    assert answer.status_code == 200, answer.text
    listed: list[dict[str, Any]] = answer.json["items"]
    return listed


@pytest.mark.parametrize(
    ("event", "grade", "group", "worth"),
    [("accident", "A", "accidents", 10), ("penalty", "A", "behaviour", 4), ("major", "A", "behaviour", 8)],
)
def test_what_happened_in_the_year_counts(
    files: Stage, db: Database, event: str, grade: str, group: str, worth: float
) -> None:
    happen(files, db, event)
    now = shown(files, "A")["now"]
    assert (now["grade"], {g["id"]: g["low"] for g in now["groups"]}[group]) == (grade, worth)


def test_vetoes_of_the_ledger_make_d(files: Stage, db: Database) -> None:
    happen(files, db, "major")
    with db.transaction() as session:
        session.execute(text("UPDATE hazard SET due_on = :day"), {"day": TODAY - timedelta(days=1)})
    assert (shown(files, "A")["now"]["grade"], shown(files, "A")["now"]["vetoes"]) == ("D", ["major_overdue"])
    visit(files, "an", "B", outcome="refused")
    assert shown(files, "B")["now"]["vetoes"] == ["refused"]


def test_page_after_page_gives_every_proposal_once(files: Stage, db: Database) -> None:
    run(files, db)
    seen, after = [], None
    while True:
        page = files.get("bu", "/api/v1/grading/proposals", limit=4, **({"after": after} if after else {})).json
        seen += [row["id"] for row in page["items"]]
        after = page["next"]
        if after is None:
            break
    assert (len(seen), len(set(seen)), page["total"]) == (6, 6, 6)
    assert [len(proposed(files, q=q)) for q in ("机械", "%")] == [6, 0]


def test_nobody_grades_what_lies_with_another_class(files: Stage, db: Database) -> None:
    with db.transaction() as session:
        session.execute(
            text("UPDATE person_grant SET classes = '{hazardous_chemicals}' WHERE person_id = :id"),
            {"id": files.people["bu"]},
        )
        session.execute(
            text("UPDATE enterprise SET supervision_class = 'hazardous_chemicals' WHERE id = :id"),
            {"id": files.town.enterprises["B"]},
        )
    own = run(files, db, who="xu")
    assert set(proposed(files)) == {"B"}
    assert files.does("bu", "approve-grades", run=own)["detail"] == {"approved": 1}
    enterprise = str(files.town.enterprises["A"])
    assert files.act("bu", "change-grade", enterprise=enterprise, grade="A", reason="好")["code"] == "area-not-yours"
    refused = files.act("bu", "order-grading", run=str(uuid4()), district=files.town.district)
    assert refused["code"] == "area-not-yours"
    with db.session() as session:
        states = {row.state: row.enterprise_id for row in session.execute(select(Grading.state, Grading.enterprise_id))}
    assert states["approved"] == files.town.enterprises["B"]
