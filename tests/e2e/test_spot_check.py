"""A spot check in a real browser: ordered, drawn with a seed and drawn again, assigned, recorded on a phone."""

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.site import Site, sign_in

pytestmark = pytest.mark.e2e


def test_a_spot_check_from_the_order_to_what_follows(
    site: Site, phone: Callable[..., Page], desk: Callable[..., Page]
) -> None:
    title, district = f"抽查 {time.time_ns()}", site.reader("district")
    page = desk()
    sign_in(page, "district", "/desk/spot-checks")
    page.get_by_test_id("spot-new").click()
    page.get_by_test_id("spot-title").fill(title)
    expect(page.get_by_test_id("spot-framed")).to_contain_text("家")
    page.get_by_test_id("spot-order-submit").click()
    expect(page.get_by_test_id("spot-seed")).to_be_visible()
    own = page.url.rsplit("/", 1)[1].partition("?")[0]

    page.get_by_test_id("spot-seed").fill("07 12 33")
    page.get_by_test_id("spot-draw").click()
    page.get_by_test_id("spot-again").click()
    expect(page.get_by_test_id("spot-again-said")).to_contain_text("一致：种子“07 12 33”")
    assert district.get("/api/v1/spot-targets", spot_check=own)["figures"]["unassigned"] == 5

    page.get_by_test_id("spot-assign-free").click()
    page.get_by_test_id("spot-checker").click()
    page.get_by_role("option", name="（部门）").first.click()
    page.get_by_test_id("spot-assign").click()
    expect(page.get_by_test_id("spot-assign-free")).to_have_count(0)

    target = records_on_a_phone(phone(), site, own)
    told = district.get(f"/api/v1/spot-targets/{target}")
    assert (told["state"], told["n_not_true"], told["n_missed"]) == ("done", 1, 0)
    page.get_by_test_id("spot-tile-mismatched").click()
    expect(page.get_by_test_id("spot-target-row")).to_have_count(1)
    found = district.get("/api/v1/enterprises", q=told["enterprise_name"])["items"]
    (file,) = [row for row in found if row["id"] == told["enterprise_id"]]
    assert "self_report" in {due["reason"] for due in file["due"]}


def records_on_a_phone(page: Page, site: Site, order: str) -> str:
    """Look at every item of one enterprise, find one untrue, and be told what is missing until it is whole."""
    department = site.reader("department")
    rows = department.get("/api/v1/spot-targets", spot_check=order, flag="waiting")["items"]
    target = str(min((row for row in rows if row["items"] > 0), key=lambda row: int(row["items"]))["id"])
    sign_in(page, "department", f"/desk/spot-targets/{target}")
    expect(page.get_by_test_id("spot-record")).to_be_visible()
    page.get_by_test_id("spot-submit").click()
    expect(page.get_by_test_id("spot-lack")).to_contain_text("没有结论")
    untrue = page.locator("[data-testid=spot-item][data-kind=answer]").first
    for each in page.get_by_test_id("spot-true").all():
        each.click()
    untrue.get_by_test_id("spot-not_true").click()
    page.get_by_test_id("spot-submit").click()
    expect(page.get_by_test_id("spot-lack")).to_contain_text("现场所见")
    untrue.get_by_test_id("spot-remark").fill("出口上锁")
    page.get_by_test_id("spot-met").fill("安全管理员")
    page.get_by_test_id("spot-submit").click()
    expect(page.locator("[data-testid=spot-state][data-state=done]")).to_be_visible()
    return target
