"""An officer without signal: the day in an own order, a task handed back; and what the town's office is told of it."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import patience, walk
from tests.e2e.site import Site, sign_in

pytestmark = pytest.mark.e2e


def test_a_day_is_put_in_an_own_order_and_a_task_handed_back_without_signal(
    site: Site, phone: Callable[..., Page]
) -> None:
    officer = site.reader("officer")
    office = phone()
    sign_in(office, "townoffice")
    expect(office.get_by_test_id("tab-me")).to_be_visible()
    town = site.reader("townoffice")
    before = town.get("/api/v1/inbox")["unread"]

    page = phone()
    sign_in(page, "officer")
    expect(page.get_by_test_id("today-arrange")).to_be_visible()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    (day, *_) = [each for each in officer.get("/api/v1/routes/own") if each["tasks"]]
    first, second, *rest = [task["id"] for task in day["tasks"]]
    page.context.set_offline(True)
    page.get_by_test_id("today-arrange").click()
    stops = page.get_by_test_id("own-stop")
    expect(stops).to_have_count(len(rest) + 2)
    page.get_by_test_id("own-last").first.click()
    page.get_by_test_id("own-save").click()
    expect(page.get_by_test_id("today-way")).to_contain_text("自定顺序")
    page.get_by_test_id("today-arrange").click()
    page.get_by_test_id("own-back").first.click()
    page.get_by_test_id("hand-back-reason").fill("企业停电")
    page.get_by_test_id("hand-back-submit").click()
    expect(stops).to_have_count(len(rest) + 1)

    page.context.set_offline(False)
    page.reload()
    patience.until(
        page,
        lambda: _tasks(officer, day["day"]),
        lambda tasks: tasks == [*rest, first],
        lambda: [[first, second, *rest], page.evaluate(walk.UNSENT)],
    )
    waiting = town.get("/api/v1/tasks", flag="unassigned", limit=500)["items"]
    (handed,) = [task for task in waiting if task["id"] == second]
    assert (handed["officer"], handed["returns"][0]["reason"]) == (None, "企业停电")

    expect(office.get_by_test_id("inbox-badge")).to_have_text(f"{before + 1} 条未读")
    office.get_by_test_id("tab-me").click()
    office.get_by_test_id("me-inbox").click()
    message = office.get_by_test_id("inbox-item").first
    expect(message).to_contain_text("企业停电")
    office.context.set_offline(True)
    message.click()
    office.context.set_offline(False)
    patience.until(
        office,
        lambda: _told(town),
        lambda told: told["read_at"] is not None,
        lambda: office.locator("main").inner_text(),
    )


def _told(town: Any) -> Any:
    return next(item for item in town.get("/api/v1/inbox")["items"] if "企业停电" in item["title"] + item["body"])


def _tasks(officer: Any, day: str) -> list[str]:
    (own,) = [each for each in officer.get("/api/v1/routes/own") if each["day"] == day]
    return [task["id"] for task in own["tasks"]]
