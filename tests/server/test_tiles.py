"""Tiles count everything once: no point is lost on a border, none is cut off in a crowd, and an act changes the map."""

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from gis import tiles
from grids.policy import local_day
from server.db import Database
from tests.server.scope.mvt import Feature, Tile, around, ask, features, tile_at
from tests.server.stage import Stage
from tests.town import middle

ROWS = 300
WEST, EAST, SOUTH, NORTH = 119.3, 120.5, 31.2, 32.1
CORNERS = [(WEST, SOUTH), (EAST, NORTH)]
SOON = (local_day(datetime.now(UTC)) + timedelta(days=7)).isoformat()


def scattered() -> list[tuple[float, float]]:
    """Draw positions: anywhere, many on one spot, and exactly on the borders of tiles of every counted zoom."""
    chance = random.Random(7)  # noqa: S311 - places, no secrets
    found = [(chance.uniform(WEST, EAST), chance.uniform(SOUTH, NORTH)) for _ in range(ROWS)]
    found += [middle("A")] * 40
    for z in range(8, 17):
        step = 360 / 2**z
        k = round((120 + 180) / step)
        found += [(k * step - 180 + side, 31.7) for side in (0, -1e-12, 1e-12, -1e-9, 1e-9)]
    return found


@pytest.fixture
def crowd(stage: Stage, db: Database) -> Stage:
    """A district with hundreds of hazards and enterprises, written by their rows."""
    rows = [{"lon": lon, "lat": lat, "n": n, "major": n % 7 == 0} for n, (lon, lat) in enumerate(scattered())]
    near = {"e": stage.town.enterprises["A"], "by": stage.people["wang"]}
    with db.transaction() as session:
        session.execute(
            text(
                "INSERT INTO enterprise (id, name, town_id, district_id, city_id, unit_id, supervision_class, point, "
                "position_quality, status) SELECT gen_random_uuid(), 'E' || :n, e.town_id, e.district_id, e.city_id, "
                "e.unit_id, e.supervision_class, ST_SetSRID(ST_MakePoint(:lon, :lat), 4326), 'address', 'active' "
                "FROM enterprise e WHERE e.id = :e"
            ),
            [{**row, **near} for row in rows],
        )
        session.execute(
            text(
                "INSERT INTO hazard (id, ledger_no, enterprise_id, state, level, source, category, place, description, "
                "found_by, found_at, recorded_at, point, unit_id, town_id, district_id, city_id, supervision_class) "
                "SELECT gen_random_uuid(), 'H' || :n, e.id, 'open', CASE WHEN :major THEN 'major' ELSE 'general' END, "
                "'grid', 'S05', 'x', 'x', :by, now(), now(), ST_SetSRID(ST_MakePoint(:lon, :lat), 4326), e.unit_id, "
                "e.town_id, e.district_id, e.city_id, e.supervision_class FROM enterprise e WHERE e.id = :e"
            ),
            [{**row, **near} for row in rows],
        )
    return stage


def everywhere(stage: Stage, layer: str, z: int) -> list[Feature]:
    return [feature for tile in around(CORNERS, z) for feature in features(stage, "xu", layer, tile)]


def shown(found: list[Feature]) -> int:
    """Add up cells and single points."""
    return sum(feature["properties"].get("n", 1) for feature in found)


def total(found: list[Feature], name: str = "n") -> int:
    return sum(feature["properties"][name] for feature in found)


def counted(db: Database, sql: str) -> int:
    with db.session() as session:
        return int(session.scalar(text(sql)) or 0)


@pytest.mark.parametrize("z", [8, 9, 10, 11])
def test_every_row_is_drawn_once_as_a_point_or_in_a_cell(crowd: Stage, db: Database, z: int) -> None:
    hazards = counted(db, "SELECT count(*) FROM hazard")
    assert hazards == len(scattered())
    assert shown(everywhere(crowd, "hazard", z)) == hazards
    assert shown(everywhere(crowd, "heat", z)) == hazards
    majors = counted(db, "SELECT count(*) FROM hazard WHERE level = 'major'")
    assert total(everywhere(crowd, "heat", z), "weight") == hazards + 4 * majors
    assert shown(everywhere(crowd, "enterprise", z)) == counted(db, "SELECT count(*) FROM enterprise")


@pytest.mark.parametrize("z", [9, 10, 11, 12])
def test_a_crowd_is_counted_and_not_cut_off(
    crowd: Stage, db: Database, monkeypatch: pytest.MonkeyPatch, z: int
) -> None:
    monkeypatch.setattr(tiles, "MOST_POINTS", 20)
    found = everywhere(crowd, "hazard", z)
    assert any("n" in feature["properties"] for feature in found)
    assert shown(found) == counted(db, "SELECT count(*) FROM hazard")


