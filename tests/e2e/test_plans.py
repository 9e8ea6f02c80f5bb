"""The department's year: plan, double-random draw that repeats, approval, tasks, and the officer's day in its order."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import patience
from tests.e2e.site import Site, sign_in

pytestmark = pytest.mark.e2e


def test_a_year_is_planned_drawn_approved_and_walked(
    site: Site, phone: Callable[..., Page], desk: Callable[..., Page]
) -> None:
    title = f"专项检查计划 {uuid4().hex[:6]}"
    page = desk()
    sign_in(page, "department", "/desk/signin")
    plan = _written(page, title)
    _does(page, "draw-inspection-plan")
    page.get_by_test_id("draw-verify").first.click()
    expect(page.get_by_test_id("draw-word").first).to_have_text("重算一致")
    _does(page, "submit-inspection-plan")
    expect(page.get_by_test_id("plan-state")).to_have_text("待审批")

    other = desk()
    sign_in(other, "district", "/desk/signin")
    other.goto(f"/desk/plans/{plan}")
    other.get_by_test_id("plan-approve").click()
    expect(other.get_by_test_id("plan-state")).to_have_text("已批准")

    page.reload()
    page.get_by_test_id("plan-number").fill("备〔2026〕9号")
    _does(page, "file-inspection-plan")
    _does(page, "activate-inspection-plan")
    expect(page.get_by_test_id("plan-state")).to_have_text("执行中")
    asked = site.reader("department")
    planned = asked.get(f"/api/v1/plans/{plan}")["planned"]
    assert planned > 0
    page.get_by_test_id("plan-done").click()
    expect(page.get_by_test_id("task-figures")).to_be_visible()
    page.get_by_test_id("tasks-all-due").click()
    expect(page.get_by_test_id("task-total")).to_contain_text(f"共 {planned}")

    _made(page, asked)
    _walked(site, phone())


def _written(page: Page, title: str) -> str:
    """Write a plan of an authority of its own, so that nobody's cap is used up.

    D is key, little else is drawn, and some of those that are not graded, where nobody is.
    """
    page.goto("/desk/plans")
    page.get_by_test_id("plan-new").click()
    page.get_by_test_id("plan-title").fill(title)
    page.get_by_test_id("plan-authority").fill(title)
    for grade, share in (("A", "0"), ("B", "0.5"), ("C", "1"), ("none", "0.3")):
        page.get_by_test_id(f"plan-share-{grade}").fill(share)
    page.get_by_test_id("plan-save").click()
    expect(page.get_by_test_id("plan-undrawn")).to_be_visible()
    return page.url.rsplit("/", 1)[-1]


def _does(page: Page, step: str) -> None:
    """Take a step where it is offered beside others or alone, and wait until it is done."""
    chooser, button = page.get_by_test_id(f"choose-{step}"), page.get_by_test_id(f"do-{step}")
    expect(chooser.or_(button).first).to_be_visible()
    if chooser.count():
        chooser.click()
    button.click()
    if step == "draw-inspection-plan":
        expect(page.get_by_test_id("plan-draw")).to_have_count(1)
    else:
        expect(button).to_have_count(0)


def _made(page: Page, asked: Any) -> None:
    """Have the tasks made and laid out now."""
    before = {run["id"] for run in asked.get("/api/v1/tasks/runs")}
    page.goto("/desk/tasks")
    page.get_by_test_id("task-make").click()
    patience.until(
        page,
        lambda: [run for run in asked.get("/api/v1/tasks/runs") if run["id"] not in before],
        lambda runs: any(run["state"] == "done" for run in runs),
    )
    expect(page.get_by_test_id("task-last")).to_be_visible()


def _walked(site: Site, page: Page) -> None:
    """Let the officer's day be in the order that the server laid out, also without a network."""
    own = site.reader("officer")
    (first, *_) = [day for day in own.get("/api/v1/routes/own") if day["tasks"]]
    names = {each["id"]: each["name"] for each in own.get("/api/v1/pack")["enterprises"]}
    wanted = [names[stop["enterprise_id"]] for stop in first["tasks"] if stop["enterprise_id"] in names]
    sign_in(page, "officer")
    expect(page.get_by_test_id("today-way")).to_be_visible()
    page.context.set_offline(True)
    items = page.get_by_test_id("today-item")
    for n, name in enumerate(wanted[:3]):
        expect(items.nth(n)).to_contain_text(name)
    page.get_by_test_id("today-order").click()
    expect(page.get_by_test_id("today-way")).to_have_count(0)
    page.context.set_offline(False)
