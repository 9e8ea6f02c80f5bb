"""A planner redraws a town, the district approves, and a phone that was away delivers into the right unit."""

import time
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import patience, walk
from tests.e2e.planner import (
    TODAY,
    approves,
    cut_off,
    moves_a_shared_corner,
    splits,
    starts,
    units,
)
from tests.e2e.site import Site, sign_in

pytestmark = pytest.mark.e2e
QUARTER = {"period_from": (TODAY - timedelta(days=150)).isoformat(),
           "period_to": (TODAY - timedelta(days=60)).isoformat()}  # fmt: skip


def test_a_redrawn_town_keeps_its_past_and_takes_in_what_a_phone_found_meanwhile(
    site: Site, phone: Callable[..., Page], desk: Callable[..., Page]
) -> None:
    planner, office = site.reader("planner"), site.reader("townoffice")
    officer_of = site.reader("officer").get("/api/v1/session")["person"]
    unit = next(u for u in planner.get("/api/v1/units")["features"] if u["id"] in officer_of["units"])
    own = site.reader("enterprise").get("/api/v1/session")["person"]["enterprise_id"]
    cut = cut_off(unit, office.get("/api/v1/enterprises", unit=unit["id"], limit=500)["items"], keep=own)
    words, past = f"配电箱未上锁 {time.time_ns()}", _past(site)

    officer = phone(*cut.inside)
    sign_in(officer, "officer")
    walk.readies(officer)
    officer.context.set_offline(True)
    walk.visits_and_finds(officer, walk.Found(enterprise=cut.enterprise, words=words))
    outbox = officer.get_by_test_id("outbox-count").first
    unsent = patience.until(officer, outbox.inner_text, lambda said: said == str(len(walk.unsent(officer))) != "0")

    page = desk()
    sign_in(page, "planner", "/desk/redraws")
    plan = starts(page, officer_of["area"]["name"], f"划小网格 {time.time_ns()}")
    splits(page, cut, unit["properties"]["name"])
    new = f"{unit['properties']['code']}-"
    split_off = next(key for key in units(planner, plan) if key.startswith(new) and units(planner, plan)[key]["new"])
    moves_a_shared_corner(page, planner, plan, split_off)
    page.get_by_test_id("redraw-save").click()
    expect(page.get_by_test_id("redraw-state")).to_have_attribute("data-state", "submitted")
    expect(page.get_by_test_id("redraw-tool-split")).to_have_count(0)

    assert _past(site) == past
    approves(desk(), plan)
    assert _past(site) == past
    after = {u["properties"]["code"]: u["id"] for u in planner.get("/api/v1/units")["features"]}
    assert after[unit["properties"]["code"]] == unit["id"]
    assert split_off in after

    expect(outbox).to_have_text(unsent)  # nothing on the phone was touched
    officer.context.set_offline(False)
    walk.waits_until_sent(officer)
    found = office.get("/api/v1/hazards", q=words)["items"]
    assert [hazard["unit_id"] for hazard in found] == [after[split_off]]
    assert [photo["received"] for photo in found[0]["photos"]] == [True]
    officer.goto("/today")
    expect(officer.get_by_test_id("today-list")).to_be_visible()
    mine = site.reader("officer").get("/api/v1/enterprises", limit=500)["items"]
    assert cut.enterprise not in {enterprise["id"] for enterprise in mine}

    page.goto(f"/desk/grid?on={(TODAY - timedelta(days=1)).isoformat()}&with={TODAY.isoformat()}")
    expect(page.get_by_test_id("swipe-handle")).to_be_visible()
    expect(page.get_by_test_id("grid-list").get_by_text(split_off, exact=True)).to_be_visible()
    _puts_back(site, officer_of["area"]["name"], [unit["properties"]["code"], split_off])


def _puts_back(site: Site, town: str, codes: list[str]) -> None:
    """Merge what was split off into its unit again, so that this walk finds the same town the next time."""
    planner, district = site.reader("planner"), site.reader("district")
    plan, areas = str(uuid4()), planner.get("/api/v1/pack")["areas"]
    own = next(area for area in areas if area["level"] == "town" and area["name"] == town)
    planner.does("start-redraw", redraw=plan, district=int(own["parent_id"]), town=int(own["id"]), title="并回")
    op = {"kind": "merge", "units": codes, "into": codes[0]}
    planner.does("edit-redraw", redraw=plan, base_revision=0, op=op)
    planner.does("submit-redraw", redraw=plan, base_revision=1, effective_on=TODAY.isoformat())
    district.does("decide-redraw", redraw=plan, approved=True)


def _past(site: Site) -> dict[str, tuple[int, int]]:
    """Count what a past period's figures say of each unit."""
    rows = site.reader("townhead").get("/api/v1/figures/units", **QUARTER)["units"]
    return {row["code"]: (row["found"], row["closed"]) for row in rows if row["found"] or row["closed"]}
