"""The head of a town finds its worst place in three taps, at a desk and on a phone, and sees the list behind it."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.site import Site, sign_in

pytestmark = pytest.mark.e2e


@pytest.mark.parametrize("size", [(1440, 900), (390, 844)], ids=["desk", "phone"])
def test_the_worst_place_of_the_town_is_three_taps_away(
    site: Site, desk: Callable[..., Page], size: tuple[int, int]
) -> None:
    page = desk()
    page.set_viewport_size({"width": size[0], "height": size[1]})
    sign_in(page, "townhead", "/desk/")  # the first tap: the map is where a town head arrives
    expect(page).to_have_url(re.compile(r"/desk/map"))
    page.get_by_test_id("heat-toggle").click()
    worst = page.get_by_test_id("worst-item").first
    expect(worst).to_be_visible()
    expect(worst).to_be_in_viewport()
    expect(page.get_by_test_id("legend")).to_be_visible()
    worst.click()
    expect(page.get_by_test_id("heat-place")).to_be_visible()
    expect(page.get_by_test_id("figure-rows").locator("li").first).to_be_attached()
    place = site.reader("townhead").get("/api/v1/heat")["places"][0]
    expect(page.get_by_test_id("figure-total")).to_contain_text(str(place["hazards"]))
    assert re.search(r"place=", page.url)  # the view can be sent to a colleague
    page.get_by_test_id("heat-toggle").click()
    expect(page).to_have_url(re.compile(r"/desk/map"))


def test_months_go_by_under_the_keyboard_and_areas_open_their_enterprises(
    site: Site, desk: Callable[..., Page]
) -> None:
    page = desk()
    sign_in(page, "district", "/desk/heat?by=unit")
    expect(page.get_by_test_id("worst-item").first).to_be_visible()
    expect(page.get_by_test_id("heat-caveat")).to_be_attached()
    page.get_by_test_id("heat-slider").focus()
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile(r"month=\d{4}-\d{2}"))
    page.keyboard.press("Home")
    expect(page).not_to_have_url(re.compile(r"month="))
    page.get_by_test_id("worst-item").first.click()
    page.get_by_test_id("heat-list-enterprises").click()
    expect(page.get_by_test_id("heat-place").get_by_test_id("worst-item").first).to_be_visible()
    del site
