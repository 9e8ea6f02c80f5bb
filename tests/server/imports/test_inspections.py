"""Past inspections of another system: all counted, marked as imported, nobody's act, the same when read twice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from gis.tiles import LAYERS
from grids.errors import Refusal
from grids.permissions import Role
from server import accounts, proofs
from server.config import Settings
from server.db import Database
from server.imports.report import Report
from server.photos import PhotoStore
from tests.server.imports import offices

_MAPPING = """
[columns]
"id" = "own_code"
"name" = "name"
"address" = "address"
"lat" = "lat"
"lon" = "lon"
"visit" = "visit_no"
"day" = "found_on"
"text" = "finding"
"severity" = "level"
"action" = "outcome"
[constants]
source = "City records"
town = "湖塘镇"
position_quality = "address"
{settled}
[values.level]
"Crucial" = "major"
"Minor" = "general"
[values.outcome]
"Notice" = "open"
"Corrected" = "on_the_spot"
"""
PASSWORD = "a-long-enough-one"
SAME_SITE = {"Sec-Fetch-Site": "same-origin"}
_COLUMNS = ("id", "name", "address", "lat", "lon", "visit", "day", "text", "severity", "action")
_ROWS = (
    ("7", "Bakery", "1 King St", "31.61", "119.81", "v1", "2021-03-01", "Floor not clean", "Minor", "Notice"),
    ("7", "Bakery", "1 King St", "31.61", "119.81", "v1", "2021-03-01", "Food at 12 degrees", "Crucial", "Corrected"),
    ("7", "Bakery", "1 King St", "31.61", "119.81", "v1", "2021-03-01", "Floor not clean", "Minor", "Notice"),
    ("7", "Bakery", "1 King St", "31.61", "119.81", "v2", "2021-07-01", "", "", ""),
    ("9", "Diner", "2 Queen St", "31.61", "119.83", "v3", "2021-05-05", "No hot water", "Minor", "Notice"),
)


def bring(db: Database, folder: Path, rows: Sequence[Sequence[str]] = _ROWS, *, settled: bool = True) -> Report:
    mapping = folder / "mapping.toml"
    mapping.write_text(_MAPPING.replace("{settled}", 'settled_by = "later-inspection"' if settled else ""), "utf-8")
    path = offices.write_csv(folder / "past.csv", _COLUMNS, rows)
    return offices.do(db, "inspections", path, mapping=mapping, crs="wgs84")


@pytest.fixture
def office(db: Database, tmp_path: Path) -> Database:
    offices.lay_divisions(db, tmp_path)
    offices.lay_units(db, tmp_path)
    return db


def hazards(db: Database) -> list[Any]:
    return offices.query(
        db,
        "SELECT description, state, level, on_the_spot, (closed_at AT TIME ZONE 'Asia/Shanghai')::date::text AS closed "
        "FROM hazard ORDER BY found_at, description, ledger_no",
    )


def test_every_row_is_a_visit_or_a_finding_at_a_place(office: Database, tmp_path: Path) -> None:
    report = bring(office, tmp_path)
    assert report.refused == 0
    assert report.details["history"] == {
        "places": 2, "places_new": 2, "visits": 3, "visits_new": 3, "findings": 4, "without_finding": 1, "rows": 5,
    }  # fmt: skip
    assert [tuple(row) for row in hazards(office)] == [
        ("Floor not clean", "closed", "general", False, "2021-07-01"),
        ("Floor not clean", "closed", "general", False, "2021-07-01"),
        ("Food at 12 degrees", "closed", "major", True, "2021-03-01"),
        ("No hot water", "open", "general", False, None),
    ]


def test_without_the_rule_only_what_was_put_right_on_the_spot_is_closed(office: Database, tmp_path: Path) -> None:
    bring(office, tmp_path, settled=False)
    assert [row.state for row in hazards(office)] == ["open", "open", "closed", "open"]


def test_history_is_nobodys_act_and_the_proof_counts_it_apart(
    office: Database, tmp_path: Path, settings: Settings
) -> None:
    bring(office, tmp_path)
    assert offices.one(office, "SELECT count(*) FROM ledger") == 0
    assert offices.one(office, "SELECT count(*) FROM act_received") == 0
    holders = "SELECT DISTINCT p.username, p.active FROM hazard h JOIN person p ON p.id = h.found_by"
    assert [tuple(row) for row in offices.query(office, holders)] == [("#import", False)]
    proof = proofs.prove(office, PhotoStore.of(settings), lambda _what, _done, _total: None)
    assert (proof.findings, proof.imported_events) == ((), 4)


def test_a_step_that_only_claims_to_be_imported_is_a_finding(
    office: Database, tmp_path: Path, settings: Settings
) -> None:
    bring(office, tmp_path)
    offices.write(office, "UPDATE hazard SET import_batch_id = NULL WHERE description = 'No hot water'")
    proof = proofs.prove(office, PhotoStore.of(settings), lambda _what, _done, _total: None)
    assert [finding.code for finding in proof.findings] == ["events-without-act"]


def test_the_same_file_twice_changes_nothing(office: Database, tmp_path: Path) -> None:
    bring(office, tmp_path)
    again = bring(office, tmp_path)
    assert (again.inserted, again.updated, again.unchanged) == (0, 0, 4)
    assert again.details["history"]["visits_new"] == 0
    assert offices.one(office, "SELECT count(*) FROM hazard_event") == 4


def test_a_later_file_brings_what_is_new_and_closes_what_it_settles(office: Database, tmp_path: Path) -> None:
    bring(office, tmp_path)
    later = ("9", "Diner", "2 Queen St", "31.61", "119.83", "v4", "2021-09-09", "", "", "")
    report = bring(office, tmp_path, [*_ROWS, later])
    assert (report.inserted, report.updated) == (0, 1)
    assert hazards(office)[-1].state == "closed"
    steps = "SELECT state_before, state_after FROM hazard_event ORDER BY id DESC LIMIT 1"
    assert [tuple(row) for row in offices.query(office, steps)] == [("open", "closed")]


def test_a_finding_that_people_have_worked_on_is_left_alone(office: Database, tmp_path: Path) -> None:
    bring(office, tmp_path)
    offices.write(
        office,
        "INSERT INTO hazard_event (hazard_id, event, act_id, at, person_name, role, state_before, state_after, body) "
        "SELECT id, 'level-changed', gen_random_uuid(), now(), '王', 'town_officer', state, state, '{}' FROM hazard "
        "WHERE description = 'No hot water'",
    )
    later = ("9", "Diner", "2 Queen St", "31.61", "119.83", "v4", "2021-09-09", "", "", "")
    report = bring(office, tmp_path, [*_ROWS, later])
    assert report.updated == 0
    assert hazards(office)[-1].state == "open"


def test_a_finding_stands_in_the_grid_unit_of_its_place_and_never_pretends_a_fix(
    office: Database, tmp_path: Path
) -> None:
    bring(office, tmp_path)
    placed = "SELECT count(*) FROM hazard h JOIN enterprise e ON e.id = h.enterprise_id WHERE h.unit_id = e.unit_id"
    assert offices.one(office, placed) == 4
    assert {row.point_from for row in offices.query(office, "SELECT point_from FROM hazard")} == {"enterprise"}


@pytest.mark.parametrize(
    ("changed", "of", "code"),
    [
        ({"day": "in spring"}, "found_on", "not-a-day"),
        ({"severity": "Awful"}, "level", "not-mapped"),
        ({"action": "Shrug"}, "outcome", "not-mapped"),
        ({"id": ""}, "own_code", "empty"),
        ({"id": "11", "name": ""}, "name", "empty"),
    ],
)
def test_a_row_nobody_can_mean_comes_back_with_its_reason(
    office: Database, tmp_path: Path, changed: dict[str, str], of: str, code: str
) -> None:
    bad = tuple({**dict(zip(_COLUMNS, _ROWS[0], strict=True)), **changed}.values())
    report = bring(office, tmp_path, [*_ROWS, bad])
    assert [(remark.line, remark.field, remark.code) for remark in report.remarks if remark.refused] == [(7, of, code)]
    assert report.inserted == 4
    assert report.refused_csv is not None


def test_a_mapping_that_does_not_say_whose_history_it_is_is_refused(office: Database, tmp_path: Path) -> None:
    mapping = tmp_path / "m.toml"
    mapping.write_text(
        '[columns]\n"id" = "own_code"\n"name" = "name"\n"day" = "found_on"\n"text" = "finding"\n', "utf-8"
    )
    path = offices.write_csv(tmp_path / "past.csv", _COLUMNS, _ROWS)
    with pytest.raises(Refusal) as refused:
        offices.do(office, "inspections", path, mapping=mapping)
    assert refused.value.facts["missing"] == "source"


@pytest.mark.real_data
@pytest.mark.timeout(1800)  # 147,202 rows
def test_toronto_goes_in_whole_and_every_figure_and_layer_works_on_it(
    db: Database, app: Flask, real_data: Path, tmp_path: Path
) -> None:
    folder, mappings = real_data / "inspections", Path(__file__).parents[3] / "docs/mappings"
    offices.write(db, "SET LOCAL idle_in_transaction_session_timeout = 0")  # as at the shell, which has no limits
    offices.write(db, "SET LOCAL statement_timeout = 0")
    tree = offices.write_csv(
        tmp_path / "tree.csv", ["name", "level", "city"], [["Toronto", "city", ""], ["Toronto", "district", "Toronto"]]
    )
    offices.do(db, "divisions", tree)
    outlines = folder / "toronto_neighbourhoods140.geojson"
    offices.do(db, "divisions", outlines, mapping=mappings / "toronto-towns.toml")
    assert offices.do(db, "grids", outlines, mapping=mappings / "toronto-grids.toml").inserted == 140
    report = offices.do(
        db, "inspections", folder / "toronto_dinesafe.csv.gz", mapping=mappings / "dinesafe.toml", language="en"
    )
    assert report.details["history"] == {
        "places": 11_543, "places_new": 11_543, "visits": 97_010, "visits_new": 97_010, "findings": 87_115,
        "without_finding": 60_087, "rows": 147_202,
    }  # fmt: skip
    assert (report.refused, report.details["without_unit"]) == (0, 0)
    levels = dict(map(tuple, offices.query(db, "SELECT level, count(*) FROM hazard GROUP BY level")))
    assert levels == {"major": 4_299, "general": 87_115 - 4_299}
    with db.transaction() as session:
        new = accounts.NewPerson(
            username="dist", name="District", role=Role.DISTRICT, password=PASSWORD, area="Toronto", locale="en"
        )
        accounts.add(session, new, datetime(2021, 1, 1, tzinfo=UTC))
    client = app.test_client()
    signed = client.post("/api/v1/session", json={"username": "dist", "password": PASSWORD}, headers=SAME_SITE)
    assert signed.status_code == 200
    figures: Any = client.get("/api/v1/figures/units?period_from=2020-01-01&period_to=2021-12-31").json
    assert len(figures["units"]) == 140
    listed: Any = client.get("/api/v1/hazards?found_from=2001-01-01&found_to=2021-12-31").json
    assert listed["total"] == 87_115
    base: Any = client.get("/api/v1/map/base").json
    assert {f["properties"]["kind"] for f in base["features"]} >= {"border", "outside", "place"}
    for layer in LAYERS:
        assert client.get(f"/tiles/{layer}/11/571/747.mvt").data, layer
