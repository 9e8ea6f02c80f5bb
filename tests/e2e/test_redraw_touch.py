"""A planner with a tablet: a corner is dragged with a finger, and what is to be pressed is as wide as a finger."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from shapely.geometry import shape

from tests.e2e.planner import corner_of, pixel, starts, units, until_other
from tests.e2e.site import Reader, Site, sign_in

pytestmark = pytest.mark.e2e
FINGER_PX = 44
_SIZES = """
() => ['[data-testid^=redraw-tool-]', '[data-testid=redraw-undo]', '[data-testid=redraw-redo]']
  .flatMap((which) => [...document.querySelectorAll(which)])
  .map((button) => button.getBoundingClientRect())
  .map(({ width, height }) => [width, height])
"""


def test_a_corner_is_dragged_with_a_finger_and_both_neighbours_follow(site: Site, tablet: Callable[..., Page]) -> None:
    planner = site.reader("planner")
    town = site.reader("officer").get("/api/v1/session")["person"]["area"]["name"]
    page = tablet()
    sign_in(page, "planner", "/desk/redraws")
    plan = starts(page, town, f"用手指画 {time.time_ns()}")
    assert page.evaluate("() => matchMedia('(pointer: coarse)').matches")
    assert all(width >= FINGER_PX and height >= FINGER_PX for width, height in page.evaluate(_SIZES))
    drawn = units(planner, plan)
    own = [key for key, unit in drawn.items() if unit["town_id"] == _id_of(planner, town)]
    key, corner, neighbour = corner_of(drawn, own)
    page.get_by_test_id("redraw-tool-vertex").tap()
    page.touchscreen.tap(*_middle(page, drawn[key]))
    expect(page.get_by_test_id("redraw-hint")).to_contain_text(drawn[key]["name"])
    x, y = pixel(page, corner)
    to_x, to_y = _middle(page, drawn[key])
    far = max(1.0, ((to_x - x) ** 2 + (to_y - y) ** 2) ** 0.5)
    off = FINGER_PX / 2 - 4  # a finger takes hold beside the corner too
    _drags(page, (x + off, y), (x + (to_x - x) * 40 / far, y + (to_y - y) * 40 / far))
    moved = until_other(page, planner, plan, drawn)
    assert moved[key]["geometry"] != drawn[key]["geometry"]
    assert moved[neighbour]["geometry"] != drawn[neighbour]["geometry"]
    page.get_by_test_id("redraw-undo").tap()
    assert until_other(page, planner, plan, moved) == drawn
    planner.does("withdraw-redraw", redraw=plan, reason="试画")


def _id_of(planner: Reader, town: str) -> int:
    areas = planner.get("/api/v1/pack")["areas"]
    return next(int(area["id"]) for area in areas if area["level"] == "town" and area["name"] == town)


def _middle(page: Page, unit: dict[str, Any]) -> tuple[float, float]:
    point = shape(unit["geometry"]).representative_point()
    return pixel(page, (point.x, point.y))


def _drags(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Drag with one finger: Playwright has taps only, the rest goes to the browser itself."""
    session = page.context.new_cdp_session(page)
    steps = [(start[0] + (end[0] - start[0]) * n / 8, start[1] + (end[1] - start[1]) * n / 8) for n in range(9)]
    for n, (x, y) in enumerate(steps):
        kind = "touchStart" if n == 0 else "touchMove"
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
        page.wait_for_timeout(60)
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