def test_a_crowd_of_enterprises_is_counted_too(crowd: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    tile = tile_at(*middle("A"), 14)
    single = features(crowd, "xu", "enterprise", tile)
    assert len(single) > 40
    monkeypatch.setattr(tiles, "MOST_POINTS", 20)
    cells = features(crowd, "xu", "enterprise", tile)
    assert len(cells) < len(single)
    assert total(cells) <= shown(single)
    assert all("id" not in feature["properties"] for feature in cells)


def test_below_the_zoom_of_points_nothing_tells_which_one_it_is(crowd: Stage) -> None:
    for layer, z in (("hazard", 8), ("enterprise", 13), ("heat", 12)):
        assert z == 12 or z < tiles.POINTS_FROM[layer]
        for feature in features(crowd, "xu", layer, tile_at(*middle("A"), z)):
            assert not feature["properties"].keys() & {"id", "name", "category", "state"}, layer


def test_a_place_known_only_by_its_village_is_a_number_and_no_pin(stage: Stage, db: Database) -> None:
    lon, lat = middle("B")
    with db.transaction() as session:
        session.execute(
            text(
                "INSERT INTO enterprise (name, town_id, district_id, city_id, unit_id, supervision_class, point, "
                "position_quality) SELECT 'V' || n, e.town_id, e.district_id, e.city_id, e.unit_id, "
                "e.supervision_class, e.point, 'village' FROM enterprise e, generate_series(1, 610) n WHERE e.id = :e"
            ),
            {"e": stage.town.enterprises["B"]},
        )
    found = [f["properties"] for f in features(stage, "xu", "enterprise", tile_at(lon, lat, 15))]
    assert sorted(f.get("n", 1) for f in found) == [1, 610]
    vague = next(f for f in found if f.get("n") == 610)
    assert "id" not in vague
    assert "name" not in vague
    assert vague["quality"] == "village"
    listed = stage.get("xu", "/api/v1/enterprises", q="V1", limit=1).json["items"][0]
    assert listed["point"] is None
    assert listed["near"] is not None


def tag_of(stage: Stage, layer: str, tile: Tile, who: str = "xu", tag: str | None = None) -> tuple[int, str, bytes]:
    headers = {"If-None-Match": tag} if tag else {}
    answer: Any = stage.client(who).get(f"/tiles/{layer}/{tile.z}/{tile.x}/{tile.y}.mvt", headers=headers)
    return answer.status_code, answer.headers["ETag"], answer.get_data()


@pytest.mark.parametrize("layer", ["unit", "hazard", "heat"])
def test_a_tile_is_sent_again_only_after_an_act(stage: Stage, layer: str) -> None:
    tile = tile_at(*middle("A"), 13)
    status, tag, before = tag_of(stage, layer, tile)
    assert status == 200
    assert tag_of(stage, layer, tile, tag=tag) == (304, tag, b"")
    stage.hazard("an", photos=[{"sha256": "a" * 64, "taken_at": "2026-11-01T00:00:00Z"}])
    status, moved, after = tag_of(stage, layer, tile, tag=tag)
    assert status == 200
    assert moved != tag
    assert after != before
    assert tag_of(stage, layer, tile, tag=moved)[0] == 304


def test_an_act_elsewhere_leaves_a_readers_tile_as_it_is(stage: Stage) -> None:
    tile = tile_at(*middle("D"), 13)
    _, tag, _ = tag_of(stage, "hazard", tile, "xi")
    stage.hazard("wang")
    assert tag_of(stage, "hazard", tile, "xi", tag)[0] == 304


def test_a_closed_hazard_changes_the_units_figures(stage: Stage) -> None:
    own = stage.hazard("wang", photos=[stage.photo("wang", minutes_ago=10)])
    tile = tile_at(*middle("A"), 12)

    def figures() -> tuple[int, int, int, object]:
        unit = next(f["properties"] for f in features(stage, "an", "unit", tile) if f["properties"]["code"] == "G-A")
        return unit["open"], unit["closed"], unit["found"], unit.get("share")

    assert figures() == (0, 0, 0, None)
    stage.does("an", "open-hazard", hazard=own, level="general", due_on=SOON)
    assert figures() == (1, 0, 1, 0)
    stage.does(
        "wang", "rectify-on-the-spot", hazard=own, photos=[stage.photo("wang")], done="已清", done_by="张工",
        done_at="2026-11-22T08:00:00+08:00",
    )  # fmt: skip
    assert figures() == (0, 1, 1, 100)


@pytest.mark.parametrize(
    "query",
    [
        {"state": "nonsense"}, {"category": "S05X"}, {"found_from": "yesterday"}, {"level": "worst"},
        {"found_to": "9999-12-31"}, {"found_from": "0001-01-01"},
    ],
)  # fmt: skip
def test_a_filter_that_is_none_is_refused_by_name(stage: Stage, query: dict[str, str]) -> None:
    answer = ask(stage, "xu", "hazard", tile_at(*middle("A"), 12), **query)
    assert (answer.status_code, answer.json["code"]) == (422, "bad-act")
    assert next(iter(query)) in answer.json["detail"]


def test_filters_of_days_include_both_ends(stage: Stage) -> None:
    stage.hazard("wang", found_at="2026-11-10T23:59:59+08:00")
    tile = tile_at(*middle("A"), 13)
    for first, last, wanted in (
        ("2026-11-10", "2026-11-10", 1), ("2026-11-09", "2026-11-09", 0), ("2026-11-11", "2026-11-12", 0),
    ):  # fmt: skip
        assert len(features(stage, "xu", "hazard", tile, found_from=first, found_to=last)) == wanted, first


def test_every_tile_says_how_long_it_keeps_and_for_whom(stage: Stage) -> None:
    answer = ask(stage, "xu", "unit", tile_at(*middle("A"), 12), v=uuid4().hex)
    assert answer.mimetype == "application/vnd.mapbox-vector-tile"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert "Cookie" in answer.headers["Vary"]


@pytest.mark.parametrize(
    "address", ["23/0/0", "99999999999999999999/0/0", "3/8/0", "3/0/8", "0/0/1", "-1/0/0", "a/b/c", "22/0/99999999999"]
)
def test_an_address_that_is_none_is_a_problem_and_no_fault(stage: Stage, address: str) -> None:
    answer = stage.get("xu", f"/tiles/hazard/{address}.mvt")
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")


@pytest.mark.parametrize("query", [{"category": "%"}, {"category": "_"}, {"category": "'"}])
def test_a_filter_means_its_letters(stage: Stage, query: dict[str, str]) -> None:
    stage.hazard("wang")
    assert features(stage, "xu", "hazard", tile_at(*middle("A"), 12), **query) == []


def test_a_null_character_is_refused_and_no_fault(stage: Stage) -> None:
    answer = ask(stage, "xu", "hazard", tile_at(*middle("A"), 12), category="\0")
    assert (answer.status_code, answer.json["code"]) == (422, "bad-act")


def test_every_layer_is_drawn_at_the_deepest_and_at_the_first_zoom(stage: Stage) -> None:
    stage.hazard("wang")
    for layer in tiles.LAYERS:
        for z in (0, tiles.DEEPEST):
            assert ask(stage, "xu", layer, tile_at(*middle("A"), z)).status_code == 200, (layer, z)


def test_names_stay_out_of_crowded_tiles(crowd: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    tile = tile_at(*middle("A"), tiles.NAMES_FROM)
    assert any("name" in feature["properties"] for feature in features(crowd, "xu", "enterprise", tile))
    monkeypatch.setattr(tiles, "FEW_POINTS", 10)
    assert not any("name" in feature["properties"] for feature in features(crowd, "xu", "enterprise", tile))


def test_names_come_with_the_zoom_from_which_the_map_writes_them(crowd: Stage) -> None:
    further = features(crowd, "xu", "enterprise", tile_at(*middle("A"), tiles.NAMES_FROM - 1))
    assert further
    assert not any("name" in feature["properties"] for feature in further)
    layers = (Path(__file__).parents[2] / "pwa/src/map/layers.ts").read_text("utf-8")
    assert f"'text-field': ['step', ['zoom'], '', {tiles.NAMES_FROM}, ['get', 'name']]" in layers


@pytest.mark.parametrize("layer", ["hazard", "enterprise"])
def test_a_crowd_is_drawn_as_the_few_are_but_for_their_names(
    crowd: Stage, db: Database, monkeypatch: pytest.MonkeyPatch, layer: str
) -> None:
    """By PostGIS itself, and from columns (gis/point_tile.py): other ways to the same tile."""
    _varied(db)
    tiles_seen = {tile_at(*middle(at), z) for at in "AB" for z in (14, 15, 18)}
    drawn = [features(crowd, "xu", layer, tile, category="S05") for tile in tiles_seen]
    monkeypatch.setattr(tiles, "FEW_POINTS", 0)
    crowded = [features(crowd, "xu", layer, tile, category="S05") for tile in tiles_seen]
    assert [sorted(map(_said, found)) for found in drawn] == [sorted(map(_said, found)) for found in crowded]
    seen = [feature["properties"] for found in drawn for feature in found]
    if layer == "hazard":
        assert {said["overdue"] for said in seen} == {False, True}
        assert {said.get("stop") for said in seen} == {None, "full"}
    else:
        assert {said["quality"] for said in seen if "n" in said} == {"village", "town"}
        assert {said.get("grade") for said in seen if "n" not in said} > {None}


def _varied(db: Database) -> None:
    """Let rows differ in all that a tile says of them."""
    with db.transaction() as session:
        session.execute(
            text(
                "UPDATE hazard SET due_on = current_date - 3 + (abs(hashtext(ledger_no)) % 7), "
                "stop = CASE WHEN abs(hashtext(ledger_no)) % 5 = 0 THEN 'full' ELSE 'none' END"
            )
        )
        session.execute(
            text(
                "UPDATE enterprise SET grade = (ARRAY['A', 'B', NULL])[1 + abs(hashtext(name || 'g')) % 3], "
                "position_quality = (ARRAY['site', 'address', 'village', 'town'])[1 + abs(hashtext(name)) % 4]"
            )
        )


def _said(feature: Feature) -> str:
    return str((feature["geometry"], sorted((k, v) for k, v in feature["properties"].items() if k != "name")))


@pytest.mark.parametrize(("layer", "table", "z"), [("hazard", "hazard", 14), ("enterprise", "enterprise", 15)])
def test_points_stand_where_postgis_itself_would_put_them(
    crowd: Stage, db: Database, layer: str, table: str, z: int
) -> None:
    sql = text(
        f"SELECT id::text, ST_X(g), ST_Y(g) FROM (SELECT id, ST_AsMVTGeom(point_3857, ST_TileEnvelope(:z, :x, :y), "  # noqa: S608 - a table of ours
        f"4096, 64, true) AS g FROM {table}) t WHERE g IS NOT NULL"
    )
    compared = 0
    for tile in around(CORNERS, 9):
        step = 1 << (z - 9)
        for inner in {Tile(z, tile.x * step + 1, tile.y * step + 1), tile_at(*middle("A"), z)}:
            with db.session() as session:
                own = {row[0]: [row[1], row[2]] for row in session.execute(sql, vars(inner))}
            for feature in features(crowd, "xu", layer, inner):
                if "id" in feature["properties"]:
                    x, y = feature["geometry"]["coordinates"]
                    assert [x, 4096 - y] == own[feature["properties"]["id"]]
                    compared += 1
    assert compared


@pytest.mark.parametrize(
    ("layer", "z", "fine"),
    [
        ("hazard", 0, 5), ("hazard", 8, 13), ("hazard", 15, 18), ("hazard", 17, 22), ("enterprise", 13, 18),
        ("enterprise", 14, 18), ("enterprise", 22, 27), ("heat", 3, 9), ("heat", 12, 18), ("heat", 13, 19),
        ("heat", 22, 28),
    ],
)  # fmt: skip
def test_cells_stand_where_postgis_itself_would_put_their_middle(
    crowd: Stage, db: Database, monkeypatch: pytest.MonkeyPatch, layer: str, z: int, fine: int
) -> None:
    """Counts kept ready as far in as they are drawn, deeper in as they lie; `fine` is the zoom with one tile a cell."""
    monkeypatch.setattr(tiles, "MOST_POINTS", 0)
    middle_of = (
        "(tile_index(ST_{axis}(p), :fine) + 0.5) * 40075016.68557849 / (1 << CAST(:fine AS int)) - 20037508.342789244"
    )
    sql = text(
        "SELECT DISTINCT ST_X(g), ST_Y(g) FROM (SELECT ST_AsMVTGeom(ST_SetSRID(ST_MakePoint("  # noqa: S608 - ours
        f"{middle_of.format(axis='X')}, {middle_of.format(axis='Y')}), 3857), ST_TileEnvelope(:z, :x, :y), 4096, 64, "
        f"true) AS g FROM (SELECT point_3857 AS p FROM {'enterprise' if layer == 'enterprise' else 'hazard'} "
        "WHERE tile_index(ST_X(point_3857), :z) = :x AND "
        "tile_index(ST_Y(point_3857), :z) = (1 << CAST(:z AS int)) - 1 - :y) h) t"
    )
    tile = tile_at(*middle("A"), z)
    with db.session() as session:
        wanted = {(row[0], row[1]) for row in session.execute(sql, {**vars(tile), "fine": fine})}
    drawn = [feature["geometry"]["coordinates"] for feature in features(crowd, "xu", layer, tile)]
    assert {(x, 4096 - y) for x, y in drawn} == wanted
    assert len(drawn) == len(wanted) > 0


def test_a_tile_is_as_wide_as_the_database_says(db: Database) -> None:
    """Cells and points lie in the same tile only if both divide by the very same number."""
    with db.session() as session:
        for z in range(tiles.DEEPEST + 1):
            asked = text("SELECT CAST(40075016.68557849 / (1 << CAST(:z AS int)) AS double precision)")
            assert session.scalar(asked, {"z": z}) == tiles.Address(z=z, x=0, y=0).size_m
