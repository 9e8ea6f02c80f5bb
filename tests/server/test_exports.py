"""Files hold exactly the list on screen, say what they are, are whole or not there, and are for their author only."""

import csv
import io
import json
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text, update

from grids.policy import local_day
from server.config import Settings
from server.db import Database
from server.exports import making
from server.jobs.app import work
from server.store.tables import ExportRow, GrantRow, InboxMessage
from tests.server.stage import SAME_ORIGIN, Stage
from tests.server.test_lists import add_hazards


def asked(stage: Stage, who: str, **body: Any) -> Any:
    return stage.client(who).post("/api/v1/exports", json=body, headers=SAME_ORIGIN)


def made(stage: Stage, who: str, **body: Any) -> dict[str, Any]:
    answer = asked(stage, who, **body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json
    assert found["state"] == "done", found
    return found


def content(stage: Stage, who: str, export: dict[str, Any]) -> bytes:
    answer = stage.get(who, export["file_url"])
    assert answer.status_code == 200, answer.text
    assert "attachment" in answer.headers["Content-Disposition"]
    assert len(answer.data) == export["bytes"]
    data: bytes = answer.data
    answer.close()
    return data


def features(stage: Stage, who: str, **body: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(content(stage, who, made(stage, who, format="geojson", **body)))
    return found


@pytest.fixture
def full(stage: Stage, db: Database) -> Stage:
    add_hazards(stage, db, 23)
    return stage


FILTERS = (
    "", "state=open", "state=open&state=closed", "level=major", "overdue=1", "overdue=0", "category=S02", "q=B机械",
    "found_from=2026-11-01&found_to=2026-11-01", "found_to=2026-10-31", "state=open&sort=due_on&limit=5",
)  # fmt: skip


@pytest.mark.parametrize("filter_", FILTERS)
def test_a_file_holds_the_rows_of_the_list_with_the_same_filter(full: Stage, filter_: str) -> None:
    listed = full.client("xu").get(
        f"/api/v1/hazards?{filter_}&limit=500" if "limit" not in filter_ else f"/api/v1/hazards?{filter_[:-8]}"
    )
    body = features(full, "xu", what="hazards", filter=filter_)
    assert {f["properties"]["id"] for f in body["features"]} == {row["id"] for row in (listed.json or {})["items"]}
    plan = full.get("xu", "/api/v1/exports/plan", what="hazards", format="geojson", filter=filter_).json
    assert plan["rows"] == len(body["features"])


@pytest.mark.parametrize("who", ["wang", "li", "an", "xi", "xu"])
@pytest.mark.parametrize("what", ["hazards", "enterprises", "notices"])
def test_everybody_takes_out_what_their_list_shows(stage: Stage, who: str, what: str) -> None:
    own = stage.hazard("an")
    stage.hazard("wang")
    stage.hazard("lin", "D")
    items = [
        {"hazard": own, "due_on": (local_day(datetime.now(UTC)) + timedelta(days=3)).isoformat(), "demand": "清理"}
    ]
    enterprise = str(stage.town.enterprises["A"])
    stage.does("an", "issue-notice", notice=str(uuid4()), enterprise=enterprise, notice_kind="reminder", items=items)
    body = features(stage, who, what=what)
    listed = {row["id"] for row in stage.get(who, f"/api/v1/{what}", limit=500).json["items"]}
    assert {f["properties"]["id"] for f in body["features"]} == listed


def test_units_carry_the_figures_of_the_map(full: Stage) -> None:
    query = {"period_from": "2026-11-01", "period_to": "2026-11-30"}
    shown = {u["unit_id"]: u for u in full.get("xu", "/api/v1/figures/units", **query).json["units"]}
    body = features(full, "xu", what="units", filter="period_from=2026-11-01&period_to=2026-11-30")
    assert {f["properties"]["unit_id"] for f in body["features"]} == shown.keys()
    for feature in body["features"]:
        told, own = feature["properties"], shown[feature["properties"]["unit_id"]]
        assert (told["open"], told["overdue_open"], told["found"], told["closed"]) == (
            own["open"],
            own["overdue"],
            own["found"],
            own["closed"],
        )
        assert told["closed_percent"] == (round(100 * own["closed"] / own["found"], 2) if own["found"] else None)
        assert feature["geometry"]["type"] == "MultiPolygon"


def test_a_planner_takes_units_without_figures_and_no_hazards(full: Stage) -> None:
    body = features(full, "chen", what="units")
    assert len(body["features"]) == 6
    assert {f["properties"]["open"] for f in body["features"]} == {None}
    assert asked(full, "chen", what="hazards").status_code == 403
    assert asked(full, "guan", what="units").status_code == 403


@pytest.mark.parametrize("kind", ["geojson", "gpkg", "shapefile", "xlsx", "csv", "parquet"])
@pytest.mark.parametrize("what", ["hazards", "enterprises", "notices", "units", "divisions"])
def test_every_list_is_written_in_every_format(full: Stage, what: str, kind: str) -> None:
    export = made(full, "xu", what=what, format=kind, crs="epsg:4549")
    assert content(full, "xu", export)
    assert export["rows_done"] == export["rows_total"]


def test_a_file_states_filter_scope_system_error_time_and_author(full: Stage) -> None:
    export = made(full, "xu", what="hazards", format="csv", crs="gcj02", filter="state=open&level=major")
    with zipfile.ZipFile(io.BytesIO(content(full, "xu", export))) as packed:
        told = packed.read("README.md").decode()
        name = next(name for name in packed.namelist() if name.endswith(".csv"))
        rows = list(csv.DictReader(io.StringIO(packed.read(name).decode("utf-8-sig"))))
    assert {row["状态"] for row in rows} == {"待整改"}
    for line in (
        "等级：重大事故隐患",
        "状态：待整改",
        "查看范围: 示范区",
        "坐标系: GCJ-02",
        "公开公式与官方算法之差未知",
        "生成人: ",
    ):
        assert line in told, told
    english: Any = (
        full.client("xu")
        .post(
            "/api/v1/exports",
            json={"what": "hazards", "format": "geojson", "filter": "state=open"},
            headers={**SAME_ORIGIN, "X-Wangge-Language": "en"},
        )
        .json
    )
    about = json.loads(content(full, "xu", english))["about"]
    assert about["Coordinate system"].startswith("WGS-84 degrees (EPSG:4326)")


def test_numbers_and_names_of_people_of_enterprises_stay_at_home(stage: Stage, db: Database) -> None:
    with db.transaction() as session:
        session.execute(
            text(
                "UPDATE enterprise SET contact_phone = '13900001111', contact = '张某某', "
                "principal_phone = '13900002222'"
            )
        )
    body = json.dumps(features(stage, "xu", what="enterprises"), ensure_ascii=False)
    for secret in ("13900001111", "13900002222", "张某某"):
        assert secret not in body


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"what": "hazards", "filter": "state=opened"}, "bad-act"),
        ({"what": "hazards", "crs": "mars"}, "bad-crs"),
        ({"what": "hazards", "crs": "EPSG:32650"}, "bad-crs"),
        ({"what": "hazards", "format": "kml", "crs": "gcj02"}, "bad-crs"),
        ({"what": "hazards", "format": "pdf"}, "bad-act"),
        ({"what": "monthly", "format": "xlsx", "filter": "month=2026-11"}, "bad-act"),
        ({"what": "monthly", "format": "pdf", "filter": "month=2026-13"}, "bad-act"),
        ({"what": "people"}, "bad-act"),
        ({"what": "hazards", "filter": "q=" + "x" * 101}, "bad-act"),
        ({"what": "enterprises", "filter": "grade=Z"}, "bad-act"),
    ],
)
def test_what_makes_no_sense_is_refused_and_leaves_no_record(
    stage: Stage, db: Database, body: dict[str, Any], code: str
) -> None:
    answer = asked(stage, "xu", **body)
    assert (answer.status_code, answer.json["code"]) == (422, code)
    with db.session() as session:
        assert session.scalars(select(ExportRow)).all() == []


