"""Which industries have a department, an officer, a standard and a method: counted, and listed behind each count."""

from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import select, update

from grids.policy import local_day
from server.api.coverage_answers import CoverageTable, CoveredList
from server.db import Database
from server.store.tables import Enterprise, GrantRow, PersonRow
from tests.server.stage import Stage


def coverage(stage: Stage, who: str = "xu") -> dict[str, Any]:
    answer = stage.get(who, "/api/v1/coverage")
    TypeAdapter(CoverageTable).validate_json(answer.get_data())
    found: dict[str, Any] = answer.json
    return found


def behind(stage: Stage, who: str = "xu", **query: Any) -> list[str]:
    answer = stage.get(who, "/api/v1/coverage/enterprises", **query)
    TypeAdapter(CoveredList).validate_json(answer.get_data())
    assert answer.json["total"] == len(answer.json["items"])
    return sorted(row["id"] for row in answer.json["items"])


def test_every_count_is_the_length_of_its_list(stage: Stage, db: Database) -> None:
    with db.transaction() as session:
        for letter, code in (("A", "2641"), ("B", "2641"), ("D", "5211")):
            session.execute(
                update(Enterprise).where(Enterprise.id == stage.town.enterprises[letter]).values(industry_code=code)
            )
    found = coverage(stage)
    assert found["total"]["enterprises"] == len(behind(stage))
    for side in ("department", "officer", "standard", "method", "graded"):
        assert found["total"]["enterprises"] - found["total"][side] == len(behind(stage, lacks=side))
        for row in found["classes"]:
            lacking = behind(stage, supervision_class=row["supervision_class"], lacks=side)
            assert row["enterprises"] - row[side] == len(lacking), (row, side)
        for row in found["industries"]:
            lacking = behind(stage, section=row["section"] or "", lacks=side)
            assert row["enterprises"] - row[side] == len(lacking), (row, side)


def test_industries_are_sections_of_the_national_list_and_what_has_no_code_is_said(stage: Stage, db: Database) -> None:
    with db.transaction() as session:
        session.execute(update(Enterprise).values(industry_code=None))
        session.execute(
            update(Enterprise).where(Enterprise.id == stage.town.enterprises["A"]).values(industry_code="2641")
        )
    rows = {row["section"]: (row["name"], row["enterprises"]) for row in coverage(stage)["industries"]}
    assert rows["C"] == ("制造业", 1)
    assert rows[None][1] == coverage(stage)["total"]["enterprises"] - 1
    assert behind(stage, section="C") == [str(stage.town.enterprises["A"])]


def test_a_department_counts_the_classes_it_answers_for(stage: Stage, db: Database) -> None:
    total = coverage(stage)["total"]
    assert total["department"] == total["enterprises"]
    assert [row["enterprises"] for row in coverage(stage)["departments"]] == [total["enterprises"]]
    with db.transaction() as session:
        of_bu = select(PersonRow.id).where(PersonRow.username == "bu").scalar_subquery()
        session.execute(update(GrantRow).where(GrantRow.person_id == of_bu).values(classes=["no-such-class"]))
    assert coverage(stage)["total"]["department"] == 0
    assert coverage(stage)["departments"][0]["enterprises"] == 0
    assert len(behind(stage, lacks="department")) == total["enterprises"]


def test_a_unit_whose_officer_has_left_is_looked_after_by_nobody(stage: Stage, db: Database) -> None:
    before = coverage(stage)["total"]["officer"]
    own = select(GrantRow.unit_id).join(PersonRow, PersonRow.id == GrantRow.person_id)
    with db.transaction() as session:
        left = session.scalars(own.where(PersonRow.username == "wang", GrantRow.unit_id.is_not(None))).all()
        session.execute(update(PersonRow).where(PersonRow.username == "wang").values(active=False))
        gone = set(session.scalars(select(Enterprise.id).where(Enterprise.unit_id.in_(left))))
    assert gone
    assert coverage(stage)["total"]["officer"] == before - len(gone)
    assert set(map(str, gone)) <= set(behind(stage, lacks="officer"))


def test_each_sees_the_counts_of_the_own_area(stage: Stage) -> None:
    east, west = coverage(stage, "an")["total"], coverage(stage, "xi")["total"]
    assert east["enterprises"] + west["enterprises"] == coverage(stage)["total"]["enterprises"]
    assert stage.get("wang", "/api/v1/coverage").status_code == 403


def test_open_hazards_are_counted_where_they_lie(stage: Stage) -> None:
    before = coverage(stage)["total"]["open"]
    hazard = stage.hazard("wang", "A")
    assert coverage(stage)["total"]["open"] == before, "what the town still judges is not open"
    due = (local_day(datetime.now(UTC)) + timedelta(days=7)).isoformat()
    stage.does("an", "open-hazard", hazard=hazard, level="general", due_on=due)
    assert coverage(stage)["total"]["open"] == before + 1
