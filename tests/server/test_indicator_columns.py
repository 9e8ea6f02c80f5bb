"""Indicators counted from the columns are those the database counts, whatever happened in between."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from grids.indicators import Period
from grids.permissions import Scope
from grids.policy import local_day
from server.db import Database
from server.reads import indicator_columns
from server.reads.indicator_columns import Kept
from server.reads.indicator_terms import INDICATORS, Question, Rules
from server.reads.indicators import by_object
from server.store.columns.keeping import Keeper
from server.store.policy import indicators_on
from tests.server import heat_crowd
from tests.server.heat_crowd import NOW, firm
from tests.server.stage import Stage

TODAY = NOW.date()
RULES = Rules(indicators=indicators_on(TODAY))
KEPT = frozenset(each.id for each in INDICATORS.values() if each.facts not in {"enterprise", "officer"})
_DONE = frozenset({"visited", "inspected", "self_checked"})
_LONG_AGO = text("UPDATE enterprise SET listed_on = DATE '2019-01-01'")
_STATES = text("UPDATE enterprise_state SET valid_from = TIMESTAMPTZ '2019-01-01'")
_LIVES = text(
    "UPDATE hazard h SET due_on = CAST(h.found_at AS date) + 10 + length(h.ledger_no), "
    "original_due_on = CAST(h.found_at AS date) + 10, late = n % 5 = 0, extensions = n % 3, on_the_spot = n % 7 = 0, "
    "repeat_of = CASE WHEN n % 4 = 0 THEN h.id END, "
    "submitted_on = CASE WHEN n % 2 = 0 THEN CAST(h.found_at AS date) + (n % 25)::int END, "
    "closed_at = CASE WHEN h.state = 'closed' THEN h.found_at + (n % 30) * interval '1 day' END, "
    "visit_id = CASE WHEN n % 3 = 0 THEN (SELECT v.id FROM visit v WHERE v.enterprise_id = h.enterprise_id LIMIT 1) "
    "END "
    "FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM hazard) k WHERE k.id = h.id"
)
_VISITS = text(
    "UPDATE visit SET finished_at = started_at + interval '40 minutes', "
    "presence = (ARRAY['at_site', 'near', 'away', 'unknown'])[1 + (hashtext(id::text) & 3)], "
    "kind = CASE WHEN outcome = 'closed_door' THEN 'inspection' ELSE 'patrol' END WHERE outcome IS NOT NULL"
)
_EVENT = text(
    "INSERT INTO hazard_event (hazard_id, event, at, person_name, role, state_before, state_after, level_after, "
    "due_after, body) SELECT h.id, :event, h.found_at + CAST(:hours AS int) * interval '1 hour', '王', 'officer', "
    "CASE WHEN :state_before <> '' THEN :state_before END, :state, h.level, "
    "h.due_on, '{}' FROM hazard h WHERE h.state <> 'reported' AND hashtext(h.id::text) % 10 < :share"
)
_STEPS = (
    ("hazard-opened", 1, "", "open", 10), ("rectification-submitted", 60, "open", "submitted", 7),
    ("reinspection-passed", 75, "submitted", "closed", -1), ("reinspection-failed", 80, "submitted", "open", 3),
    ("rectification-submitted", 300, "open", "submitted", 3), ("reinspection-passed", 420, "submitted", "closed", 2),
)  # fmt: skip
_NOTICES = text(
    "INSERT INTO notice (id, number, kind, enterprise_id, issued_by, issuer, issued_at, due_on, link_expires_at, "
    "acknowledged_at, voided_at, unit_id, village_id, town_id, district_id, city_id, supervision_class) "
    "SELECT gen_random_uuid(), 'N' || n, 'reminder', e.id, :by, 'x', at, CAST(at AS date) + 10, at, "
    "CASE WHEN n % 3 > 0 THEN at + n * interval '17 minutes' END, "
    "CASE WHEN n % 11 = 0 THEN at + interval '20 days' END, "
    "e.unit_id, e.village_id, e.town_id, e.district_id, e.city_id, e.supervision_class "
    "FROM (SELECT e.*, row_number() OVER (ORDER BY e.id) AS n FROM enterprise e) e "
    "CROSS JOIN LATERAL (SELECT CAST(:now AS timestamptz) - (n % 300) * interval '1 day' AS at) a"
)
_SELF_CHECKS = (
    "INSERT INTO self_check (id, enterprise_id, period, month, checklist_version_id, checker, started_at, finished_at, "
    "received_at, by_person, answers, mark, checked, of_items, hazards, photos, unit_id, village_id, town_id, "
    "district_id, city_id, supervision_class) SELECT gen_random_uuid(), e.id, '2026Q3', '2026-09', "
    "(SELECT min(id) FROM checklist_version), '张', at, at, at, (SELECT id FROM person LIMIT 1), '[]', 'm', 1, 1, 0, "
    "0, e.unit_id, e.village_id, e.town_id, e.district_id, e.city_id, e.supervision_class FROM enterprise e "
    "CROSS JOIN LATERAL (SELECT TIMESTAMPTZ '2026-11-01' - (hashtext(e.id::text) & 255) * interval '1 day' AS at) a "
    "WHERE hashtext(e.name) % 3 = "
)
_CHANGED = text(
    "UPDATE hazard SET changed_at = greatest(found_at + (5 + hashtext(id::text) % 5) * interval '9 days', "
    "(SELECT max(v.at) FROM hazard_event v WHERE v.hazard_id = hazard.id))"
)


@pytest.fixture
def crowd(real_stage: Stage, committed_database: Database) -> Stage:
    with committed_database.transaction() as session:
        heat_crowd.settle(session, real_stage)
        for statement in (_LONG_AGO, _STATES, _LIVES, _VISITS):
            session.execute(statement)
        for event, hours, before, after, share in _STEPS:
            step = {"event": event, "hours": hours, "state_before": before, "state": after, "share": share}
            session.execute(_EVENT, step)
        session.execute(_NOTICES, {"by": real_stage.people["an"], "now": NOW})
        session.execute(text(f"{_SELF_CHECKS} 1"))
        session.execute(_CHANGED)
    return real_stage


@pytest.fixture
def keeper(tmp_path: Path) -> Keeper:
    return Keeper(tmp_path / "columns")


def questions(stage: Stage) -> Iterator[tuple[Question, str | None]]:
    """Ask for each scope of areas, for periods that are over and that are not, by every kind of row."""
    town, units = stage.town.towns["湖东镇"], frozenset({stage.town.units["A"], stage.town.units["D"]})
    whole = Question(scope=Scope(cities=frozenset({stage.town.city})), period=Period(date(2020, 1, 1), TODAY))
    far = Period(TODAY - timedelta(days=200), TODAY + timedelta(days=200))
    for by in ("town", "village", "unit", "class", None):
        yield whole, by
        yield replace(whole, period=Period(TODAY - timedelta(days=250), TODAY - timedelta(days=90))), by
        yield replace(whole, scope=Scope(districts=frozenset({stage.town.district})), period=far), by
    yield replace(whole, scope=Scope(towns=frozenset({town}))), "unit"
    yield replace(whole, scope=Scope(units=units)), "town"
    yield replace(whole, scope=Scope()), "town"
    yield replace(whole, scope=Scope(cities=frozenset({stage.town.city}), classes=frozenset({"chemical"}))), "class"
    yield replace(whole, area=("unit", stage.town.units["A"])), "unit"
    yield replace(whole, classes=frozenset({"commerce", "industry"}), area=("town", town)), "class"
    yield replace(whole, names=frozenset({"rectified"}), period=Period(TODAY, TODAY)), "town"


def compare(stage: Stage, database: Database, keeper: Keeper, every: int = 1) -> int:
    """Hold every indicator of every n-th question to the database's; return how much was counted."""
    compared = 0
    with database.session() as session:
        for question, by in list(questions(stage))[::every]:
            ours = by_object(session, question, RULES, by, keeper)
            judge = by_object(session, question, RULES, by)
            assert ours == judge, (question, by, _differing(ours, judge))
            compared += sum(judge[None][name].d for name in KEPT & question.names)
    return compared


