"""A department writes a method, tries it, publishes it, has a district graded and approves; an enterprise reads why."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import patience
from tests.e2e.site import Site, sign_in

pytestmark = pytest.mark.e2e


def test_a_department_grades_by_its_own_method_and_the_enterprise_reads_why(
    site: Site, phone: Callable[..., Page], desk: Callable[..., Page]
) -> None:
    own = site.reader("enterprise").get("/api/v1/session")["person"]["enterprise_id"]
    of_class = site.reader("department").get(f"/api/v1/enterprises/{own}")["supervision_class"]
    page = desk()
    sign_in(page, "department", "/desk/signin")
    method = _writes_a_method(page, of_class)
    _tries_it(page, method)
    page.goto(f"/desk/grading/methods/{method}")
    page.get_by_test_id("method-publish").click()
    expect(page.get_by_text("已发布")).to_be_visible()

    asked = site.reader("department")
    before = {run["id"] for run in asked.get("/api/v1/grading/runs")}
    page.goto("/desk/grading")
    page.get_by_test_id("grading-run").click()
    page.get_by_test_id("grading-run-start").click()
    expect(page.get_by_test_id("grading-run-start")).not_to_be_visible()
    patience.until(
        page,
        lambda: [run for run in asked.get("/api/v1/grading/runs") if run["id"] not in before],
        lambda runs: any(run["state"] == "done" for run in runs),
    )

    page.goto(f"/desk/enterprises/{own}")
    page.get_by_test_id("grade-approve").click()
    expect(page.get_by_test_id("grade-approve")).to_have_count(0)
    expect(page.get_by_test_id("grade-section")).to_contain_text("锂电池存放")

    reader = phone()
    sign_in(reader, "enterprise")
    reader.goto(f"/enterprises/{own}")
    why = reader.get_by_test_id("why-grade")
    why.locator("summary").click()
    expect(why.get_by_test_id("grade-working")).to_contain_text("企业规模")
    told = site.reader("enterprise").get(f"/api/v1/enterprises/{own}/grading")["history"]
    assert [row["state"] for row in told] == ["approved"] * len(told)
    assert told[0]["method"]["id"] == method


def _writes_a_method(page: Page, of_class: str) -> str:
    """Copy the default for a class, add a factor from the file, move a band."""
    page.goto("/desk/grading/methods/default")
    expect(page.get_by_test_id("factor-dust")).to_be_visible()
    page.locator("label", has_text="监管类别").locator(".el-select").click()
    named = {"industry": "工矿", "hazardous_chemicals": "危化", "crowded_place": "人员密集场所", "commerce": "商贸"}
    page.get_by_role("option", name=named.get(of_class, "其他"), exact=True).click()
    page.get_by_test_id("method-copy").click()
    page.wait_for_url(re.compile(r"/methods/[0-9a-f]{8}-"))
    form = page.get_by_test_id("add-factor")
    form.get_by_test_id("add-title").fill("锂电池存放")
    form.get_by_test_id("add-topic").click()
    page.get_by_role("option", name="锂电池", exact=True).click()
    form.get_by_test_id("add-do").click()
    expect(page.get_by_test_id("factor-own_1")).to_be_visible()
    page.get_by_test_id("band-b").locator("input").fill("26")
    page.get_by_test_id("band-b").locator("input").blur()
    page.get_by_test_id("method-save").click()
    expect(page.get_by_test_id("method-save")).to_be_disabled()
    return page.url.rsplit("/", 1)[1]


def _tries_it(page: Page, method: str) -> None:
    page.get_by_test_id("method-try").click()
    page.wait_for_url(re.compile(f"method={method}"))
    page.get_by_test_id("interval-D").locator("input").fill("15")
    page.get_by_test_id("trial-run").click()
    expect(page.get_by_test_id("trial-figures")).to_be_visible()
    page.locator("[data-testid^=move-]:is(button)").first.click()
    expect(page.get_by_test_id("trial-list").locator("li").first).to_be_visible()