def test_an_export_is_for_its_author_only_and_only_while_they_see_the_same(stage: Stage, db: Database) -> None:
    export = made(stage, "an", what="hazards", format="csv")
    for path in (export["file_url"], f"/api/v1/exports/{export['id']}"):
        assert stage.get("xi", path).status_code == 404
    assert stage.client("xi").delete(f"/api/v1/exports/{export['id']}", headers=SAME_ORIGIN).status_code == 404
    with db.transaction() as session:
        session.execute(
            update(GrantRow).where(GrantRow.person_id == stage.people["an"]).values(area_id=stage.town.towns["湖西镇"])
        )
    assert stage.get("an", export["file_url"]).status_code == 404


def test_every_export_is_on_record_with_its_filter_rows_and_fetches(full: Stage, db: Database) -> None:
    export = made(full, "xu", what="hazards", format="csv", filter="state=open")
    for _ in range(2):
        content(full, "xu", export)
    with db.session() as session:
        row = session.get_one(ExportRow, UUID(export["id"]))
    assert (row.by_person, row.wanted, row.rows_done, row.fetched) == (
        full.people["xu"],
        {"state": ["open"]},
        export["rows_total"],
        2,
    )
    assert row.expires_at is not None
    assert row.expires_at - row.at == making.KEPT


