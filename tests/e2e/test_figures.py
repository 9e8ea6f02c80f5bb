"""A district reads its figures: each number opens its list; a rule of quality of its own names files to mend."""

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.site import Site, sign_in

pytestmark = pytest.mark.e2e


def test_every_figure_opens_the_list_it_counts_also_of_a_past_quarter(site: Site, desk: Callable[..., Page]) -> None:
    page = desk()
    sign_in(page, "district", "/desk/figures?period=days&from=2026-01-01&to=2026-03-31")
    tile = page.get_by_test_id("indicator-rectified")
    expect(tile).to_be_visible()
    above, below = counted(tile)
    past = {"period_from": "2026-01-01", "period_to": "2026-03-31", "name": "rectified"}
    said = site.reader("district").get("/api/v1/indicators", **past)["total"]["rectified"]
    assert (above, below) == (said["n"], said["d"])
    assert 0 < above < below
    tile.get_by_role("button").first.click()
    sides = page.get_by_test_id("facts-side")
    expect(sides).to_contain_text(f"{below - above:,}")
    sides.get_by_role("radio").nth(1).check(force=True)  # the rest: what was not put right
    facts = page.get_by_test_id("facts").locator("li")
    expect(facts.first).to_be_visible()
    expect(facts).to_have_count(min(below - above, 50))
    facts.first.get_by_role("link").click()
    expect(page).to_have_url(re.compile(r"/desk/hazards"))

    page.go_back()
    page.get_by_test_id("figures-group-visits").click()
    often = page.get_by_test_id("indicator-frequency_met")
    expect(often).to_be_visible()
    above, below = counted(often)
    assert 0 < above < below  # who had been visited as often as their grade asks, by the end of that quarter
    expect(page.get_by_test_id("figure-row").nth(1)).to_be_visible()


def test_a_district_adds_a_rule_of_quality_and_sees_whose_files_break_it(desk: Callable[..., Page]) -> None:
    name = f"在营企业须有专职安全员 {time.time_ns() % 1_000_000_000}"
    page = desk()
    sign_in(page, "district", "/desk/quality")
    expect(page.get_by_test_id("quality-score")).to_be_visible()
    page.get_by_test_id("rule-new").click()
    page.get_by_test_id("rule-name").fill(name)
    page.get_by_test_id("rule-advice").fill("到企业核对后补录专职安全管理人员")
    page.get_by_test_id("rule-applies").fill("status = 'active'")
    page.get_by_test_id("rule-holds").fill("full_time_safety_staff > 0")
    page.get_by_test_id("rule-write").click()
    row = page.get_by_test_id("quality-rule").filter(has_text=name)
    expect(row).to_be_visible()
    broken = number(row.get_by_role("button").inner_text())
    assert broken > 0
    row.get_by_role("button").click()
    files = page.get_by_test_id("poor-files").locator("li")
    expect(files).to_have_count(min(broken, 50))
    files.first.get_by_role("link").click()
    expect(page).to_have_url(re.compile(r"/desk/enterprises/"))

    page.go_back()
    page.get_by_test_id("quality-rule").filter(has_text=name).get_by_role("button").click()
    page.get_by_test_id("rule-end-reason").fill("并入另一条规则")
    page.get_by_test_id("rule-end").click()
    expect(page.get_by_test_id("quality-rule").filter(has_text=name)).to_have_count(0)


def counted(tile: Locator) -> tuple[int, int]:
    """Read numerator and denominator off a figure."""
    above, below = re.findall(r"[\d,]+ / [\d,]+", tile.inner_text())[0].split(" / ")
    return number(above), number(below)


def number(said: str) -> int:
    return int(said.replace(",", ""))