def _differing(ours: dict, judge: dict) -> list:  # type: ignore[type-arg]
    return [
        (key, name, ours.get(key, {}).get(name), share)
        for key, shares in judge.items()
        for name, share in shares.items()
        if ours.get(key, {}).get(name) != share
    ][:5]


def test_columns_and_database_count_the_same_shares(crowd: Stage, committed_database: Database, keeper: Keeper) -> None:
    assert compare(crowd, committed_database, keeper) > 10_000
    whole, by = next(questions(crowd))
    with committed_database.session() as session:
        counted = by_object(session, whole, RULES, by, keeper)[None]
    assert {name: share for name, share in counted.items() if name in KEPT | _DONE and not 0 < share.n < share.d} == {}


def test_most_is_counted_from_the_columns_and_nothing_twice(
    crowd: Stage, committed_database: Database, keeper: Keeper
) -> None:
    whole, _ = next(questions(crowd))
    whole = replace(whole, period=Period(date(2020, 1, 1), TODAY + timedelta(days=900)))
    with committed_database.session() as session:
        columns = keeper.current(session)
        assert columns is not None
        judge = by_object(session, whole, RULES, None)[None]
        with Kept(session, columns, whole, RULES) as kept:
            for name in ("rectified", "on_time", "effective", "reinspected", "acknowledged"):
                (row,) = kept.count(INDICATORS[name].facts, [INDICATORS[name]], None)
                assert row["d_0"] == judge[name].d > 0


