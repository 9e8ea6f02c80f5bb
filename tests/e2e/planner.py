"""What a planner and a district do with their own hands on the bench: start, split, move a corner, approve."""

import math
import re
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import shapely
from playwright.sync_api import Page, expect
from shapely import geometry, ops

from tests.e2e import maps, patience
from tests.e2e.site import Reader, sign_in

TODAY = datetime.now(ZoneInfo("Asia/Shanghai")).date()
Spot = tuple[float, float]


@dataclass(frozen=True)
class Cut:
    """A straight line through a unit, and an enterprise in the smaller part that it cuts off."""

    start: Spot
    end: Spot
    inside: Spot
    enterprise: str


def starts(page: Page, town: str, title: str) -> str:
    """Begin a plan of a town and return its id, once its map is there."""
    page.get_by_test_id("redraw-new").click()
    page.get_by_test_id("redraw-title").fill(title)
    page.get_by_test_id("redraw-town").click()
    page.get_by_role("option", name=town).click()
    page.get_by_test_id("redraw-start").click()
    expect(page).to_have_url(re.compile(r"/desk/redraws/[0-9a-f-]{36}"))
    expect(page.get_by_test_id("redraw-map")).to_have_attribute("data-box", re.compile(r"\d"))
    maps.rests(page)
    maps.stands(page)
    return page.url.rsplit("/", 1)[-1]


def splits(page: Page, cut: Cut, name: str) -> None:
    """Split a unit by a line, with the mouse, after a look at what that would do."""
    page.get_by_test_id("redraw-tool-split").click()
    press(page, cut.inside)
    expect(page.get_by_test_id("redraw-hint")).to_contain_text(name)
    press(page, cut.start)
    press(page, cut.end)
    page.keyboard.press("Enter")
    impact = page.get_by_test_id("redraw-impact")
    expect(impact).to_have_attribute("data-tried", "true")
    expect(impact.get_by_test_id("redraw-impact-unit")).to_have_count(2)
    page.get_by_test_id("redraw-do").click()
    expect(impact).to_have_attribute("data-tried", "false")
    page.get_by_test_id("redraw-tab-history").click()
    expect(page.get_by_test_id("redraw-edit")).to_have_count(1)
    page.get_by_test_id("redraw-tab-impact").click()


def moves_a_shared_corner(page: Page, planner: Reader, plan: str, key: str) -> None:
    """Drag a corner that two units share, see the impact while it is held, undo it and do it again."""
    drawn = units(planner, plan)
    page.get_by_test_id("redraw-tool-vertex").click()
    page.get_by_test_id("redraw-impact-unit").filter(has_text=drawn[key]["name"]).get_by_role("button").first.click()
    expect(page.get_by_test_id("redraw-hint")).to_contain_text(drawn[key]["name"])
    maps.stands(page)
    corner, neighbour = _corner(drawn, key)
    x, y = pixel(page, corner)
    centre = geometry.shape(drawn[key]["geometry"]).representative_point()
    to_x, to_y = pixel(page, (centre.x, centre.y))
    far = math.hypot(to_x - x, to_y - y)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + (to_x - x) * 14 / far, y + (to_y - y) * 14 / far, steps=4)
    page.mouse.move(x + (to_x - x) * 24 / far, y + (to_y - y) * 24 / far, steps=4)
    expect(page.get_by_test_id("redraw-impact")).to_have_attribute("data-tried", "true")
    page.mouse.up()
    expect(page.get_by_test_id("redraw-undo")).to_be_enabled()
    moved = until_other(page, planner, plan, drawn)
    assert corner not in _corners(moved[key]) | _corners(moved[neighbour])
    common = _corners(moved[key]) & _corners(moved[neighbour]) - _corners(drawn[key])
    assert len(common) == 1  # both follow to the same place
    page.keyboard.press("Control+z")
    assert until_other(page, planner, plan, moved) == drawn
    page.get_by_test_id("redraw-redo").click()
    assert until_other(page, planner, plan, drawn) == moved
    page.get_by_test_id("redraw-tab-checks").click()
    expect(page.get_by_test_id("redraw-checks").get_by_test_id("redraw-check").first).to_be_visible()


