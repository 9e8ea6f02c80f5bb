"""Past inspections of another system: all counted, marked as imported, nobody's act, the same when read twice."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

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
OVERDUE = "/api/v1/indicators/frequency_met/facts?side=rest"
_COLUMNS = ("id", "name", "address", "lat", "lon", "visit", "day", "text", "severity", "action")
_ROWS = (
    ("7", "Bakery", "1 King St", "31.61", "119.81", "v1", "2021-03-01", "Floor not clean", "Minor", "Notice"),
    ("7", "Bakery", "1 King St", "31.61", "119.81", "v1", "2021-03-01", "Food at 12 degrees", "Crucial", "Corrected"),
    ("7", "Bakery", "1 King St", "31.61", "119.81", "v1", "2021-03-01", "Floor not clean", "Minor", "Notice"),
    ("7", "Bakery", "1 King St", "31.61", "119.81", "v2", "2021-07-01", "", "", ""),
    ("9", "Diner", "2 Queen St", "31.61", "119.83", "v3", "2021-05-05", "No hot water", "Minor", "Notice"),
)


def district(db: Database, app: Flask, area: str, role: Role) -> FlaskClient:
    with db.transaction() as session:
        new = accounts.NewPerson(username="office", name="Office", role=role, password=PASSWORD, area=area, locale="en")
        accounts.add(session, new, datetime(2021, 1, 1, tzinfo=UTC))
    client = app.test_client()
    signed = client.post("/api/v1/session", json={"username": "office", "password": PASSWORD}, headers=SAME_SITE)
    assert signed.status_code == 200
    return client


def overdue(client: FlaskClient, db: Database, day: str) -> set[str]:
    """Ask which places were owed a visit on a past day, all pages of the list."""
    path = f"{OVERDUE}&period_from={day}&period_to={day}&limit=500"
    found: set[str] = set()
    after = ""
    while True:
        page: Any = client.get(path + (f"&after={after}" if after else "")).json
        found |= {item["enterprise_id"] for item in page["items"]}
        after = page["next"]
        if not after:
            assert len(found) == page["total"]
            codes = {str(row.id): row.own_code for row in offices.query(db, "SELECT id, own_code FROM enterprise")}
            return {codes[own] for own in found}


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


def test_a_place_is_known_since_its_first_inspection_and_past_days_can_be_counted(
    office: Database, app: Flask, tmp_path: Path
) -> None:
    bring(office, tmp_path)
    listed = "SELECT own_code, listed_on::text, status_since::text FROM enterprise ORDER BY 1"
    assert [tuple(row) for row in offices.query(office, listed)] == [
        ("7", "2021-03-01", "2021-03-01"), ("9", "2021-05-05", "2021-05-05"),
    ]  # fmt: skip
    earlier = ("9", "Diner", "2 Queen St", "31.61", "119.83", "v0", "2020-02-02", "", "", "")
    bring(office, tmp_path, [*_ROWS, earlier])
    assert [row.listed_on for row in offices.query(office, listed)] == ["2021-03-01", "2020-02-02"]
    since = (
        "SELECT min(s.valid_from AT TIME ZONE 'Asia/Shanghai')::date::text AS state, "
        "min(f.valid_from AT TIME ZONE 'Asia/Shanghai')::date::text AS facts FROM enterprise e "
        "JOIN enterprise_state s ON s.enterprise_id = e.id JOIN enterprise_facts f ON f.enterprise_id = e.id "
        "GROUP BY e.own_code ORDER BY e.own_code"
    )
    known = [("2021-03-01", "2021-03-01"), ("2020-02-02", "2020-02-02")]
    assert [tuple(row) for row in offices.query(office, since)] == known
    client = district(office, app, "湖塘镇", Role.TOWN_OFFICER)
    assert [overdue(client, office, day) for day in ("2020-01-31", "2021-04-30", "2021-08-01", "2023-07-02")] == [
        set(), {"9"}, set(), {"7", "9"},
    ]  # fmt: skip


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
    client = district(db, app, "Toronto", Role.DISTRICT)
    figures: Any = client.get("/api/v1/figures/units?period_from=2020-01-01&period_to=2021-12-31").json
    assert len(figures["units"]) == 140
    listed: Any = client.get("/api/v1/hazards?found_from=2001-01-01&found_to=2021-12-31").json
    assert listed["total"] == 87_115
    base: Any = client.get("/api/v1/map/base").json
    assert {f["properties"]["kind"] for f in base["features"]} >= {"border", "outside", "place"}
    for layer in LAYERS:
        assert client.get(f"/tiles/{layer}/11/571/747.mvt").data, layer
    visits, required = inspected(folder / "toronto_dinesafe.csv.gz")
    owed = {
        day: {place for place, days in visits.items() if is_overdue(days, required[place], day)}
        for day in (date(2005, 6, 30), date(2010, 12, 31), date(2021, 6, 30))
    }
    assert overdue(client, db, "2005-06-30") == owed[date(2005, 6, 30)]
    for day, places in owed.items():
        page: Any = client.get(f"{OVERDUE}&period_from={day}&period_to={day}&limit=1").json
        assert page["total"] == len(places) > 100


def inspected(path: Path) -> tuple[dict[str, list[date]], dict[str, int]]:
    """Read from the file itself the days of inspection of each place, and how many a year it requires."""
    visits: dict[str, set[date]] = {}
    required: dict[str, int] = {}
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            place = row["establishment_id"]
            visits.setdefault(place, set()).add(date.fromisoformat(row["inspection_date"][:10]))
            required.setdefault(place, int(row["min_insp_per_year"]))
    return {place: sorted(days) for place, days in visits.items()}, required


def is_overdue(days: list[date], a_year: int, on: date) -> bool:
    """Tell whether the last inspection by that day lies further back than the interval of so many a year."""
    past = [day for day in days if day <= on]
    return bool(past) and on - past[-1] > timedelta(days={1: 365, 2: 182, 3: 91}[a_year])