CHANGES = {
    "a state": "UPDATE hazard SET state = 'void', changed_at = now() WHERE state = 'open'",
    "a later term": "UPDATE hazard SET due_on = due_on + 30, extensions = extensions + 1, changed_at = now() "
    "WHERE state = 'rectifying'",
    "a move of enterprises": "UPDATE enterprise SET unit_id = (SELECT min(id) FROM grid_unit) WHERE grade = 'B'",
    "a visit that ends": "UPDATE visit SET outcome = 'inspected', finished_at = received_at WHERE outcome IS NULL",
    "a signature": "UPDATE notice SET acknowledged_at = issued_at + interval '47 hours 59 minutes 59.7 seconds' "
    "WHERE acknowledged_at IS NULL",
    "a notice that is void": "UPDATE notice SET voided_at = now() WHERE number LIKE '%7'",
    "a finding at a visit": "UPDATE hazard h SET visit_id = (SELECT max(v.id::text)::uuid FROM visit v "
    "WHERE v.enterprise_id = h.enterprise_id) WHERE h.visit_id IS NULL",
    "a verdict": "INSERT INTO hazard_event (hazard_id, event, at, person_name, role, state_before, state_after, body) "
    "SELECT DISTINCT hazard_id, 'reinspection-passed', now(), '王', 'officer', 'submitted', 'closed', '{}'::jsonb "
    "FROM hazard_event "
    "WHERE event = 'rectification-submitted'; "
    "UPDATE hazard SET state = 'closed', changed_at = now() WHERE id IN (SELECT hazard_id FROM hazard_event "
    "WHERE event = 'reinspection-passed')",
    "a self-check": f"{_SELF_CHECKS} 2",
    "a new class": "UPDATE enterprise SET supervision_class = 'mining' WHERE grade = 'C'",
}


def test_every_change_is_counted_by_the_next_page(crowd: Stage, committed_database: Database, keeper: Keeper) -> None:
    compare(crowd, committed_database, keeper, every=5)
    for name, sql in CHANGES.items():
        with committed_database.transaction() as session:
            for each in sql.split("; "):
                assert session.execute(text(each)).rowcount > 0, name  # type: ignore[attr-defined]
        assert compare(crowd, committed_database, keeper, every=6) > 0


def test_an_enterprise_that_moved_counts_where_it_was_and_once(
    crowd: Stage, committed_database: Database, keeper: Keeper
) -> None:
    moved = [firm(n) for n in range(0, 300, 7)]
    with committed_database.transaction() as session:
        _moved(session, moved, crowd.town.units["D"], datetime(2025, 1, 1, tzinfo=UTC))
        _moved(session, moved, crowd.town.units["B"], datetime(2026, 6, 1, tzinfo=UTC))
        _moved(session, moved[:10], crowd.town.units["E"], datetime(2026, 9, 1, 3, 4, 5, tzinfo=UTC))
    assert compare(crowd, committed_database, keeper) > 10_000


