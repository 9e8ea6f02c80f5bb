"""Lists in a browser: a department publishes whom it supervises, and an enterprise comes on the key list and goes."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.site import Site, sign_in

pytestmark = pytest.mark.e2e


def test_a_department_drafts_moves_one_by_hand_and_publishes(site: Site, desk: Callable[..., Page]) -> None:
    name = f"某行业部门 {time.time_ns() % 1_000_000_000}"
    page = desk()
    sign_in(page, "department", "/desk/lists")
    page.get_by_test_id("list-new").click()
    typed = page.get_by_test_id("list-department")
    expect(page.get_by_test_id("list-classes")).to_be_visible()
    if typed.count() == 0:
        page.get_by_role("dialog").locator(".el-select").first.click()
        page.get_by_role("option", name="其他部门").click()
        expect(page.get_by_role("option")).to_have_count(0)
    typed.fill(name)
    page.get_by_test_id("list-classes").click()
    expect(page.get_by_role("option").first).to_be_visible()
    for each in page.get_by_role("option").all():
        each.click()
    page.get_by_role("dialog").get_by_role("heading").click()  # the list of classes closes
    page.get_by_test_id("list-draft").click()
    total = page.get_by_test_id("list-sum")
    expect(total).to_be_visible()
    draft = page.url.rsplit("/", 1)[-1].partition("?")[0]
    own = site.reader("department")
    told = own.get(f"/api/v1/lists/{draft}")
    assert sum(told["counts"].values()) == told["total"] > 0

    moved = page.get_by_role("row").filter(has=page.get_by_test_id("list-move")).first
    who = moved.get_by_role("link").first.inner_text()
    moved.get_by_test_id("list-move").click()
    page.get_by_test_id("move-kind").click()
    page.get_by_role("option").filter(has_text="监管").last.click()
    page.get_by_test_id("move-reason").fill("近年两次火灾")
    page.get_by_test_id("move-submit").click()
    expect(page.get_by_test_id("move-submit")).to_have_count(0)
    page.get_by_test_id("list-note").fill("按新部门权责划分")
    page.get_by_test_id("list-publish").click()
    expect(page.get_by_test_id("list-state")).to_contain_text("公布，")

    after = own.get(f"/api/v1/lists/{draft}")
    assert (after["total"], after["published_on"] is not None) == (told["total"], True)
    (row,) = [each for each in after["entries"] if each["name"] == who and each["source"] == "hand"]
    assert row["kind"] == "supervise"
    assert page.request.get(f"/api/v1/lists/{draft}/book.xlsx").body().startswith(b"PK")


def test_an_enterprise_comes_on_the_key_list_and_leaves_it(site: Site, desk: Callable[..., Page]) -> None:
    firm = free_firm(site)
    town, district = desk(), desk()
    sign_in(town, "townoffice", "/desk/lists/key")
    town.get_by_test_id("key-new").click()
    town.get_by_test_id("pick-q").fill(firm["name"])
    town.get_by_test_id("pick-find").click()
    town.get_by_test_id("pick-choice").click()
    town.get_by_role("option").filter(has_text=firm["name"]).first.click()
    town.get_by_test_id("key-reason").fill("半年内两项重大隐患")
    town.get_by_test_id("key-conditions").fill("两次复查无重大隐患")
    town.get_by_test_id("key-propose").click()
    expect(town.get_by_test_id("key-propose")).to_have_count(0)
    (entry,) = [row for row in entries(site) if row["enterprise_id"] == firm["id"]]

    sign_in(district, "district", f"/desk/lists/key/{entry['id']}")
    decides(district, "同意列入")
    town.goto(f"/desk/lists/key/{entry['id']}")
    decides(town, "两次复查均合格")
    district.reload()
    decides(district, "条件已满足，同意移出")
    expect(district.get_by_test_id("key-step")).to_have_count(4)
    steps = site.reader("district").get(f"/api/v1/key-list/{entry['id']}")["history"]
    assert len({step["name"] for step in steps}) == 2


def decides(page: Page, said: str) -> None:
    """Take the next step of an entry with these words."""
    page.get_by_test_id("key-said").fill(said)
    steps = page.get_by_test_id("key-step").count()
    page.get_by_test_id("key-yes").click()
    expect(page.get_by_test_id("key-step")).to_have_count(steps + 1)


def entries(site: Site) -> list[dict[str, Any]]:
    """Read the key list."""
    rows: list[dict[str, Any]] = site.reader("district").get("/api/v1/key-list")["items"]
    return rows


def free_firm(site: Site) -> dict[str, Any]:
    """Find an enterprise of the town that was never on the key list."""
    taken = {row["enterprise_id"] for row in entries(site)}
    firms = site.reader("townoffice").get("/api/v1/enterprises", limit=100)["items"]
    return next(each for each in firms if each["id"] not in taken and each["status"] == "active")
