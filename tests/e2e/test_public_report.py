"""A passer-by reports a hazard without an account; the town checks it; the passer-by reads what became of it."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import walk
from tests.e2e.site import Site, sign_in

pytestmark = pytest.mark.e2e
WORDS = "仓库后门被货物堵死"


def test_a_passer_by_reports_the_town_answers_and_the_answer_is_read(
    site: Site, phone: Callable[..., Page], desk: Callable[..., Page]
) -> None:
    own = phone()
    number, code = reports(own)
    office = desk()
    sign_in(office, "townoffice", "/desk/reports")
    firm = site.reader("townoffice").get("/api/v1/enterprises", limit=1)["items"][0]["name"]
    ledger = answers(office, number, firm)
    reads_who_reported(office)
    assert reads(own, number, code) == "已列入隐患清单，正在整改"
    found = site.reader("townoffice").get("/api/v1/hazards", q=ledger)["items"][0]
    assert (found["source"], found["state"]) == ("report", "open")


def reports(page: Page) -> tuple[str, str]:
    """Tell of a hazard from the sign-in page on, with a photo, a pin and a name, and take number and code away."""
    page.goto("/signin")
    page.get_by_test_id("report-open").click()
    page.get_by_test_id("report-photo").set_input_files(walk.photo("后门"))
    expect(page.get_by_test_id("photo-kept")).to_be_visible()
    page.get_by_test_id("report-words").fill(WORDS)
    page.get_by_test_id("report-send").click()
    expect(page.get_by_test_id("report-trouble")).to_contain_text("标出位置")
    page.get_by_test_id("report-pin").click()
    expect(page.get_by_test_id("map").locator("canvas").first).to_be_visible()
    page.get_by_role("button", name="用我的位置").click()
    page.get_by_test_id("report-pin-take").click()
    page.get_by_test_id("report-named").click()
    page.get_by_test_id("report-name").fill("路人甲")
    page.get_by_test_id("report-send").click()
    expect(page.get_by_test_id("report-number")).to_be_visible()
    expect(page.get_by_test_id("report-photos-sent")).to_contain_text("1/1")
    return page.get_by_test_id("report-number").inner_text(), page.get_by_test_id("report-code").inner_text()


def answers(page: Page, number: str, firm: str) -> str:
    """Accept the report, answer it as true with a hazard and the reporter's photo; return the hazard's number."""
    page.get_by_role("link", name=number).click()
    expect(page.get_by_test_id("report-photo")).to_be_visible()
    page.get_by_test_id("accept-report-submit").click()
    expect(page.get_by_test_id("report-state")).to_have_attribute("data-state", "accepted")
    page.get_by_test_id("settle-report").click()
    page.get_by_test_id("settle-report-submit").click()
    expect(page.get_by_test_id("field-enterprise")).to_contain_text("必填")
    page.get_by_test_id("pick-q").fill(firm)
    page.get_by_test_id("pick-find").click()
    page.get_by_test_id("pick-choice").click()
    page.get_by_role("option").filter(has_text=firm).first.click()
    said = {
        "place": "成品仓库后门",
        "description": "安全出口被货物堵塞",
        "reason": "现场核查",
        "feedback": "已责成整改",
    }
    for field, words in said.items():
        page.get_by_test_id(f"field-{field}").locator("input, textarea").first.fill(words)
    page.get_by_test_id("field-category").click()
    page.get_by_role("option").filter(has_text=re.compile("^S05")).locator("visible=true").click()
    page.get_by_test_id("shown-photo").check()
    page.get_by_test_id("settle-report-submit").click()
    expect(page.get_by_test_id("report-state")).to_have_attribute("data-state", "settled")
    return page.get_by_test_id("report-hazard").inner_text().split(" ")[0]


def reads_who_reported(page: Page) -> None:
    """Open the name for a reason, and find the reading listed."""
    page.get_by_test_id("reporter-reason").fill("告知结果")
    page.get_by_test_id("reporter-open").click()
    expect(page.get_by_test_id("reporter-name")).to_contain_text("路人甲")
    expect(page.get_by_test_id("reporter-reading")).to_contain_text("告知结果")


def reads(page: Page, number: str, code: str) -> str:
    """Ask what became of the report, and return what is said of its hazard."""
    page.get_by_test_id("report-see").click()
    page.get_by_test_id("report-ask-number").fill(number)
    page.get_by_test_id("report-ask-code").fill(code)
    page.get_by_test_id("report-ask").click()
    told = page.get_by_test_id("report-told")
    expect(told).to_contain_text("已责成整改")
    return str(told.get_by_text("隐患清单").inner_text())
