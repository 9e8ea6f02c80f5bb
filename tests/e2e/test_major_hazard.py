"""A major hazard from discovery to delisting, on the real screens: the enterprise's phone, department, district."""

import re
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import patience, walk
from tests.e2e.site import Reader, Site, sign_in

pytestmark = pytest.mark.e2e
TODAY = datetime.now(ZoneInfo("Asia/Shanghai")).date()
DEADLINE = (TODAY + timedelta(days=60)).isoformat()
TEXTS = {
    "causes": "除尘管道积尘，未按制度清理", "harm": "可能发生粉尘爆炸，需停机治理", "goals": "清除积尘，恢复除尘能力",
    "methods": "停机清理并更换滤筒", "funds": "企业自筹", "funds_yuan": "80000", "responsible": "安全管理部",
    "responsible_person": "李厂长", "time_limit": "三十日内完成", "emergency_measures": "断电、清场、备灭火器",
    "interim_measures": "停用打磨工位，专人看守",
}  # fmt: skip


def test_a_major_hazard_goes_from_the_enterprises_phone_to_delisting(
    site: Site, phone: Callable[..., Page], desk: Callable[..., Page]
) -> None:
    district = site.reader("district")
    own = site.reader("enterprise").get("/api/v1/session")["person"]["enterprise_id"]
    words = f"除尘系统积尘严重 {time.time_ns()}"
    firm = phone()
    sign_in(firm, "enterprise")
    firm.goto("/notices")
    expect(firm.get_by_test_id("papers-open")).to_be_visible()  # the area is on the phone
    hazard = _finds(firm, district, own, words)

    _plans(firm, hazard)
    walk.until_state(firm, district, hazard, "plan_review")
    department = desk()
    sign_in(department, "department", f"/desk/hazards/{hazard}")
    expect(department.get_by_test_id("five-in-place").locator(".there")).to_have_count(5)
    _decides(department, "review-plan", {"opinion": "方案可行，按期治理"}, "review-plan-yes")
    walk.until_state(department, district, hazard, "rectifying")
    _decides(
        department, "order-measure", {"stopped": "打磨车间", "basis": "安全生产法第六十五条"}, "order-measure-submit"
    )
    expect(department.get_by_test_id("stop-mark").first).to_be_visible()
    _decides(department, "propose-listing", {"reason": "粉尘涉爆，治理周期长"}, "propose-listing-submit")

    office = desk()
    sign_in(office, "district", f"/desk/hazards/{hazard}")
    office.get_by_test_id("listing-open").click()
    _lists(office)
    listing = office.url.rsplit("/", 1)[-1]

    _treats(firm, hazard, "report-progress", {"text": "已停机，清理过半", "funds_yuan": "30000"})
    _until_case(firm, district, listing, "in_treatment")
    office.reload()
    expect(office.get_by_test_id("progress-month")).to_have_count(1)

    _rectifies(firm, hazard)
    walk.until_state(firm, district, hazard, "submitted")
    _treats(firm, hazard, "apply-resume", {"reason": "已治理完毕", "evaluator": "某评价公司", "conclusion": "符合要求"})
    patience.until(firm, lambda: district.get(f"/api/v1/hazards/{hazard}")["resume_asked_on"])

    department.reload()
    _decides(department, "reinspect-hazard", {"opinion": "现场合格"}, "reinspect-pass")
    expect(department.get_by_test_id("act-trouble")).to_be_visible()  # a stop is in force
    _decides(department, "decide-resume", {"opinion": "现场审查合格"}, "decide-resume-yes")
    expect(department.get_by_test_id("decide-decide-resume")).to_have_count(0)
    _decides(department, "reinspect-hazard", {"opinion": "现场合格"}, "reinspect-pass")
    walk.until_state(department, district, hazard, "closed")

    asked = {"summary": "已清理更换", "funds_yuan": "80000", "evaluator": "某评价公司", "conclusion": "符合要求"}
    _treats(firm, hazard, "apply-delisting", asked)
    _until_case(firm, district, listing, "delist_applied")
    office.reload()
    office.get_by_test_id("field-opinion").locator("textarea").fill("现场验收合格，公布")
    office.get_by_test_id("decide-delisting-submit").click()
    expect(office.get_by_test_id("listing-state").first).to_have_attribute("data-state", "delisted")
    steps = [event["event"] for event in district.get(f"/api/v1/hazards/{hazard}")["events"]]
    assert (steps[0], steps[-1]) == ("hazard-opened", "listing-delisted")
    assert steps.index("resume-consented") < steps.index("reinspection-passed")