def pulls_a_shared_edge(page: Page, planner: Reader, plan: str, key: str, other: str) -> None:
    """Pull the longest straight piece of two units' border to a new corner: both follow; undo it and do it again."""
    drawn = units(planner, plan)
    page.get_by_test_id("redraw-tool-vertex").click()
    page.get_by_test_id("redraw-impact-unit").filter(has_text=drawn[key]["name"]).get_by_role("button").last.click()
    expect(page.get_by_test_id("redraw-hint")).to_contain_text(drawn[key]["name"])
    maps.stands(page)
    start, end = _piece(drawn[key], drawn[other])
    (x, y), (east, south) = pixel(page, ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)), pixel(page, end)
    far = math.hypot(east - x, south - y)
    across = ((south - y) / far, (x - east) / far)
    page.mouse.move(x, y)
    page.mouse.down()
    for reach in (14, 24):
        page.mouse.move(x + across[0] * reach, y + across[1] * reach, steps=4)
    expect(page.get_by_test_id("redraw-impact")).to_have_attribute("data-tried", "true")
    page.mouse.up()
    moved = until_other(page, planner, plan, drawn)
    new = (_corners(moved[key]) & _corners(moved[other])) - _corners(drawn[key])
    assert len(new) == 1  # both have the new corner
    _is_settled(page, edits=2)
    page.keyboard.press("Control+z")
    assert until_other(page, planner, plan, moved) == drawn
    expect(page.get_by_test_id("redraw-redo")).to_be_enabled()
    page.get_by_test_id("redraw-redo").click()
    assert until_other(page, planner, plan, drawn) == moved


def _is_settled(page: Page, edits: int) -> None:
    """Wait until the page has taken a step in that the server has: the history shows it."""
    page.get_by_test_id("redraw-tab-history").click()
    expect(page.get_by_test_id("redraw-edit")).to_have_count(edits)
    page.get_by_test_id("redraw-tab-impact").click()


def _piece(unit: dict[str, Any], other: dict[str, Any]) -> tuple[Spot, Spot]:
    """Find the longest straight piece of the border of two units."""
    shared = _corners(other)
    rings = [[(x, y) for x, y in ring] for part in unit["geometry"]["coordinates"] for ring in part]
    pieces = [(a, b) for ring in rings for a, b in pairwise(ring) if a in shared and b in shared]
    return max(pieces, key=lambda piece: math.dist(*piece))


def approves(page: Page, plan: str) -> None:
    sign_in(page, "district", "/desk/redraws")
    expect(page.get_by_test_id("redraw-list")).to_be_visible()
    page.goto(f"/desk/redraws/{plan}")
    day = page.get_by_test_id("redraw-day").locator("input")
    day.fill(TODAY.isoformat())
    day.press("Enter")
    page.get_by_test_id("redraw-approve").click()
    expect(page.get_by_test_id("redraw-state")).to_have_attribute("data-state", "published")
    expect(page.get_by_test_id("redraw-outcome")).to_be_visible()


def cut_off(unit: dict[str, Any], enterprises: list[dict[str, Any]], keep: str) -> Cut:
    """Find a line that cuts a part off with an enterprise in it, and leaves the one to keep in the larger part."""
    shape = max(geometry.shape(unit["geometry"]).geoms, key=lambda part: part.area)
    placed = {
        e["id"]: shapely.Point(e["point"])
        for e in enterprises
        if e["point"] and e["unit_source"] == "point" and e["status"] == "active"
    }
    west, south, east, north = shape.bounds
    reach = 0.003
    for axis in (0, 1):
        for low, high in pairwise(sorted({point.coords[0][axis] for point in placed.values()})):
            at = (low + high) / 2
            line = [(at, south - reach), (at, north + reach)] if axis == 0 else [(west - reach, at), (east + reach, at)]
            parts = sorted(_split(shape, line), key=lambda part: part.area)
            if len(parts) != 2 or not parts[1].contains(placed[keep]) or not _is_plain(shape, line, axis):
                continue
            off = [own for own, point in placed.items() if parts[0].buffer(-0.0008).contains(point)]
            if off and parts[0].area > shape.area / 20:
                inside = placed[off[0]].coords[0]
                return Cut(start=line[0], end=line[1], inside=(inside[0], inside[1]), enterprise=off[0])
    raise AssertionError("no line cuts this unit in two with an enterprise on the smaller side")


