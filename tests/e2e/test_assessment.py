"""An assessment in a browser: opened, assessed by the town itself, scored with evidence, appealed, decided, ranked."""

import time
from collections.abc import Callable
from uuid import uuid4

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.e2e.site import Site, sign_in
from tests.server.stage import picture

pytestmark = pytest.mark.e2e


def test_a_town_is_assessed_from_the_standard_to_the_ranking(site: Site, desk: Callable[..., Page]) -> None:
    title = f"镇街道考核 {time.time_ns()}"
    town = site.reader("townoffice").get("/api/v1/session")["person"]["area"]["name"]
    district, office = desk(), desk()
    sign_in(district, "district", "/desk/assessments/new")
    names = _opened(district, title, town)
    own = site.reader("district")
    assessment = own.get("/api/v1/assessments")["items"][0]["id"]

    sign_in(office, "townoffice", "/desk/assessments")
    office.get_by_test_id("assessment-row").filter(has_text=title).click()
    expect(office.get_by_test_id("ranked-row")).to_have_count(1)
    office.get_by_test_id("ranked-row").click()
    _given(office, "duty", "item-own", "9", "两次会议有记录", evidence=True)

    district.get_by_test_id("ranked-row").filter(has_text=town).click()
    expect(_item(district, "duty").get_by_test_id("entry-own")).to_contain_text("自评 9")
    _given(district, "duty", "item-score", "6", "缺一次记录")
    _given(district, "training", "item-score", "10", "")
    office.reload()
    _item(office, "duty").get_by_test_id("item-appeal").click()
    office.get_by_test_id("appeal-reason").fill("记录已补交")
    office.get_by_test_id("appeal-send").click()
    expect(office.get_by_test_id("appeal")).to_contain_text("待答复")

    district.reload()
    _number(district, "answer-points", "8")
    district.get_by_test_id("appeal-accept").click()
    expect(district.get_by_test_id("appeal-answer")).to_contain_text("采纳，改为 8 分")
    expect(_item(district, "duty").get_by_test_id("item-got")).to_have_text("8")
    _lists_what_it_counts(district)

    for row in own.get(f"/api/v1/assessments/{assessment}")["rows"]:
        for item in ("duty", "training") if row["name"] != town else ():
            own.does("score-assessment", sheet=row["id"], item=item, entry=str(uuid4()), points=10)
    district.goto(f"/desk/assessments/{assessment}")
    district.get_by_test_id("decide-assessment").click()
    district.get_by_test_id("decide-opinion").fill("总体完成较好")
    district.get_by_test_id("honour-add").click()
    district.get_by_test_id("honour-reason").fill("按期整改率最高")
    district.get_by_test_id("decide-submit").click()
    expect(district.get_by_test_id("decision")).to_contain_text("总体完成较好")

    office.goto(f"/desk/assessments/{assessment}")
    expect(office.get_by_test_id("table-row")).to_have_count(len(names))
    office.get_by_test_id("ranked-row").click()
    paper = office.request.get(office.get_by_test_id("sheet-paper").get_attribute("href") or "")
    assert (paper.status, paper.body()[:5]) == (200, b"%PDF-")
    assert district.request.get(f"/api/v1/assessments/{assessment}/book.xlsx").status == 200


def _opened(page: Page, title: str, town: str) -> list[str]:
    """Open an assessment of this town and one more by the standard that ships; return their names."""
    page.get_by_test_id("assessment-title").fill(title)
    boxes = page.get_by_test_id("assessment-object")
    expect(boxes.filter(has_text=town)).to_have_count(1)
    names = boxes.all_inner_texts()
    other = next(name for name in names if name != town)
    for name in names:
        if name not in {town, other}:
            boxes.filter(has=page.get_by_text(name, exact=True)).click()
    expect(page.get_by_test_id("objects-chosen")).to_contain_text("2")
    expect(page.get_by_test_id("assessment-item").first).to_be_visible()
    page.get_by_test_id("assessment-start").click()
    expect(page.get_by_test_id("decide-assessment")).to_be_visible()
    return [town, other]


def _item(page: Page, key: str) -> Locator:
    return page.locator(f'[data-testid="sheet-item"][data-key="{key}"]')


def _number(page: Page, testid: str, value: str) -> None:
    page.get_by_test_id(testid).locator("input").fill(value)
    page.get_by_test_id(testid).locator("input").press("Tab")


def _given(page: Page, key: str, step: str, points: str, reason: str, *, evidence: bool = False) -> None:
    """Give an item points with a reason, and a picture as evidence."""
    item = _item(page, key)
    item.get_by_test_id(step).click()
    _number(page, "points", points)
    page.get_by_test_id("points-reason").fill(reason)
    if evidence:
        photo = FilePayload(name="会议.jpg", mimeType="image/jpeg", buffer=picture(f"evidence {time.time_ns()}"))
        page.get_by_test_id("attach").set_input_files(photo)
        expect(page.get_by_text("会议.jpg")).to_be_visible()
    page.get_by_test_id("points-save").click()
    expect(page.get_by_test_id("points-form")).to_have_count(0)


def _lists_what_it_counts(page: Page) -> None:
    """Open the list of a counted item: it is as long as the figure says."""
    item = _item(page, "files")
    counted = item.locator(".n").inner_text().split("/")[0].strip()
    item.get_by_test_id("sheet-facts").click()
    expect(page.get_by_test_id("facts-side")).to_contain_text(f"{int(counted):,}")
    expect(page.get_by_test_id("facts").locator("li").first).to_be_visible()
    page.keyboard.press("Escape")