def _finds(firm: Page, district: Reader, enterprise: str, words: str) -> str:
    """Register a major hazard by self-inspection, with its photo and what keeps people safe meanwhile."""
    firm.goto(f"/hazards/new?enterprise={enterprise}")
    firm.get_by_test_id("hazard-photo").set_input_files(walk.photo(words))
    expect(firm.get_by_test_id("photo-kept")).to_have_count(1)
    firm.get_by_test_id("hazard-description").fill(words)
    firm.get_by_test_id("hazard-category").click()
    firm.get_by_test_id("category-S05").click()
    firm.get_by_test_id("hazard-place").fill("打磨车间除尘管道")
    firm.get_by_test_id("level-major").click()
    firm.get_by_test_id("hazard-interim").fill("停用打磨工位，专人看守")
    firm.get_by_test_id("hazard-save").click()
    expect(firm.get_by_test_id("hazard-save")).to_have_count(0)
    walk.waits_until_sent(firm)
    (found,) = district.get("/api/v1/hazards", q=words)["items"]
    assert (found["level"], found["state"]) == ("major", "open")
    return str(found["id"])


def _plans(firm: Page, hazard: str) -> None:
    """Send the report and the plan; with a part missing nothing goes out, and the part is named."""
    firm.goto(f"/hazards/{hazard}")
    firm.get_by_test_id("treat-open-submit-plan").click()
    for field, said in TEXTS.items():
        if field != "emergency_measures":
            firm.get_by_test_id(f"treat-{field}").fill(said)
    firm.get_by_test_id("treat-milestone").fill("停机清理")
    firm.get_by_test_id("treat-submit").click()
    expect(firm.get_by_test_id("treat-trouble")).to_contain_text("应急预案")
    firm.get_by_test_id("treat-emergency_measures").fill(TEXTS["emergency_measures"])
    firm.get_by_test_id("treat-submit").click()
    expect(firm.get_by_test_id("treat-submit")).to_have_count(0)
    walk.waits_until_sent(firm)


def _treats(firm: Page, hazard: str, step: str, texts: dict[str, str]) -> None:
    """Take a step of the treatment on the phone."""
    firm.goto(f"/hazards/{hazard}")
    firm.get_by_test_id(f"treat-open-{step}").click()
    for field, said in texts.items():
        firm.get_by_test_id(f"treat-{field}").fill(said)
    firm.get_by_test_id("treat-submit").click()
    expect(firm.get_by_test_id("treat-submit")).to_have_count(0)
    walk.waits_until_sent(firm)


def _rectifies(firm: Page, hazard: str) -> None:
    """Report the work with its evaluation."""
    firm.goto(f"/hazards/{hazard}")
    firm.get_by_test_id("rectify-open").click()
    firm.get_by_test_id("rectify-photo").set_input_files(walk.photo("整改后"))
    expect(firm.get_by_test_id("photo-kept")).to_have_count(1)
    firm.get_by_test_id("rectify-text").fill("已停机清理并更换滤筒")
    firm.get_by_test_id("rectify-by").fill("李厂长")
    firm.get_by_test_id("rectify-evaluator").fill("某评价公司")
    firm.get_by_test_id("rectify-conclusion").fill("符合要求")
    firm.get_by_test_id("rectify-submit").click()
    expect(firm.get_by_test_id("rectify-submit")).to_have_count(0)
    walk.waits_until_sent(firm)


def _decides(page: Page, decision: str, texts: dict[str, str], button: str) -> None:
    """Take a decision on the hazard's page."""
    tab, yes = page.get_by_test_id(f"decide-{decision}"), page.get_by_test_id(button)
    expect(tab.or_(yes).first).to_be_visible()
    if not yes.is_visible():
        tab.click()
    for field, said in texts.items():
        page.get_by_test_id(f"field-{field}").locator("textarea").fill(said)
    yes.click()


def _lists(page: Page) -> None:
    """Approve the listing: leader, unit, person, deadline."""
    expect(page).to_have_url(re.compile(r"/desk/listings/[0-9a-f-]{36}"))
    fields = {"leader": "分管副区长", "responsible_unit": "湖塘镇", "responsible_person": "安全办主任"}
    for field, said in fields.items():
        page.get_by_test_id(f"field-{field}").locator("input").fill(said)
    day = page.get_by_test_id("field-deadline").locator("input")
    day.fill(DEADLINE)
    day.press("Enter")
    page.get_by_test_id("decide-listing-yes").click()
    expect(page.get_by_test_id("listing-state").first).to_have_attribute("data-state", "approved")


def _until_case(page: Page, district: Reader, listing: str, state: str) -> None:
    patience.until(page, lambda: district.get(f"/api/v1/listings/{listing}")["state"], lambda told: told == state)