def test_what_happened_since_the_last_move_is_counted_from_the_columns(
    crowd: Stage, committed_database: Database, keeper: Keeper
) -> None:
    with committed_database.transaction() as session:
        everybody = [firm(n) for n in range(300)]
        _moved(session, everybody, crowd.town.units["E"], datetime(2025, 1, 1, tzinfo=UTC))
        _moved(session, everybody, crowd.town.units["B"], datetime(2026, 9, 1, tzinfo=UTC))
    city = Scope(cities=frozenset({crowd.town.city}))
    for first, rests in ((date(2026, 9, 2), True), (date(2026, 8, 1), False)):
        asked = Question(scope=city, period=Period(first, TODAY + timedelta(days=900)))
        with committed_database.session() as session:
            columns = keeper.current(session)
            assert columns is not None
            judge = by_object(session, asked, RULES, None)[None]
            with Kept(session, columns, asked, RULES) as kept:
                for name in ("rectified", "effective", "acknowledged"):
                    (row,) = kept.count(INDICATORS[name].facts, [INDICATORS[name]], None)
                    assert (row["d_0"] == judge[name].d) == rests, name
                    assert row["d_0"] > 0


def _moved(session: Session, ids: list[UUID], unit: int, at: datetime) -> None:
    values = {"ids": ids, "unit": unit, "at": at}
    session.execute(
        text("UPDATE enterprise_unit SET valid_to = :at WHERE enterprise_id = ANY(:ids) AND valid_to IS NULL"), values
    )
    session.execute(
        text(
            "INSERT INTO enterprise_unit (enterprise_id, unit_id, valid_from, source) "
            "SELECT id, :unit, :at, 'point' FROM enterprise WHERE id = ANY(:ids)"
        ),
        values,
    )
    session.execute(text("UPDATE enterprise SET unit_id = :unit WHERE id = ANY(:ids)"), values)


def test_acts_through_the_door_are_counted_at_once(crowd: Stage, committed_database: Database, keeper: Keeper) -> None:
    compare(crowd, committed_database, keeper, every=4)
    own = crowd.hazard("wang", photos=[{"sha256": "a" * 64, "taken_at": "2026-11-01T00:00:00Z"}])
    crowd.does(
        "an",
        "open-hazard",
        hazard=own,
        level="general",
        due_on=(local_day(datetime.now(UTC)) + timedelta(days=9)).isoformat(),
    )
    compare(crowd, committed_database, keeper, every=4)
    crowd.does("xu", "void-hazard", hazard=own, reason="已拆除")
    compare(crowd, committed_database, keeper, every=4)


def test_what_changes_while_it_is_counted_is_counted_again(
    crowd: Stage, committed_database: Database, keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A period that is over: the hazard leaves what rests and is asked of the database, and must not count in both."""
    whole, _ = next(questions(crowd))
    over = replace(whole, period=Period(date(2020, 1, 1), TODAY - timedelta(days=1)), names=frozenset({"rectified"}))
    counting = Kept.count
    runs: list[int] = []

    def slowly(kept: Kept, *asked: object) -> list[dict[str, object]]:
        rows = counting(kept, *asked)  # type: ignore[arg-type]
        if not runs:
            with committed_database.transaction() as other:
                other.execute(text("UPDATE hazard SET state = 'void', changed_at = now() WHERE state = 'closed'"))
        runs.append(1)
        return rows

    monkeypatch.setattr(Kept, "count", slowly)
    with committed_database.session() as session:
        ours = by_object(session, over, RULES, "town", keeper)
        assert ours == by_object(session, over, RULES, "town")
    assert len(runs) == 2


def test_single_enterprises_are_asked_of_the_database() -> None:
    whole = Question(scope=Scope(cities=frozenset({1})), period=Period(TODAY, TODAY))
    assert indicator_columns.able(whole, "town")
    assert not indicator_columns.able(replace(whole, enterprise=firm(1)), "town")
    assert not indicator_columns.able(whole, "enterprise")
    assert not indicator_columns.able(replace(whole, scope=Scope(enterprises=frozenset({firm(1)}))), "town")
