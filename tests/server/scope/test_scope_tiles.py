"""Every layer of the map, decoded, for everybody: the area is drawn, nothing else is, not even as a number."""

from collections.abc import Callable

import pytest

from gis.tiles import LAYERS, POINTS_FROM
from tests.people import NOBODY
from tests.server.scope.mvt import Feature, Tile, around, ask, features, tile_at
from tests.server.scope.world import EVERYBODY, SEES, SEES_UNITS, UNIT_OF, World, place

CORNERS = [place(spot) for spot in ("A", "B", "C", "D", "E", "F", "Z")]
LETTERS = "ABCDEFZ"
COUNTED = min(POINTS_FROM.values()) - 1
"""The deepest zoom where everything is counted in cells."""


def drawn(world: World, who: str, layer: str, z: int) -> list[Feature]:
    return [feature for tile in around(CORNERS, z) for feature in features(world.stage, who, layer, tile)]


def units(world: World, who: str) -> None:
    """Polygons of one's own units; figures only of hazards one may see, and none for a planner."""
    found = {feature["id"]: feature["properties"] for feature in drawn(world, who, "unit", 10)}
    letters = {world.unit(letter): letter for letter in LETTERS}
    assert {letters[id_] for id_ in found} == set(SEES_UNITS[who])
    for id_, shown in found.items():
        here = {spot for spot in SEES[who] if UNIT_OF.get(spot, spot) == letters[id_]}
        seen = [t.state for t in world.of("hazard") if t.spot in here and world.sees(who, t) and t.judged]
        told = (shown["open"], shown["closed"], shown["found"], shown["overdue"])
        assert told == (seen.count("open"), seen.count("closed"), len(seen), 0), (who, letters[id_])


def unit_labels(world: World, who: str) -> None:
    found = [feature["properties"]["code"] for feature in drawn(world, who, "unit_label", 10)]
    assert sorted(found) == sorted(f"G-{letter}" for letter in SEES_UNITS[who])


def hazards(world: World, who: str) -> None:
    """Points by id from zoom 9 on, cells whose counts add up below."""
    seen = world.seen(who, "hazard")
    assert {feature["properties"]["id"] for feature in drawn(world, who, "hazard", 9)} == seen
    assert sum(feature["properties"]["n"] for feature in drawn(world, who, "hazard", 8)) == len(seen)


def enterprises(world: World, who: str) -> None:
    seen = world.seen(who, "enterprise")
    points = drawn(world, who, "enterprise", 14)
    assert {feature["properties"]["id"] for feature in points} == seen
    assert sum(feature["properties"]["n"] for feature in drawn(world, who, "enterprise", COUNTED)) == len(seen)


def heat(world: World, who: str) -> None:
    cells = drawn(world, who, "heat", COUNTED)
    assert sum(cell["properties"]["n"] for cell in cells) == len(world.seen(who, "hazard"))


WALKED: dict[str, Callable[[World, str], None]] = {
    "unit": units,
    "unit_label": unit_labels,
    "hazard": hazards,
    "enterprise": enterprises,
    "heat": heat,
}
"""Layer -> how it is walked; a new layer fails the test below until it is here."""


def test_every_layer_says_how_it_is_walked() -> None:
    assert LAYERS.keys() == WALKED.keys()


@pytest.mark.parametrize("who", EVERYBODY)
def test_a_map_shows_what_is_in_the_area_and_no_count_of_anything_else(world: World, who: str) -> None:
    for walk in WALKED.values():
        walk(world, who)


@pytest.mark.parametrize("layer", sorted(LAYERS))
def test_the_tile_in_the_middle_of_a_neighbour_is_empty(world: World, layer: str) -> None:
    for who, beside in (("wang", "D"), ("lin", "A"), ("li", "D"), ("an", "D"), ("xi", "A"), ("xu", "Z"), ("shi", "Z")):
        assert features(world.stage, who, layer, tile_at(*place(beside), 17)) == [], (who, beside)


@pytest.mark.parametrize("layer", sorted(LAYERS))
def test_nobody_gets_no_tile(world: World, layer: str) -> None:
    for z in (10, 13, 17):
        answer = ask(world.stage, NOBODY, layer, tile_at(*place("A"), z))
        assert answer.status_code == 401
        assert answer.json["code"] == "signed-out"


@pytest.mark.parametrize("layer", sorted(LAYERS))
def test_a_tag_of_one_reader_is_worth_nothing_to_another(world: World, layer: str) -> None:
    """A shared machine must not show the next person what the last one saw: the same tag would be a 304."""
    tile = tile_at(*place("A"), 10)
    first = {who: ask(world.stage, who, layer, tile) for who in ("xu", "chen", "an", "li", "guan")}
    for who, shown in first.items():
        for other, shown_to_other in first.items():
            answer = world.stage.client(who).get(
                f"/tiles/{layer}/{tile.z}/{tile.x}/{tile.y}.mvt",
                headers={"If-None-Match": shown_to_other.headers["ETag"]},
            )
            same = shown.get_data() == shown_to_other.get_data()
            assert answer.status_code == 200 or (answer.status_code == 304 and same), (who, other)
            assert answer.status_code == 304 or who != other


def test_filters_narrow_and_never_widen(world: World) -> None:
    tile = around(CORNERS, 8)
    for who in ("wang", "li", "xu"):
        for query in ({"state": "reported"}, {"state": ["open", "closed"]}, {"category": "S"}, {"level": "general"}):
            found = [f for t in tile for f in features(world.stage, who, "hazard", t, **query)]
            wanted = [
                t
                for t in world.of("hazard")
                if world.sees(who, t) and ("state" not in query or t.state in query["state"])
                if "level" not in query or not any("重大" in token for token in t.tokens)
            ]
            assert sum(f["properties"]["n"] for f in found) == len(wanted), (who, query)


def test_an_address_outside_the_grid_and_a_layer_that_is_none_are_unknown(world: World) -> None:
    for layer, tile in (("unit", Tile(2, 4, 0)), ("unit", Tile(30, 0, 0)), ("secrets", Tile(0, 0, 0))):
        answer = ask(world.stage, "xu", layer, tile)
        assert (answer.status_code, answer.json["code"]) == (404, "not-found")
