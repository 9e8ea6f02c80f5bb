"""A department writes a standard at the desk: a gap is shown, mended, published, and the enterprise's phone has it."""

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.site import Site, sign_in

pytestmark = pytest.mark.e2e


def test_a_department_writes_checks_and_publishes_a_standard(site: Site, desk: Callable[..., Page]) -> None:
    code = f"cold-{time.time_ns() % 1_000_000_000}"
    page = desk()
    sign_in(page, "department", "/desk/standards")
    expect(page.locator("[data-testid=standard-class][data-lacks=true]").first).to_be_visible()
    page.get_by_test_id("standard-new").click()
    page.get_by_test_id("standard-code").fill(code)
    page.get_by_test_id("standard-name").fill(f"冷链仓储 {code}")
    classes = page.get_by_test_id("standard-classes").locator("input")
    classes.fill("冷链仓储")
    classes.press("Enter")
    page.get_by_test_id("standard-name").click()  # the list of classes closes
    page.get_by_test_id("standard-start").click()

    page.get_by_test_id("item-add").click()
    writes(page, title="冷库门能从内部打开", do="每班试开一次", how="进库关门试一次")
    page.get_by_test_id("standard-save").click()
    expect(page.get_by_test_id("standard-checks")).to_contain_text("没有法律或标准条款")
    expect(page.get_by_test_id("standard-publish")).to_be_disabled()
    page.get_by_test_id("item-row").first.click()
    writes(page, law="消防法（2021） 第二十八条")
    page.get_by_test_id("standard-save").click()
    expect(page.get_by_test_id("standard-publish")).to_be_enabled()
    page.get_by_test_id("standard-publish").click()
    expect(page.get_by_test_id("standard-revise")).to_be_visible()

    held = [row for row in site.reader("enterprise").get("/api/v1/pack")["checklists"] if row["code"] == code]
    assert [(row["number"], row["classes"]) for row in held] == [(1, ["冷链仓储"])]
    assert held[0]["items"][0]["do"] == "每班试开一次"
    page.get_by_test_id("standard-revise").click()
    expect(page.get_by_test_id("standard-tab-draft")).to_be_visible()


def writes(page: Page, **words: str) -> None:
    """Fill in fields of the item that is open."""
    form = page.get_by_test_id("item-form")
    for name, said in words.items():
        form.get_by_test_id(f"item-{name}").fill(said)
