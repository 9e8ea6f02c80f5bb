"""The columns count what the database counts, whatever happened in between; the database is the judge."""

import random
import time
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.heat import raster
from grids.commands import HazardLevel
from grids.hazards import Source, State
from grids.heat import BY_VISIT, FOUND
from grids.permissions import Scope
from grids.policy import HERE
from server.db import Database
from server.reads import heat_columns, heat_counts
from server.reads.heat_question import LEVELS, Areas, Cells, Question
from server.store.columns import files, keeping
from server.store.columns.keeping import Keeper
from tests.server import heat_crowd
from tests.server.heat_crowd import NOW, firm
from tests.server.stage import Stage

TODAY = NOW.date()


@pytest.fixture
def crowd(real_stage: Stage, committed_database: Database) -> Stage:
    with committed_database.transaction() as session:
        heat_crowd.settle(session, real_stage)
    return real_stage


@pytest.fixture
def keeper(tmp_path: Path) -> Keeper:
    return Keeper(tmp_path / "columns")


def questions(stage: Stage) -> Iterator[Question]:
    """Ask in many ways: each scope of areas with each filter alone, and some at once."""
    town, units = stage.town.towns["湖东镇"], frozenset({stage.town.units["A"], stage.town.units["D"]})
    scopes = (
        Scope(cities=frozenset({stage.town.city})), Scope(districts=frozenset({stage.town.district})),
        Scope(towns=frozenset({town})), Scope(units=units),
        Scope(districts=frozenset({stage.town.district}), classes=frozenset({"chemical"})), Scope(),
    )  # fmt: skip
    whole = Question(
        scope=scopes[0], first=TODAY - timedelta(days=365), last=TODAY, states=FOUND, sources=frozenset(Source)
    )
    for scope in scopes:
        yield replace(whole, scope=scope)
        yield replace(
            whole, scope=scope, first=TODAY - timedelta(days=90), sources=BY_VISIT, level=HazardLevel.MAJOR,
            grade="B", classes=frozenset({"industry", "chemical"}),
        )  # fmt: skip
    narrow: tuple[dict[str, Any], ...] = (
        {"states": frozenset({State.REPORTED, State.MERGED})}, {"sources": frozenset({Source.SELF_CHECK})},
        {"category": "S"}, {"category": "S05"}, {"category": "X"}, {"industry": "化工"}, {"industry": "没有这一行"},
        {"grade": "A"}, {"grade": "none"}, {"classes": frozenset({"commerce"})}, {"area": ("town", town)},
        {"area": ("unit", stage.town.units["A"])}, {"area": ("unit", -1)}, {"first": TODAY, "last": TODAY},
        {"first": date(2000, 1, 1), "last": date(2300, 1, 1)}, {"sources": frozenset()},
    )  # fmt: skip
    for change in narrow:
        yield replace(whole, **change)


def groups(stage: Stage, session: Session) -> Iterator[Cells | Areas]:
    box = tuple(session.execute(text("SELECT ST_XMin(b), ST_YMin(b), ST_XMax(b), ST_YMax(b) FROM "
                                     "(SELECT ST_Extent(geom_3857) AS b FROM grid_unit) x")).one())  # fmt: skip
    for at_enterprise in (True, False):
        yield Cells(raster=raster(box, 250), at_enterprise=at_enterprise)
    yield Cells(raster=raster((box[0], box[1], box[0] + 900, box[1] + 900), 250), at_enterprise=False)
    units = tuple(reversed(stage.town.units.values()))
    for level, ids in zip(
        LEVELS, (units, (), tuple(stage.town.towns.values()), (stage.town.district,), (7,)), strict=True
    ):
        yield Areas(level=level, ids=ids)


def compare(stage: Stage, database: Database, keeper: Keeper, every: int = 9) -> int:
    """Hold counts of the columns to the database's, of every n-th question; return how many hazards were compared."""
    compared = 0
    with database.session() as session:
        columns = keeper.current(session)
        assert columns is not None
        for by in list(groups(stage, session))[:: min(every, 3)]:
            for question in list(questions(stage))[::every]:
                ours = heat_counts.count(session, columns, question, by)
                judge = heat_counts.count(session, None, question, by)
                for field in fields(judge):
                    own, true = getattr(ours, field.name), getattr(judge, field.name)
                    assert np.array_equal(own, true), (field.name, by, question, own.sum(), true.sum())
                compared += int(judge.hazards.sum())
    return compared


def test_columns_and_database_put_everything_into_the_same_groups(
    crowd: Stage, committed_database: Database, keeper: Keeper
) -> None:
    assert compare(crowd, committed_database, keeper, every=1) > 10_000


def test_counting_part_by_part_counts_the_same(
    crowd: Stage, committed_database: Database, keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heat_columns, "PART", 7)
    assert compare(crowd, committed_database, keeper) > 1_000


