"""The main loop, the crowded map and every desk page, on a district as it really is (real.py)."""

import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import mapbox_vector_tile
import pytest
from playwright.sync_api import Page, Response, expect

from tests.e2e import loop, pages, patience, real
from tests.e2e.site import Site, sign_in

pytestmark = real.NEEDS
_CROWD = 600
_LEAST_PAGES = 8
_AT_THE_DESK = ("district", "department", "city", "planner", "townoffice", "townhead")


@pytest.fixture(scope="module")
def site(real_site: Site) -> Site:
    return real_site


def test_a_hazard_goes_round_in_a_real_district(
    site: Site, phone: Callable[..., Page], desk: Callable[..., Page]
) -> None:
    loop.goes_round(site, phone, desk)


def test_hundreds_of_enterprises_on_one_point_are_one_number_and_no_pin(desk: Callable[..., Page]) -> None:
    page = desk()
    tiles: dict[str, bytes] = {}
    page.on("response", lambda answer: _keep(answer, tiles))
    sign_in(page, "crowded", "/desk")
    page.goto("/desk/map")
    expect(page.get_by_test_id("figure-open")).to_contain_text(re.compile(r"\d"))
    shown = patience.until(
        page, lambda: _enterprises(tiles), lambda counted: any(each["n"] > _CROWD for each in counted)
    )
    assert not [each for each in shown if "id" in each], "a place known only to the village or town became a pin"
    assert len(shown) < _CROWD


@pytest.mark.parametrize("who", _AT_THE_DESK)
def test_every_page_of_a_role_opens_on_a_real_district(desk: Callable[..., Page], who: str) -> None:
    assert pages.at_the_desk(desk(), who) >= _LEAST_PAGES


@pytest.mark.parametrize("who", pages.SCREENS)
def test_every_screen_of_a_role_opens_on_a_real_district(
    site: Site, phone: Callable[..., Page], desk: Callable[..., Page], who: str
) -> None:
    if not site.reader("officer").get("/api/v1/notices", limit=1)["items"]:
        loop.goes_round(site, phone, desk)  # whichever test comes first: there must be a hazard and a notice to open
    pages.on_the_phone(phone(119.95, 31.72), site.reader(who), who, real.last_quarter())


def _keep(answer: Response, tiles: dict[str, bytes]) -> None:
    if "/tiles/enterprise/" in answer.url and answer.status == HTTPStatus.OK:
        tiles[answer.url] = answer.body()


def _enterprises(tiles: dict[str, bytes]) -> list[dict[str, Any]]:
    """Return the properties of every enterprise feature that the page has drawn."""
    layers = [layer for body in tiles.values() for layer in mapbox_vector_tile.decode(body).values()]
    return [feature["properties"] for layer in layers for feature in layer["features"]]
