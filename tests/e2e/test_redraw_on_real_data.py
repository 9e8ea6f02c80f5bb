"""A planner's whole walk on a real city: 57 grids as an operator drew them become units, and are redrawn.

The files have no licence to ship: they are read from the folder in `WANGGE_TEST_DATA`, and only there. Enterprises are
made up for the walk; divisions and grids are real.
"""

import csv
import os
import re
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import shapely
from playwright.sync_api import Page, expect
from shapely.geometry import shape

from tests.e2e import maps, patience, walk
from tests.e2e.conftest import running, verb
from tests.e2e.planner import (
    TODAY,
    approves,
    cut_off,
    pulls_a_shared_edge,
    splits,
    starts,
    units,
)
from tests.e2e.site import PASSWORD, Site, sign_in

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif("WANGGE_TEST_DATA" not in os.environ, reason="WANGGE_TEST_DATA names no folder of real data"),
]
DISTRICT, TOWN, OTHER = "武进区", "前黄镇", "湟里镇"
QUARTER = {"period_from": (TODAY - timedelta(days=150)).isoformat(),
           "period_to": (TODAY - timedelta(days=60)).isoformat()}  # fmt: skip
_RECORDS = """
[columns]
"id" = "own_code"
"name" = "name"
"lat" = "lat"
"lon" = "lon"
"town" = "town"
"visit" = "visit_no"
"day" = "found_on"
"text" = "finding"
"level" = "level"
"action" = "outcome"
[constants]
source = "测试用记录"
position_quality = "address"
[values.level]
"一般" = "general"
[values.outcome]
"待改" = "open"
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """An installation that has the divisions of a real city and no grid unit."""
    data = Path(os.environ["WANGGE_TEST_DATA"])
    with running("--empty") as empty:
        for file, options in (
            ("admin/changzhou_divisions_stat2023.csv", ("--codes", "nbs:2023-06-30")),
            ("boundaries/changzhou_districts_tianditu_wgs84.geojson", ("--codes", "gb:2023", "--crs", "wgs84")),
        ):
            refused = ("--refused", str(tmp_path_factory.mktemp("refused") / "rows.csv"))
            verb("import", "divisions", str(data / file), "--data", str(empty.data), *options, *refused)
        _add(empty, "planner", "planner", "--area", "3204")
        _add(empty, "district", "district", "--area", DISTRICT)
        yield empty


@pytest.fixture
def raw() -> Path:
    return Path(os.environ["WANGGE_TEST_DATA"]) / "boundaries/changzhou_grids57_gcj02_raw.geojson"


def test_a_planner_mends_57_grids_redraws_one_and_the_past_stays(
    site: Site, phone: Callable[..., Page], desk: Callable[..., Page], raw: Path, tmp_path: Path
) -> None:
    page = desk()
    sign_in(page, "planner", "/desk/surveys")
    _brings(page, raw)
    _works_off(page)
    first = _hands_in(page)
    page.get_by_test_id("redraw-day").locator("input").fill(TODAY.isoformat())
    page.get_by_test_id("redraw-day").locator("input").press("Enter")
    page.get_by_test_id("redraw-save").click()
    expect(page.get_by_test_id("redraw-state")).to_have_attribute("data-state", "submitted")
    approves(desk(), first)

    planner = site.reader("planner")
    unit, other = (_unit_of(planner, name) for name in (TOWN, OTHER))
    _brings_records(site, tmp_path, [(unit, TOWN), (other, OTHER)])
    _add(site, "officer", "officer", "--unit", unit["properties"]["code"])
    _add(site, "townoffice", "town_officer", "--area", TOWN)
    _add(site, "townhead", "town_head", "--area", TOWN)
    office = site.reader("townoffice")
    enterprises = office.get("/api/v1/enterprises", limit=100)["items"]
    assert len(enterprises) == len(_places(unit))
    cut = cut_off(unit, enterprises, keep=enterprises[0]["id"])
    words, past = f"配电箱未上锁 {time.time_ns()}", _past(site)
    assert past

    officer = phone(*cut.inside)
    sign_in(officer, "officer")
    walk.readies(officer)
    officer.context.set_offline(True)
    walk.visits_and_finds(officer, walk.Found(enterprise=cut.enterprise, words=words))

    page.goto("/desk/redraws")
    plan = starts(page, f"{DISTRICT}全区", "划小前黄网格")
    page.goto(f"/desk/redraws/{plan}?")
    maps.rests(page)
    maps.stands(page)
    splits(page, cut, unit["properties"]["name"])
    drawn = units(planner, plan)
    split_off = next(key for key, each in drawn.items() if each["new"])
    pulls_a_shared_edge(page, planner, plan, split_off, unit["properties"]["code"])
    _takes_a_proposal(page, planner, plan)
    _reads_the_impact(page)
    page.get_by_test_id("redraw-save").click()
    expect(page.get_by_test_id("redraw-state")).to_have_attribute("data-state", "submitted")
    assert _past(site) == past
    approves(desk(), plan)
    assert _past(site) == past

    officer.context.set_offline(False)
    walk.waits_until_sent(officer)
    after = {each["properties"]["code"]: each["id"] for each in planner.get("/api/v1/units")["features"]}
    found = office.get("/api/v1/hazards", q=words)["items"]
    assert [hazard["unit_id"] for hazard in found] == [after[split_off]]
    assert [photo["received"] for photo in found[0]["photos"]] == [True]


def _brings(page: Page, raw: Path) -> None:
    """Bring the file: without its system it is refused with the one that it smells of."""
    page.get_by_test_id("survey-new").click()
    page.get_by_test_id("import-file").set_input_files(raw)
    page.get_by_test_id("survey-send").click()
    expect(page.get_by_test_id("survey-trouble")).to_contain_text("gcj02")
    page.get_by_test_id("survey-crs").click()
    page.get_by_role("option", name=re.compile("GCJ-02")).click()
    page.get_by_test_id("survey-send").click()
    expect(page).to_have_url(re.compile(r"/desk/surveys/[0-9a-f-]{36}"))
    expect(page.get_by_test_id("survey-map")).to_have_attribute("data-box", re.compile(r"\d"))


def _works_off(page: Page) -> None:
    """Take what is clear, then wider gaps, decide the disputes one by one, keep the lakes."""
    progress = page.get_by_test_id("survey-progress")
    total = int(progress.get_attribute("data-total") or "0")
    assert total > 400
    expect(progress).to_have_attribute("data-open", str(total))
    page.get_by_test_id("survey-take").click()
    expect(progress).not_to_have_attribute("data-open", str(total))
    page.get_by_test_id("survey-kind-gap").click()
    page.locator("[data-testid=survey-by-width]").click()
    page.get_by_test_id("survey-up-to").locator("input").fill("200")
    page.get_by_test_id("survey-up-to").locator("input").press("Enter")
    page.get_by_test_id("survey-take").click()
    page.get_by_test_id("survey-kind-overlap").click()
    overlaps = page.get_by_test_id("survey-fault").and_(page.locator("[data-kind=overlap]"))
    expect(overlaps).to_have_count(6)
    overlaps.first.click()
    for left in range(6, 0, -1):
        _settles(page, "overlap", "give")
        expect(overlaps).to_have_count(left - 1)
        if left > 1:
            overlaps.first.click()
    page.get_by_test_id("survey-undo").click()
    expect(overlaps).to_have_count(1)
    page.get_by_test_id("survey-redo").click()
    expect(overlaps).to_have_count(0)
    page.get_by_role("button", name="全部", exact=True).click()
    faults = page.get_by_test_id("survey-fault")
    for _ in range(60):
        if page.get_by_test_id("survey-hand-in").count():
            break
        before = progress.get_attribute("data-open")
        kind = faults.first.get_attribute("data-kind")
        faults.first.click()
        _settles(page, kind or "", "keep" if kind == "gap" else "give")
        expect(progress).not_to_have_attribute("data-open", before or "")
        page.wait_for_timeout(300)
    expect(page.get_by_test_id("survey-figures")).to_have_attribute("data-clean", "true")
    for figure, wanted in (("invalid", "0"), ("overlaps", "0"), ("pieces", "0"), ("holes", "2")):
        expect(page.get_by_test_id(f"survey-after-{figure}")).to_have_text(wanted)


def _settles(page: Page, kind: str, remedy: str) -> None:
    card = page.get_by_test_id("survey-fault-card")
    expect(card).to_have_attribute("data-kind", kind)
    card.get_by_test_id(f"survey-way-{remedy}").first.check()
    card.get_by_test_id("survey-settle").click()


def _hands_in(page: Page) -> str:
    page.get_by_test_id("survey-title").fill("首次划定")
    page.get_by_test_id(f"survey-hand-{DISTRICT}").click()
    expect(page).to_have_url(re.compile(r"/desk/redraws/[0-9a-f-]{36}"))
    expect(page.get_by_test_id("redraw-state")).to_have_attribute("data-state", "draft")
    return page.url.rsplit("/", 1)[-1]


def _takes_a_proposal(page: Page, planner: Any, plan: str) -> None:
    """Have another town divided in two, and take the first alternative."""
    before = units(planner, plan)
    page.get_by_test_id("redraw-tab-proposals").click()
    page.get_by_test_id("proposal-town").click()
    page.get_by_role("option", name=OTHER).click()
    page.get_by_test_id("proposal-goal-count").check()
    page.get_by_test_id("proposal-units").fill("2")
    page.get_by_test_id("proposal-start").click()
    expect(page.get_by_test_id("proposal-card").first).to_be_visible()
    page.get_by_test_id("proposal-take").first.click()
    patience.until(page, lambda: units(planner, plan), lambda found: len(found) > len(before))


def _reads_the_impact(page: Page) -> None:
    page.get_by_test_id("redraw-tab-impact").click()
    impact = page.get_by_test_id("redraw-impact")
    expect(impact.get_by_test_id("redraw-impact-unit")).to_have_count(4)
    expect(impact).to_contain_text("一轮路程（估）")
    expect(page.get_by_test_id("redraw-round-formula")).to_be_visible()


def _unit_of(planner: Any, town: str) -> dict[str, Any]:
    """Find the unit that is named after a town."""
    found = planner.get("/api/v1/units")["features"]
    return next(each for each in found if each["properties"]["name"].startswith(town.removesuffix("镇")))


def _places(unit: dict[str, Any]) -> list[tuple[float, float]]:
    """Choose twelve places well inside a unit."""
    whole = max(shape(unit["geometry"]).geoms, key=lambda part: part.area)
    inner = whole.buffer(-0.006)
    west, south, east, north = inner.bounds
    lattice = [
        (west + (east - west) * x / 9, south + (north - south) * y / 9) for x in range(1, 9) for y in range(1, 9)
    ]
    inside = [spot for spot in lattice if inner.contains(shapely.Point(spot))]
    return inside[:: max(1, len(inside) // 12)][:12]


def _brings_records(site: Site, folder: Path, towns: list[tuple[dict[str, Any], str]]) -> None:
    """Import enterprises with what was found there last quarter."""
    file, mapping = folder / "records.csv", folder / "records.toml"
    mapping.write_text(_RECORDS, "utf-8")
    day = (TODAY - timedelta(days=100)).isoformat()
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(["id", "name", "lat", "lon", "town", "visit", "day", "text", "level", "action"])
        for unit, town in towns:
            for n, (lon, lat) in enumerate(_places(unit)):
                own = f"{town}测试{n}厂"
                writer.writerow([own, own, lat, lon, town, f"{own}-1", day, "通道堵塞", "一般", "待改"])
    told = ("--data", str(site.data), "--mapping", str(mapping), "--district", DISTRICT, "--crs", "wgs84")
    verb("import", "inspections", str(file), *told, "--refused", str(folder / "refused.csv"))


def _past(site: Site) -> dict[str, tuple[int, int]]:
    rows = site.reader("townhead").get("/api/v1/figures/units", **QUARTER)["units"]
    return {row["code"]: (row["found"], row["closed"]) for row in rows if row["found"] or row["closed"]}


def _add(site: Site, username: str, role: str, *place: str) -> None:
    verb("person", "add", username, "--name", username, "--role", role, *place, "--data", str(site.data),
         typed=f"{PASSWORD}\n")  # fmt: skip
