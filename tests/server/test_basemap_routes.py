"""Maps under the work: who is offered which, tiles of the stored one, packs that end where a person's area ends."""

from __future__ import annotations

import hashlib
import math
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import shapely
from pmtiles.reader import MemorySource, all_tiles
from pyproj import Transformer

from gis.tile_archive import tile_at
from server import basemap_file
from server.api.basemap_answers import OfferedShape, PackShape
from server.application import create_app
from server.config import Settings
from server.db import Database
from server.reads.basemap import MARGIN_M
from tests import map_files, people, town
from tests.people import NOBODY
from tests.server.stage import Stage

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
TO_METRES = Transformer.from_crs(4326, town.METRIC, always_xy=True)
KEY = "a-key-that-only-people-signed-in-may-have"


def untold(_done: int, _total: int) -> None:
    """Hear nothing."""


def stage_with(settings: Settings, db: Database, **chosen: Any) -> Stage:
    app = create_app(replace(settings, **chosen), db)
    app.testing = True
    with db.transaction() as session:
        drawn = town.build(session)
        ids = people.settle(session, drawn)
    return Stage(app=app, town=drawn, people=ids)


def around(letters: str, spare: float = 0.05) -> tuple[float, float, float, float]:
    points = [town.middle(letter) for letter in letters]
    lons, lats = [lon for lon, _ in points], [lat for _, lat in points]
    return min(lons) - spare, min(lats) - spare, max(lons) + spare, max(lats) + spare


def keep(settings: Settings, source: Path) -> basemap_file.Stored:
    return basemap_file.keep(source, settings.data_dir, None, NOW, untold, None)


@pytest.fixture
def stored(settings: Settings, db: Database, tmp_path: Path) -> Stage:
    """An installation with a stored map that reaches far beyond the district."""
    keep(settings, map_files.write_pmtiles(tmp_path / "m.pmtiles", around("ABCDEF", 0.06), range(10, 17)))
    return stage_with(settings, db, basemap="pmtiles")


def fetch(stage: Stage, who: str, headers: dict[str, str] | None = None) -> Any:
    """Fetch the pack, whole, and close the file behind it."""
    with stage.client(who).get("/api/v1/basemap/pack", headers=headers) as answer:
        answer.get_data()
    return answer


def tiles_in(content: bytes) -> set[map_files.Tile]:
    return {tile for tile, _ in all_tiles(MemorySource(content))}


def test_without_a_choice_nothing_but_the_offline_map_is_offered(stage: Stage) -> None:
    assert stage.get("wang", "/api/v1/basemap").json == {"streets": None, "imagery": None, "stored": None}
    assert stage.get(NOBODY, "/api/v1/basemap").status_code == 401


def test_tianditu_is_two_maps_of_two_sheets_with_the_key_for_people_who_are_signed_in(
    settings: Settings, db: Database
) -> None:
    chosen = {"basemap": "tianditu", "tianditu_key": KEY, "basemap_approval": "GS(2024)0000号"}
    stage = stage_with(settings, db, **chosen)
    body = stage.get("wang", "/api/v1/basemap").json
    for name, layers in (("streets", ("vec", "cva")), ("imagery", ("img", "cia"))):
        for sheet, layer in zip(body[name]["sheets"], layers, strict=True):
            assert len(sheet) == 8
            assert all(f"/{layer}_w/" in url and f"LAYER={layer}&" in url and f"tk={KEY}" in url for url in sheet)
        assert body[name]["crs"] == "wgs84"
    assert body["streets"]["credit"]["zh"] == "天地图 · 国家地理信息公共服务平台 · 审图号：GS(2024)0000号"
    for path in ("/api/v1/basemap", "/", "/healthz", "/api/v1/openapi.json"):
        with stage.client(NOBODY).get(path) as answer:
            assert KEY not in answer.get_data(as_text=True)


@pytest.mark.parametrize(("crs", "chosen"), [("gcj02", {"basemap": "amap"}), ("gcj02", None), ("wgs84", None)])
def test_a_map_says_in_which_system_it_lies(
    settings: Settings, db: Database, crs: str, chosen: dict[str, Any] | None
) -> None:
    url = "https://tiles.example/{z}/{x}/{y}.png"
    own = {"basemap": "xyz", "basemap_url": url, "basemap_crs": crs, "basemap_attribution": "© 测绘院"}
    body = stage_with(settings, db, **(chosen or own)).get("an", "/api/v1/basemap").json
    assert body["streets"]["crs"] == crs
    assert body["streets"]["credit"]["zh"] == ("© 高德地图" if chosen else "© 测绘院")


