"""The enterprise's quarter in a real browser: a finding without network, a zero report, a signed table."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import walk
from tests.e2e.site import Site, sign_in

pytestmark = pytest.mark.e2e
LOOKING = 240_000
"""Milliseconds that looking at every item of the demo's longest standard takes."""


def test_the_quarter_of_an_enterprise(site: Site, phone: Callable[..., Page], desk: Callable[..., Page]) -> None:
    words, town = f"安全出口被货物堵住 {time.time_ns()}", site.reader("townoffice")
    own = site.reader("enterprise").get("/api/v1/session")["person"]["enterprise_id"]
    before = len(town.get("/api/v1/self-checks", enterprise=own)["items"])
    page = phone()
    page.clock.install(time=datetime.now(UTC) - timedelta(milliseconds=LOOKING))  # so that it ends now
    sign_in(page, "enterprise", "/")
    expect(page.get_by_test_id("self-home")).to_be_visible()
    page.wait_for_function("() => navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    page.get_by_test_id("self-home").click()
    expect(page.get_by_test_id("self-plan")).to_be_visible()

    page.context.set_offline(True)
    finds_something(page, words)
    reports_zero(page)
    expect(page.get_by_test_id("self-done").locator("li").nth(0)).to_contain_text("未发现隐患")
    assert len(town.get("/api/v1/self-checks", enterprise=own)["items"]) == before
    page.context.set_offline(False)
    walk.waits_until_sent(page)

    checks = town.get("/api/v1/self-checks", enterprise=own)["items"]
    assert len(checks) == before + 2
    assert [check["hazards"] for check in checks[:2]] == [0, 1]
    assert [check["checked"] == check["of_items"] for check in checks[:2]] == [True, False]
    hazard = town.get("/api/v1/hazards", q=words)["items"][0]
    assert (hazard["source"], hazard["state"]) == ("self_check", "open")

    period = signs_the_table(page, own, site)
    office = desk()
    sign_in(office, "townoffice", f"/desk/selfchecks/{own}/{period}")
    office.get_by_test_id("self-accept").click()
    expect(office.get_by_test_id("self-version")).to_contain_text("已受理")


def finds_something(page: Page, words: str) -> None:
    """Begin a self-check, look at two items, find something at the third, hand it in."""
    begins(page)
    page.get_by_test_id("self-ok").nth(0).click()
    page.get_by_test_id("self-ok").nth(1).click()
    page.get_by_test_id("self-hazard").nth(2).click()
    page.get_by_test_id("hazard-description").fill(words)
    page.get_by_test_id("hazard-place").fill("一号车间东门")
    page.get_by_test_id("hazard-photo").set_input_files([walk.photo(words)])
    expect(page.get_by_test_id("photo-kept")).to_have_count(1)
    page.get_by_test_id("hazard-save").click()
    expect(page.locator("[data-testid=self-item][data-result=hazard]")).to_have_count(1)
    page.get_by_test_id("self-hand").click()
    expect(page.get_by_test_id("self-plan")).to_be_visible()


def reports_zero(page: Page) -> None:
    """Try to hand everything in at once, be told what is missing, and look at each item instead."""
    begins(page)
    page.get_by_test_id("self-ok").nth(0).click()
    page.get_by_test_id("self-hand").click()
    expect(page.get_by_test_id("self-trouble")).to_contain_text("还有")
    while page.locator("[data-testid=self-item][data-result='']").count() > 0:
        page.get_by_test_id("self-ok").first.click()
    page.get_by_test_id("self-hand").click()
    expect(page.get_by_test_id("self-trouble")).to_contain_text("现场照片")
    page.get_by_test_id("self-photo").set_input_files([walk.photo("一号车间")])
    expect(page.get_by_test_id("photo-kept")).to_have_count(1)
    hands_in_when_time_has_passed(page)


def hands_in_when_time_has_passed(page: Page) -> None:
    """Be told that nobody looks so fast; the phone's clock goes on as long as looking takes."""
    page.get_by_test_id("self-hand").click()
    expect(page.get_by_test_id("self-trouble")).to_contain_text("秒")
    page.clock.fast_forward(LOOKING)
    page.get_by_test_id("self-hand").click()
    expect(page.get_by_test_id("self-plan")).to_be_visible()


def begins(page: Page) -> None:
    """Open a self-check."""
    page.get_by_test_id("self-begin").click()
    page.get_by_test_id("self-start").click()
    expect(page.get_by_test_id("self-items")).to_be_visible()


def signs_the_table(page: Page, own: str, site: Site) -> str:
    """Open the quarter that is over, look at the figures, sign with a finger; the town sees it signed."""
    page.goto("/self-checks")
    row = page.locator("[data-testid=self-period][data-standing=missed]").first
    period = str(row.get_attribute("data-period"))
    row.click()
    expect(page.get_by_test_id("self-figures")).to_be_visible()
    page.get_by_test_id("self-principal").fill("李厂长")
    page.get_by_test_id("self-sign").click()
    expect(page.get_by_role("alert")).to_contain_text("签字")
    pad = page.get_by_test_id("signature")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 30, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 150, box["y"] + 90, steps=8)
    page.mouse.up()
    page.get_by_test_id("self-sign").click()
    expect(page.get_by_test_id("self-plan")).to_be_visible()
    walk.waits_until_sent(page)
    told = site.reader("townoffice").get(f"/api/v1/self-reports/{own}/{period}")
    assert (told["state"], told["late"], len(told["versions"])) == ("signed", True, 1)
    assert told["versions"][0]["figures"] == told["figures"]
    return period