def test_where_nothing_is_yet_nothing_is_counted(crowd: Stage, committed_database: Database, keeper: Keeper) -> None:
    with committed_database.session() as session:
        columns = keeper.current(session)
        assert columns is not None
        bare = {name: {key: column[:0] for key, column in table.items()} for name, table in columns.tables.items()}
        for by in groups(crowd, session):
            found = heat_columns.count(replace(columns, tables=bare), next(questions(crowd)), by)
            assert {name: int(numbers.sum()) for name, numbers in found.items()} == dict.fromkeys(found, 0)


def test_a_day_is_a_day_where_the_deployment_is_and_columns_of_another_zone_are_built_anew(
    crowd: Stage, committed_database: Database, keeper: Keeper
) -> None:
    before = ZoneInfo(str(HERE))
    moment = datetime(2026, 3, 1, 2, tzinfo=UTC)  # in Toronto still the last of February
    with committed_database.transaction() as session:
        session.execute(text("UPDATE hazard SET found_at = :at"), {"at": moment})
        session.execute(text("UPDATE visit SET started_at = :at"), {"at": moment})
    whole = next(questions(crowd))
    found = []
    try:
        for zone in ("Asia/Shanghai", "America/Toronto"):
            HERE.settle(ZoneInfo(zone))
            assert compare(crowd, committed_database, keeper) > 0
            with committed_database.session() as session:
                columns = keeper.current(session)
                assert columns is not None
                march = replace(whole, first=date(2026, 3, 1), last=date(2026, 3, 1))
                by = Areas(level="city", ids=(crowd.town.city,))
                found.append(int(heat_counts.count(session, columns, march, by).hazards.sum()))
    finally:
        HERE.settle(before)
    assert found[0] > 0
    assert found[1] == 0


CHANGES = {
    "a state": "UPDATE hazard SET state = 'void' WHERE state = 'open'",
    "a merger": "UPDATE hazard SET state = 'merged', merged_into = id WHERE state = 'closed' AND category = 'S05'",
    "a level": "UPDATE hazard SET level = 'major' WHERE source = 'grid'",
    "a move of enterprises": "UPDATE enterprise SET unit_id = (SELECT min(id) FROM grid_unit), point = ST_SetSRID("
    "ST_MakePoint(119.96, 31.69), 4326), position_quality = 'site' WHERE grade = 'B'",
    "a new word": "UPDATE enterprise SET industry = '化工', supervision_class = 'mining' WHERE grade = 'C'",
    "a new category": "UPDATE hazard SET category = 'Q99' WHERE level = 'major'",
    "a shutdown": "UPDATE enterprise SET status = 'shut_down' WHERE grade = 'D'",
    "a visit that is finished": "UPDATE visit SET outcome = 'inspected' WHERE outcome IS NULL",
    "hazards that are no more": "DELETE FROM hazard WHERE category = 'M02'",
    "hazards that move": "UPDATE hazard SET unit_id = NULL, point = NULL WHERE state = 'submitted'",
    "rows that come": "INSERT INTO hazard (id, ledger_no, enterprise_id, state, level, source, category, place, "
    "description, found_by, found_at, recorded_at, point, unit_id, town_id, district_id, city_id, supervision_class) "
    "SELECT gen_random_uuid(), ledger_no || '-2', enterprise_id, 'open', level, source, category, place, description, "
    "found_by, found_at, recorded_at, point, unit_id, town_id, district_id, city_id, supervision_class FROM hazard",
    "visits that come": "INSERT INTO visit (id, enterprise_id, kind, officer_id, started_at, received_at, presence, "
    "outcome, unit_id, town_id, district_id, city_id, supervision_class) SELECT gen_random_uuid(), e.id, 'patrol', "
    "v.officer_id, v.started_at, v.received_at, 'near', 'inspected', e.unit_id, e.town_id, e.district_id, e.city_id, "
    "e.supervision_class FROM enterprise e CROSS JOIN (SELECT * FROM visit LIMIT 1) v",
}


def test_every_change_is_counted_by_the_next_map(crowd: Stage, committed_database: Database, keeper: Keeper) -> None:
    compare(crowd, committed_database, keeper)
    first = keeper_page(keeper)
    for name, sql in CHANGES.items():
        with committed_database.transaction() as session:
            assert session.execute(text(sql)).rowcount > 0, name  # type: ignore[attr-defined]
        compare(crowd, committed_database, keeper)
    assert keeper_page(keeper).generation == first.generation


def test_acts_through_the_door_are_counted_at_once(crowd: Stage, committed_database: Database, keeper: Keeper) -> None:
    compare(crowd, committed_database, keeper)
    own = crowd.hazard("wang", photos=[{"sha256": "a" * 64, "taken_at": "2026-11-01T00:00:00Z"}])
    compare(crowd, committed_database, keeper)
    soon = (TODAY + timedelta(days=400)).isoformat()
    crowd.does("an", "open-hazard", hazard=own, level="major", due_on=soon, interim_measures="停用")
    compare(crowd, committed_database, keeper)
    crowd.does("xu", "void-hazard", hazard=own, reason="已拆除")
    compare(crowd, committed_database, keeper)