def test_a_stored_map_gives_its_tiles_to_people_who_are_signed_in(stored: Stage) -> None:
    body = stored.get("an", "/api/v1/basemap").json["stored"]
    assert (body["kind"], body["shallowest"], body["deepest"]) == ("raster", 10, 16)
    assert body["credit"] == {"zh": "© 测试街道", "en": "© 测试街道"}
    z, x, y = map_files.over(around("A", 0), [14])[0]
    path = body["tiles"].format(z=z, x=x, y=y)
    answer = stored.client("an").get(path)
    assert (answer.status_code, answer.mimetype) == (200, "image/png")
    assert answer.data == map_files.picture((z, x, y))
    again = stored.client("an").get(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    assert stored.client(NOBODY).get(path).status_code == 401
    assert stored.get("an", "/api/v1/basemap/tiles/14/0/0").status_code == 204
    for outside in ("14/99999/1", "99/1/1", "3/8/1"):
        assert stored.get("an", f"/api/v1/basemap/tiles/{outside}").status_code == 404


def test_vector_tiles_stay_packed_for_whoever_can_unpack_them(settings: Settings, db: Database, tmp_path: Path) -> None:
    keep(settings, map_files.write_pmtiles(tmp_path / "m.pmtiles", around("A"), [14], map_files.streets))
    stage = stage_with(settings, db, basemap="pmtiles")
    z, x, y = map_files.over(around("A", 0), [14])[0]
    packed = stage.client("an").get(f"/api/v1/basemap/tiles/{z}/{x}/{y}", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.data == map_files.streets((z, x, y))
    plain = stage.client("an").get(f"/api/v1/basemap/tiles/{z}/{x}/{y}", headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers
    assert b"earth" in plain.data


TILE_M = 520.0
"""A tile of zoom 16 at this latitude is 40,075,017 m / 2^16 * cos 31.7 wide."""


@pytest.mark.parametrize(
    ("who", "letters"),
    [("wang", "A"), ("lin", "D"), ("li", "A"), ("an", "ABC"), ("zhou", "ABC"), ("xi", "DEF"), ("shi", "ABCDEF")],
)
def test_a_pack_covers_ones_own_units_and_a_margin_and_nothing_beyond(stored: Stage, who: str, letters: str) -> None:
    about = stored.get(who, "/api/v1/basemap/pack/about").json
    answer = fetch(stored, who)
    assert (answer.status_code, answer.mimetype) == (200, "application/vnd.pmtiles")
    assert (about["bytes"], about["sha256"]) == (len(answer.data), hashlib.sha256(answer.data).hexdigest())
    assert (about["deepest"], about["dropped"]) == (16, [])
    PackShape.model_validate(about)
    OfferedShape.model_validate(stored.get(who, "/api/v1/basemap").json)
    assert about["tiles"].startswith("/api/v1/basemap/tiles/{z}/{x}/{y}?v=")
    found = tiles_in(answer.data)
    assert about["count"] == len(found)
    for letter in letters:
        for zoom in range(10, 17):
            assert (zoom, *tile_at(*town.middle(letter), zoom)) in found
    reach = MARGIN_M + TILE_M
    ground = shapely.unary_union([shape for letter, shape in town.shapes().items() if letter in letters])
    parts = [shapely.box(*part.bounds) for part in town_parts(letters)]
    allowed = shapely.unary_union([part.buffer(reach, join_style="mitre") for part in parts])
    assert allowed.contains(ground)
    for z, x, y in found:
        if z == 16:
            assert allowed.contains(middle_of(z, x, y))


def town_parts(letters: str) -> list[shapely.Geometry]:
    shapes = town.shapes()
    held = [[shapes[letter] for letter in own if letter in letters] for own in town.TOWNS.values()]
    return [shapely.unary_union(part) for part in held if part]


def middle_of(z: int, x: int, y: int) -> shapely.Point:
    lon = (x + 0.5) / 2**z * 360 - 180
    lat = math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * (y + 0.5) / 2**z))))
    return shapely.Point(TO_METRES.transform(lon, lat))


def test_a_pack_comes_by_ranges_and_goes_on_only_while_it_is_the_same(stored: Stage) -> None:
    whole = fetch(stored, "wang")
    tag = whole.headers["ETag"]
    parts = []
    for start in range(0, len(whole.data), 3_000):
        end = min(start + 3_000, len(whole.data)) - 1
        part = fetch(stored, "wang", {"Range": f"bytes={start}-{end}", "If-Range": tag})
        assert part.status_code == 206
        assert part.headers["Content-Range"] == f"bytes {start}-{end}/{len(whole.data)}"
        parts.append(part.data)
    assert b"".join(parts) == whole.data
    other = fetch(stored, "wang", {"Range": "bytes=0-9", "If-Range": '"of another map"'})
    assert other.status_code == 200
    beyond = fetch(stored, "wang", {"Range": f"bytes={len(whole.data)}-"})
    assert beyond.status_code == 416
    assert fetch(stored, "wang", {"If-None-Match": tag}).status_code == 304


def test_a_pack_that_would_be_too_large_says_which_zooms_it_left_out(
    settings: Settings, db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(basemap_file, "BUDGET_BYTES", 300_000)
    keep(settings, map_files.write_pmtiles(tmp_path / "m.pmtiles", around("A"), range(10, 16), map_files.heavy))
    about = stage_with(settings, db, basemap="pmtiles").get("wang", "/api/v1/basemap/pack/about").json
    assert about["bytes"] <= about["budget"] == 300_000
    assert about["dropped"] == list(range(about["deepest"] + 1, 16)) != []


def test_another_map_makes_another_pack_and_the_old_files_go(stored: Stage, settings: Settings, tmp_path: Path) -> None:
    before = stored.get("wang", "/api/v1/basemap/pack/about").json["sha256"]
    assert stored.get("wang", "/api/v1/basemap/pack/about").json["sha256"] == before
    keep(settings, map_files.write_pmtiles(tmp_path / "n.pmtiles", around("ABCDEF"), range(10, 14)))
    after = stored.get("wang", "/api/v1/basemap/pack/about").json
    assert after["sha256"] != before
    folder = settings.data_dir / "basemap"
    assert len(list(folder.glob("*.pmtiles"))) == len(list((folder / "packs").glob("*.pmtiles"))) == 1
    basemap_file.remove(settings.data_dir)
    assert stored.get("wang", "/api/v1/basemap").json["stored"] is None
    assert [file.name for file in folder.iterdir()] == []


def test_whoever_has_no_area_has_no_pack(stored: Stage) -> None:
    for path, told in (("/api/v1/basemap/pack", 404), ("/api/v1/basemap/pack/about", 200)):
        assert stored.get("guan", path).status_code == told
        assert stored.get(NOBODY, path).status_code == 401
    assert stored.get("guan", "/api/v1/basemap/pack/about").json is None
