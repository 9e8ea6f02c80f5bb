"""An inspection: asked for and approved at the desk, entered and recorded on a phone without network, printed."""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from grids.policy import local_day
from tests.e2e import walk
from tests.e2e.site import Site, sign_in

pytestmark = pytest.mark.e2e


def test_an_inspection_from_leave_to_its_paper(
    site: Site, desk: Callable[..., Page], phone: Callable[..., Page]
) -> None:
    case = asked(site)
    page = desk()
    sign_in(page, "department", f"/desk/inspections/{case}")
    page.get_by_test_id("case-opinion").fill("同意")
    page.get_by_test_id("case-approve").click()
    scheme = page.locator("[data-testid=case-paper][data-kind=scheme]")
    expect(scheme).to_contain_text("应急检查〔")

    on_site = phone()
    sign_in(on_site, "inspector")
    walk.readies(on_site)
    on_site.goto(f"/inspections/{case}")
    expect(on_site.get_by_test_id("case-enter")).to_be_visible()
    on_site.context.set_offline(True)
    on_site.get_by_test_id("case-enter").click()
    on_site.get_by_test_id("enter-by-position").click()
    expect(on_site.get_by_test_id("visit-finish")).to_be_visible()
    on_site.goto(f"/inspections/{case}/record")
    on_site.get_by_test_id("paper-place").fill("打磨车间")
    on_site.get_by_test_id("paper-met").fill("")
    on_site.get_by_test_id("paper-issue").click()
    expect(on_site.get_by_test_id("paper-trouble")).to_contain_text("现场负责人")
    on_site.get_by_test_id("paper-met").fill("李厂长")
    on_site.get_by_test_id("paper-findings").fill("1. 积尘未清理。")
    on_site.get_by_test_id("paper-issue").click()
    record = on_site.locator("[data-testid=case-papers] [data-kind=record]")
    expect(record).to_contain_text("编号待报送后生成")
    on_site.context.set_offline(False)
    expect(record).to_contain_text("应急检记〔")

    page.reload()
    paper = page.locator("[data-testid=case-paper][data-kind=record]")
    expect(paper).to_be_visible()
    link = str(paper.get_by_test_id("paper-pdf").get_attribute("href"))
    assert page.request.get(link).body().startswith(b"%PDF")
    paper.get_by_test_id("paper-void").click()
    page.get_by_test_id("void-reason").fill("检查场所写错")
    page.get_by_test_id("void-submit").click()
    expect(page.locator("[data-testid=case-paper][data-state=voided]")).to_contain_text("检查场所写错")
    page.goto("/desk/inspections/numbers")
    expect(page.get_by_test_id("numbers-verdict")).to_have_attribute("data-whole", "true")
    expect(page.get_by_test_id("numbers-void").filter(has_text="检查场所写错").first).to_be_visible()


def asked(site: Site) -> str:
    """Ask leave for an inspection of a firm that nobody inspects now."""
    reader = site.reader("inspector")
    inspected = {each["enterprise_id"] for each in reader.get("/api/v1/inspections")["items"]}
    firms = reader.get("/api/v1/enterprises", limit=50)["items"]
    firm = next(each["id"] for each in firms if each["id"] not in inspected and each["status"] == "active")
    mine = reader.get("/api/v1/session")["person"]["id"]
    second = next(each["id"] for each in reader.get("/api/v1/people") if each["id"] != mine)
    case = str(uuid4())
    reader.does(
        "open-inspection", inspection=case, enterprise=firm, ground="plan", announced=False, purpose="粉尘防爆专项",
        basis="安全生产法第六十五条", content="除尘系统", planned_on=local_day(datetime.now(UTC)).isoformat(),
        second_inspector=second,
    )  # fmt: skip
    return case