def test_a_transaction_that_commits_late_is_counted_when_it_commits(
    crowd: Stage, committed_database: Database, keeper: Keeper
) -> None:
    compare(crowd, committed_database, keeper)
    with committed_database.session() as slow, slow.begin():
        slow.execute(text("UPDATE hazard SET state = 'void' WHERE source = 'town'"))
        with committed_database.transaction() as quick:
            quick.execute(text("UPDATE hazard SET state = 'closed' WHERE source = 'grid'"))
        compare(crowd, committed_database, keeper)  # the quick one is seen while the slow one still runs
        assert keeper_page(keeper).ahead
        compare(crowd, committed_database, keeper)
    compare(crowd, committed_database, keeper)


def test_two_processes_share_the_files_and_see_each_others_work(
    crowd: Stage, committed_database: Database, keeper: Keeper
) -> None:
    other = Keeper(keeper.folder)
    compare(crowd, committed_database, keeper)
    compare(crowd, committed_database, other)
    for state, who in (("void", keeper), ("closed", other), ("open", keeper)):
        with committed_database.transaction() as session:
            session.execute(text("UPDATE hazard SET state = :s WHERE category = 'S05'"), {"s": state})
        compare(crowd, committed_database, who)
    compare(crowd, committed_database, other)
    assert keeper_page(keeper).generation == 1


@pytest.mark.parametrize("spoilt", ["page.json", "1/book.json"])
def test_what_is_missing_or_torn_is_built_again(
    crowd: Stage, committed_database: Database, keeper: Keeper, spoilt: str
) -> None:
    compare(crowd, committed_database, keeper)
    path = keeper.folder / spoilt
    path.unlink()
    compare(crowd, committed_database, Keeper(keeper.folder))
    (keeper.folder / "page.json").write_text("{", "utf-8")
    compare(crowd, committed_database, Keeper(keeper.folder))


def test_columns_of_another_database_or_of_a_later_time_are_not_believed(
    crowd: Stage, committed_database: Database, keeper: Keeper
) -> None:
    compare(crowd, committed_database, keeper)
    page = keeper_page(keeper)
    for wrong in (replace(page, origin="elsewhere"), replace(page, xid=2**60), replace(page, format=99)):
        files.write_page(keeper.folder, wrong)
        compare(crowd, committed_database, Keeper(keeper.folder))
    with committed_database.transaction() as session:
        session.execute(text("UPDATE installation SET value = to_jsonb(:floor) WHERE key = 'feed_floor'"), {"floor": 0})
        session.execute(
            text("INSERT INTO installation (key, value) VALUES ('feed_floor', to_jsonb(CAST(:f AS bigint))) "
                 "ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value"), {"f": keeper_page(keeper).xid + 1}
        )  # fmt: skip
    before = keeper_page(keeper).generation
    compare(crowd, committed_database, keeper)
    assert keeper_page(keeper).generation > before


def test_more_changes_than_the_feed_is_followed_for_build_anew(
    crowd: Stage, committed_database: Database, keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "_MOST_CHANGES", 100)
    compare(crowd, committed_database, keeper)
    with committed_database.transaction() as session:
        session.execute(text("UPDATE hazard SET state = 'closed'"))
    compare(crowd, committed_database, keeper)
    assert keeper_page(keeper).generation == 2


def test_a_session_that_has_written_counts_in_the_database(
    crowd: Stage, committed_database: Database, keeper: Keeper
) -> None:
    del crowd
    with committed_database.session() as session:
        session.execute(text("UPDATE hazard SET state = 'void'"))
        assert keeper.current(session) is None
        session.rollback()
        assert keeper.current(session) is not None


def test_random_changes_never_part_the_two(crowd: Stage, committed_database: Database, keeper: Keeper) -> None:
    chance = random.Random(5)  # noqa: S311 - no secrets
    for _ in range(12):
        with committed_database.transaction() as session:
            session.execute(
                text("UPDATE hazard SET state = :state WHERE enterprise_id = :firm"),
                {"state": chance.choice(list(State)).value, "firm": firm(chance.randrange(300))},
            )
            session.execute(
                text("UPDATE enterprise SET grade = :grade, status = :status WHERE id = :firm"),
                {
                    "grade": chance.choice("ABCD"),
                    "status": chance.choice(("active", "moved_out")),
                    "firm": firm(chance.randrange(300)),
                },
            )
    compare(crowd, committed_database, keeper)


def keeper_page(keeper: Keeper) -> files.Page:
    page = files.read_page(keeper.folder)
    assert page is not None
    return page


def test_nobody_waits_while_the_columns_are_built(crowd: Stage, committed_database: Database, tmp_path: Path) -> None:
    asked = Keeper(tmp_path / "beside", builds_beside=True)
    with files.locked(asked.folder, 1), committed_database.session() as session:
        assert asked.current(session) is None, "while another process builds"
    with committed_database.session() as session:
        assert asked.current(session) is None, "it only begins"
    until = time.monotonic() + 30
    while time.monotonic() < until:
        with committed_database.session() as session:
            if asked.current(session) is not None:
                break
        time.sleep(0.05)
    assert compare(crowd, committed_database, asked) > 0
