"""The demo in a real database: whole, marked, once, and never beside what is real."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text

from grids.hazards import UNRESOLVED
from server import people, photos, proofs
from server.application import create_app
from server.config import Settings
from server.db import Database
from server.demo import lists, load
from server.demo.doing import Doing
from server.demo.people import CAST
from server.store import serials
from server.store.tables import (
    Area,
    Enterprise,
    Evidence,
    GridUnit,
    HazardRow,
    NoticeRow,
    PersonRow,
    SurveyRow,
    VisitRow,
)
from tests import databases

AT = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)
PASSWORD = "演示口令-2026"
SCALE = 0.03


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(environment="dev", data_dir=tmp_path_factory.mktemp("demo"), demo_password=PASSWORD)


@pytest.fixture(scope="module")
def heard() -> list[tuple[str, int, int | None]]:
    return []


@pytest.fixture(scope="module")
def demo(settings: Settings, heard: list[tuple[str, int, int | None]]) -> Iterator[Database]:
    """A database with a small demo, shared by the tests that only read it."""
    with databases.copy(f"wangge_demo_{Path(str(settings.data_dir)).name}_{id(heard)}") as url:
        database = Database.at(url, statement_timeout_s=0)
        report = load.load(database, settings, lambda *said: heard.append(said), at=AT, scale=SCALE)
        assert report.people == CAST
        yield database
        database.close()


def _rows(database: Database, sql: str) -> list[Any]:
    with database.session() as session:
        return list(session.execute(text(sql)).all())


def test_nothing_lacks_the_mark_of_a_demo(demo: Database) -> None:
    marked = _rows(
        demo,
        "SELECT table_name FROM information_schema.columns WHERE column_name = 'is_demo' AND table_schema = 'public'",
    )
    tables = {row.table_name for row in marked}
    assert tables >= {"person", "enterprise", "visit", "hazard", "notice", "grid_unit"}
    for table in tables:
        system = "WHERE username NOT LIKE '#%'" if table == "person" else ""
        ((total, demos),) = _rows(demo, f"SELECT count(*), count(*) FILTER (WHERE is_demo) FROM {table} {system}")  # noqa: S608 - our own tables
        assert total == demos > 0, table


def test_every_enterprise_stands_in_the_unit_its_point_lies_in_or_says_why_not(demo: Database) -> None:
    assert (
        _rows(
            demo,
            "SELECT e.id FROM enterprise e LEFT JOIN grid_unit u ON u.id = e.unit_id "
            "WHERE (e.unit_source = 'point' AND NOT ST_Covers(u.geom, e.point)) "
            "OR (e.unit_source = 'manual' AND (e.unit_id IS NULL OR e.unit_reason IS NULL)) "
            "OR (e.unit_source = 'area' AND u.village_id IS DISTINCT FROM e.village_id) "
            "OR (e.unit_source = 'none' AND e.unit_id IS NOT NULL) "
            "OR (u.id IS NOT NULL AND u.town_id IS DISTINCT FROM e.town_id)",
        )
        == []
    )
    assert (
        _rows(
            demo,
            "SELECT e.id FROM enterprise e LEFT JOIN enterprise_unit h ON h.enterprise_id = e.id "
            "AND h.valid_to IS NULL "
            "GROUP BY e.id HAVING count(h.id) <> CASE WHEN e.unit_id IS NULL THEN 0 ELSE 1 END "
            "OR min(h.unit_id) IS DISTINCT FROM e.unit_id",
        )
        == []
    )


def test_outlines_are_valid_and_kept_in_metres_and_degrees_alike(demo: Database) -> None:
    ((valid, srids, apart),) = _rows(
        demo,
        "SELECT bool_and(ST_IsValid(geom) AND ST_IsValid(geom_metric)), array_agg(DISTINCT ST_SRID(geom_metric)), "
        "max(ST_HausdorffDistance(ST_Transform(geom, 4549), geom_metric)) FROM grid_unit",
    )
    assert valid
    assert srids == [4549]
    assert apart < 0.001
    assert _rows(demo, "SELECT name FROM area WHERE geom IS NOT NULL AND NOT ST_IsValid(geom)") == []


def test_facts_carry_the_place_of_their_enterprise(demo: Database) -> None:
    for table in ("visit", "notice", "hazard"):
        assert (
            _rows(
                demo,
                f"SELECT f.id FROM {table} f JOIN enterprise e ON e.id = f.enterprise_id WHERE "  # noqa: S608 - our own
                "(f.unit_id, f.village_id, f.town_id, f.district_id, f.city_id, f.supervision_class) IS DISTINCT FROM "
                "(e.unit_id, e.village_id, e.town_id, e.district_id, e.city_id, e.supervision_class)",
            )
            == []
        )


def test_numbers_run_without_gap_and_the_product_goes_on_from_them(demo: Database) -> None:
    with demo.session() as session:
        town = session.scalars(select(Area).where(Area.name == "湖塘镇")).one()
        numbers = session.scalars(
            select(HazardRow.ledger_no).where(HazardRow.town_id == town.id, HazardRow.ledger_no.like("湖塘镇2026-%"))
        ).all()
        assert sorted(numbers) == [f"湖塘镇2026-{n:05d}" for n in range(1, len(numbers) + 1)]
        assert serials.following(session, "hazard", town.id, 2026) == len(numbers) + 1
        reminders = select(func.count()).select_from(NoticeRow)
        reminders = reminders.where(NoticeRow.number.like("(湖塘镇)安告〔2026〕%"))
        assert serials.following(session, "reminder", town.id, 2026) == (session.scalar(reminders) or 0) + 1
        session.add(Area(level="village", name="新设村", parent_id=town.id))
        session.flush()
        session.rollback()


def test_every_shown_photo_is_stored_and_every_chain_agrees_with_its_state(demo: Database, settings: Settings) -> None:
    report = proofs.prove(demo, photos.PhotoStore.of(settings), lambda *_: None)
    assert report.findings == ()
    assert report.owed == 0
    assert report.photos > 0
    assert report.demo_events > 500
    assert report.entries == 0, "what was loaded in bulk is in no ledger, and none is made up for it"
    with demo.session() as session:
        without = select(HazardRow.id).where(
            HazardRow.photos_before > 0, ~select(Evidence.id).where(Evidence.hazard_id == HazardRow.id).exists()
        )
        assert session.scalars(without).all() == []


def test_everybody_of_the_cast_can_sign_in(demo: Database) -> None:
    for username in CAST:
        with demo.transaction() as session:
            signed_in = people.sign_in(
                session, username, PASSWORD, key=b"k", device=None, address="::1", user_agent="test", at=AT, days=1
            )
            assert signed_in is not None, username


def test_each_part_sees_what_belongs_to_it(demo: Database, settings: Settings) -> None:
    app = create_app(settings, database=demo)
    seen = {}
    for username in ("officer", "enterprise", "townoffice", "inspector"):
        client = app.test_client()
        who = {"username": username, "password": PASSWORD}
        client.post("/api/v1/session", json=who, headers={"Sec-Fetch-Site": "same-origin"})
        answer = client.get("/api/v1/pack")
        assert answer.status_code == 200, answer.text
        seen[username] = answer.get_json()
    officer = seen["officer"]
    assert 40 <= len(officer["enterprises"]) <= 60
    assert len(officer["units"]) == 1
    assert any(due["on"] < "2026-11-20" for e in officer["enterprises"] for due in e["due"] if due["reason"] == "grade")
    assert len({row["code"] for row in officer["checklists"]}) == 8, "seven that ship and the department's"
    assert len(seen["enterprise"]["enterprises"]) == 1
    assert any(notice["acknowledged_at"] is None for notice in seen["enterprise"]["notices"])
    states = {hazard["state"] for hazard in seen["townoffice"]["hazards"]}
    assert states >= {state.value for state in UNRESOLVED}
    assert len(seen["townoffice"]["enterprises"]) > 50
    assert 0 < len(seen["inspector"]["enterprises"]) < len(seen["townoffice"]["enterprises"]), "only what is worked on"


def test_progress_is_told_to_the_end(demo: Database, heard: list[tuple[str, int, int | None]]) -> None:
    del demo
    last = {what: (done, total) for what, done, total in heard}
    assert len(last) == 3
    assert all(done == total for done, total in last.values())


def test_a_file_of_outlines_waits_for_the_planner_with_something_of_every_kind(demo: Database) -> None:
    with demo.session() as session:
        (row,) = session.scalars(select(SurveyRow))
        assert (row.state, row.choices) == ("open", {})
        assert {"ring", "overlap", "gap"} <= {fault["kind"] for fault in row.faults}


def test_a_department_with_nobody_to_list_publishes_nothing(demo: Database) -> None:
    """As in a demo so small that it has no building site."""
    with demo.session() as session:  # rolled back
        district = session.scalars(text("SELECT DISTINCT district_id FROM published_list")).one()
        session.execute(text("UPDATE enterprise SET supervision_class = 'commerce'"))
        session.execute(text("DELETE FROM listed_enterprise"))
        session.execute(text("DELETE FROM published_list"))
        lists.versions(Doing(session, done=10_000), district, AT)
        found = session.execute(text("SELECT department, state FROM published_list ORDER BY drafted_at")).all()
    assert [tuple(row) for row in found] == [
        ("区应急管理局（演示）", state) for state in ("published", "published", "draft")
    ]


def test_a_second_time_nothing_is_added(demo: Database, settings: Settings) -> None:
    before = _counts(demo)
    report = load.load(demo, settings, at=AT, scale=SCALE)
    assert report == load.DemoReport(people=CAST)
    assert _counts(demo) == before


def test_a_new_password_holds_for_all_demo_people(demo: Database, settings: Settings) -> None:
    load.load(demo, replace(settings, demo_password="另一个口令-2027"), at=AT, scale=SCALE)
    with demo.transaction() as session:
        for password, works in (("另一个口令-2027", True), (PASSWORD, False)):
            signed_in = people.sign_in(
                session, "townhead", password, key=b"k", device=None, address="::2", user_agent="test", at=AT, days=1
            )
            assert (signed_in is not None) is works
    load.load(demo, settings, at=AT, scale=SCALE)


def test_beside_real_people_nothing_is_touched(db: Database, settings: Settings) -> None:
    with db.transaction() as session:
        session.add(PersonRow(username="wangjing", name="王静", password_hash="!"))
    assert load.load(db, settings, at=AT, scale=SCALE) == load.DemoReport()
    assert _counts(db) == {"person": 1, "area": 0, "grid_unit": 0, "enterprise": 0, "visit": 0, "hazard": 0}


def test_beside_real_places_nothing_is_touched(db: Database, settings: Settings) -> None:
    with db.transaction() as session:
        session.add(Area(level="city", name="某市"))
    assert load.load(db, settings, at=AT, scale=SCALE) == load.DemoReport()
    assert _counts(db)["person"] == 0


def test_without_a_password_it_does_not_begin(db: Database, settings: Settings) -> None:
    with pytest.raises(ValueError, match="password"):
        load.load(db, replace(settings, demo_password=None), at=AT)


def _counts(database: Database) -> dict[str, int]:
    """Count rows; of people only those, not the accounts of links and imports."""
    with database.session() as session:
        counted = {
            table.__tablename__: session.scalar(select(func.count()).select_from(table)) or 0
            for table in (Area, GridUnit, Enterprise, VisitRow, HazardRow)
        }
        people = select(func.count()).select_from(PersonRow).where(PersonRow.username.not_like("#%"))
        return {"person": session.scalar(people) or 0, **counted}