def _split(shape: shapely.Polygon, line: list[Spot]) -> list[Any]:
    return list(ops.split(shape, shapely.LineString(line)).geoms)


def _is_plain(shape: shapely.Polygon, line: list[Spot], axis: int) -> bool:
    """Tell whether the line cuts in two also when its ends snap to something a few pixels beside them."""
    beside = (-0.0012, 0.0012)
    return all(
        len(_split(shape, [_shifted(line[0], one, axis), _shifted(line[1], other, axis)])) == 2
        for one in beside
        for other in beside
    )


def _shifted(spot: Spot, by: float, axis: int) -> Spot:
    return (spot[0] + by, spot[1]) if axis == 0 else (spot[0], spot[1] + by)


def units(planner: Reader, plan: str) -> dict[str, dict[str, Any]]:
    features = planner.get(f"/api/v1/redraws/{plan}/units")["features"]
    return {f["id"]: {**f["properties"], "geometry": f["geometry"]} for f in features}


def until_other(page: Page, planner: Reader, plan: str, before: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Wait until the plan is another than it was."""
    now = patience.until(page, lambda: units(planner, plan), lambda found: found != before)
    page.wait_for_timeout(500)  # until the page has it too
    return now


def _corners(unit: dict[str, Any]) -> set[Spot]:
    return {(x, y) for part in unit["geometry"]["coordinates"] for ring in part for x, y in ring}


def _corner(drawn: dict[str, dict[str, Any]], key: str) -> tuple[Spot, str]:
    """Find the corner that this unit shares with just one other of its town, furthest from the corners beside it."""
    town = {k for k, u in drawn.items() if u["town_id"] == drawn[key]["town_id"] and k != key}
    around = {k: _corners(unit) for k, unit in drawn.items() if k != key and unit["geometry"]}
    mine = _corners(drawn[key])
    found = []
    for corner in mine:
        holders = [k for k, corners in around.items() if corner in corners]
        if len(holders) == 1 and holders[0] in town:
            found.append((min(math.dist(corner, other) for other in mine - {corner}), corner, holders[0]))
    _, corner, neighbour = max(found)
    return corner, neighbour


def corner_of(drawn: dict[str, dict[str, Any]], own: list[str]) -> tuple[str, Spot, str]:
    """Find the unit among these with a corner that it shares with one other of them, and those: key, corner, other."""
    among = {key: drawn[key] for key in own}
    for key in own:
        try:
            corner, neighbour = _corner(among, key)
        except ValueError:
            continue
        return key, corner, neighbour
    raise AssertionError("no unit shares a corner with just one other")


def press(page: Page, spot: Spot) -> None:
    page.mouse.click(*pixel(page, spot))
    page.wait_for_timeout(350)  # two presses in a row are no double press


def pixel(page: Page, spot: Spot) -> tuple[float, float]:
    """Find a position on the screen: the map's box is in its data, and Mercator is even."""
    element = page.get_by_test_id("redraw-map")
    west, south, east, north = map(float, (element.get_attribute("data-box") or "").split(","))
    box = element.bounding_box()
    assert box is not None
    (left, top), (right, bottom), (x, y) = _world(west, north), _world(east, south), _world(*spot)
    return (
        box["x"] + (x - left) / (right - left) * box["width"],
        box["y"] + (y - top) / (bottom - top) * box["height"],
    )


def _world(lon: float, lat: float) -> Spot:
    return lon / 360, -math.log(math.tan(math.pi / 4 + math.radians(lat) / 2)) / (2 * math.pi)
