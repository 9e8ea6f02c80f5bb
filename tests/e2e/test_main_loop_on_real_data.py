"""The main loop on a district as it really is: its divisions, cells for grids, and the company register's 5,060 rows.

The files have no licence to ship: they are read from the folder in `WANGGE_TEST_DATA`, and only there.
"""

import os
import re
from collections.abc import Callable, Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any

import mapbox_vector_tile
import pytest
from playwright.sync_api import Page, Response, expect

from tests.e2e import loop, pages, walk
from tests.e2e.conftest import ROOT, running, verb
from tests.e2e.site import PASSWORD, Site, sign_in

pytestmark = [
    pytest.mark.skipif("WANGGE_TEST_DATA" not in os.environ, reason="WANGGE_TEST_DATA names no folder of real data"),
    pytest.mark.timeout(1200),
]
_CELLS = """
crs = "wgs84"
[columns]
"name" = "name"
"code12" = "code"
"district" = "district"
"town" = "town"
"""
_CITY, _DISTRICT = "3204", "320412"
_TOWN, _CROWDED_TOWN, _UNIT = "320412114", "320412100", "320412114211"
_CROWD = 600
_LEAST_PAGES = 8
_ENTERPRISE = "91320400250842753X"
_PEOPLE = {
    "officer": ("officer", "--unit", _UNIT),
    "townoffice": ("town_officer", "--area", _TOWN),
    "townhead": ("town_head", "--area", _TOWN),
    "enterprise": ("enterprise", "--enterprise", _ENTERPRISE),
    "crowded": ("town_head", "--area", _CROWDED_TOWN),
    "department": ("department", "--area", _DISTRICT),
    "district": ("district", "--area", _DISTRICT),
    "planner": ("planner", "--area", _DISTRICT),
    "city": ("city", "--area", _CITY),
}
_AT_THE_DESK = ("district", "department", "city", "planner", "townoffice", "townhead")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """An empty installation, filled by the product's own verbs."""
    data = Path(os.environ["WANGGE_TEST_DATA"])
    work = tmp_path_factory.mktemp("real")
    cells = work / "cells.toml"
    cells.write_text(_CELLS, "utf-8")
    register = ROOT / "docs" / "mappings" / "registration-list.toml"
    with running("--empty") as empty:
        for what, file, options in (
            ("divisions", "admin/changzhou_divisions_stat2023.csv", ("--codes", "nbs:2023-06-30")),
            ("grids", "boundaries/changzhou_villages_voronoi_wgs84.geojson", ("--mapping", str(cells))),
            (
                "enterprises",
                "enterprises/wujin_enterprises.csv.gz",
                ("--mapping", str(register), "--codes", "nbs:2016"),
            ),
        ):
            refused = ("--refused", str(work / f"{what}.csv"))
            verb("import", what, str(data / file), "--data", str(empty.data), *options, *refused)
        for username, (role, *place) in _PEOPLE.items():
            named = ("--name", username, "--role", role, *place, "--data", str(empty.data))
            verb("person", "add", username, *named, typed=f"{PASSWORD}\n")
        yield empty


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
    expect(page.get_by_test_id("figure-open")).to_contain_text(re.compile(r"\d"), timeout=walk.PATIENCE_MS)
    for _ in range(walk.PATIENCE_MS // 500):
        if any(each["n"] > _CROWD for each in _enterprises(tiles)):
            break
        page.wait_for_timeout(500)
    shown = _enterprises(tiles)
    assert max(each["n"] for each in shown) > _CROWD
    assert not [each for each in shown if "id" in each], "a place known only to the village or town became a pin"
    assert len(shown) < _CROWD


@pytest.mark.parametrize("who", _AT_THE_DESK)
def test_every_page_of_a_role_opens_on_a_real_district(desk: Callable[..., Page], who: str) -> None:
    assert pages.at_the_desk(desk(), who) >= _LEAST_PAGES


def _keep(answer: Response, tiles: dict[str, bytes]) -> None:
    if "/tiles/enterprise/" in answer.url and answer.status == HTTPStatus.OK:
        tiles[answer.url] = answer.body()


def _enterprises(tiles: dict[str, bytes]) -> list[dict[str, Any]]:
    """Return the properties of every enterprise feature that the page has drawn."""
    layers = [layer for body in tiles.values() for layer in mapbox_vector_tile.decode(body).values()]
    return [feature["properties"] for layer in layers for feature in layer["features"]]