def test_after_a_week_the_file_goes_and_the_record_stays(full: Stage, db: Database, settings: Settings) -> None:
    export = made(full, "xu", what="hazards", format="csv")
    folder = making.folder_of(settings.data_dir, UUID(export["id"]))
    assert making.sweep(db, settings.data_dir, datetime.now(UTC)) == 0
    assert folder.exists()
    assert making.sweep(db, settings.data_dir, datetime.now(UTC) + making.KEPT + timedelta(minutes=1)) == 1
    assert not folder.exists()
    assert full.get("xu", export["file_url"]).status_code == 404
    assert full.get("xu", f"/api/v1/exports/{export['id']}").json["state"] == "expired"


@pytest.fixture
def by_worker(real_stage: Stage, committed_database: Database, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """Few rows count as many here, so that the worker makes the file."""
    add_hazards(real_stage, committed_database, 9)
    monkeypatch.setattr(making, "LARGE", dict.fromkeys(making.LARGE, 3))
    monkeypatch.setattr("server.api.exports.LARGE", dict.fromkeys(making.LARGE, 3))
    return real_stage


@pytest.fixture
def here(committed_database: Database, settings: Settings) -> Settings:
    url = committed_database.engine.url.render_as_string(hide_password=False)
    return Settings(database_url=url, data_dir=settings.data_dir)


def test_a_large_one_is_made_by_the_worker_and_a_message_says_so(
    by_worker: Stage, here: Settings, committed_database: Database
) -> None:
    export = asked(by_worker, "xu", what="hazards", format="xlsx").json
    assert (export["state"], export["file_url"], export["rows_total"]) == ("waiting", None, 9)
    again = asked(by_worker, "xu", what="hazards", format="xlsx").json
    assert again["id"] == export["id"], "asked twice it is made once"
    work(here, wait=False)
    done = by_worker.get("xu", f"/api/v1/exports/{export['id']}").json
    assert (done["state"], done["rows_done"]) == ("done", 9)
    assert content(by_worker, "xu", done).startswith(b"PK")
    with committed_database.session() as session:
        told = session.scalars(select(InboxMessage).where(InboxMessage.event == "export-done")).one()
    assert (told.person_id, told.ref_id) == (by_worker.people["xu"], export["id"])


def test_a_cancelled_one_is_never_offered(by_worker: Stage, here: Settings) -> None:
    export = asked(by_worker, "xu", what="hazards", format="xlsx").json
    assert by_worker.client("xu").delete(f"/api/v1/exports/{export['id']}", headers=SAME_ORIGIN).status_code == 204
    work(here, wait=False)
    assert by_worker.get("xu", f"/api/v1/exports/{export['id']}").json["state"] == "cancelled"
    assert by_worker.get("xu", f"/api/v1/exports/{export['id']}/file").status_code == 404
    assert list((here.data_dir / "exports").glob("*")) == []


def test_cancelled_in_the_middle_nothing_is_left(
    by_worker: Stage, here: Settings, committed_database: Database
) -> None:
    export = asked(by_worker, "xu", what="hazards", format="xlsx").json
    own = UUID(export["id"])

    def half(folder: Path, told: Any) -> tuple[Path, int]:
        (folder / "half.xlsx").write_bytes(b"half")
        by_worker.client("xu").delete(f"/api/v1/exports/{own}", headers=SAME_ORIGIN)
        told(3)
        raise AssertionError("went on after it was cancelled")

    assert making.begin(committed_database, own, datetime.now(UTC)) is not None
    assert not making.whole(committed_database, here.data_dir, own, datetime.now(UTC), half)
    assert list((here.data_dir / "exports").glob("*")) == []


def test_one_that_fails_leaves_no_half_and_says_so(
    by_worker: Stage, here: Settings, committed_database: Database
) -> None:
    export = asked(by_worker, "xu", what="hazards", format="xlsx").json
    own = UUID(export["id"])

    def broken(folder: Path, told: Any) -> tuple[Path, int]:
        (folder / "half.xlsx").write_bytes(b"half")
        told(3)
        raise OSError("disk full")

    making.begin(committed_database, own, datetime.now(UTC))
    with pytest.raises(OSError, match="disk full"):
        making.whole(committed_database, here.data_dir, own, datetime.now(UTC), broken)
    assert by_worker.get("xu", f"/api/v1/exports/{own}").json["state"] == "failed"
    assert by_worker.get("xu", f"/api/v1/exports/{own}/file").status_code == 404
    assert list((here.data_dir / "exports").glob("*")) == []


def test_rights_lost_before_the_worker_came_end_it(
    by_worker: Stage, here: Settings, committed_database: Database
) -> None:
    export = asked(by_worker, "xu", what="hazards", format="xlsx").json
    with committed_database.transaction() as session:
        session.execute(
            update(GrantRow).where(GrantRow.person_id == by_worker.people["xu"]).values(valid_to=datetime.now(UTC))
        )
    work(here, wait=False)
    with committed_database.session() as session:
        assert session.get_one(ExportRow, UUID(export["id"])).state == "cancelled"
