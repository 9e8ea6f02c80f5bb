"""An enterprise comes on board in a real browser: it registers on a phone, is sent back once, is approved, signs in."""

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from stdnum.cn import uscc

from tests.e2e.site import Site, sign_in

pytestmark = pytest.mark.e2e
WORD = "浏览器里的口令-2026"


def test_an_enterprise_registers_on_a_phone_and_counts_on_the_desk(
    site: Site, phone: Callable[..., Page], desk: Callable[..., Page]
) -> None:
    stamp = str(time.time_ns())[-8:]
    name, username = f"示范·注册{stamp}机械有限公司", f"e2e{stamp}"
    page = phone()
    page.goto("/")
    page.get_by_test_id("signin-register").click()
    town = site.reader("townoffice").get("/api/v1/session")["person"]["area"]["name"]
    fills_in(page, stamp, name, username, town)
    page.get_by_test_id("register-submit").click()
    number = page.get_by_test_id("receipt-number")
    expect(number).to_be_visible()
    page.get_by_test_id("receipt-state").click()
    expect(page.get_by_test_id("register-standing")).to_contain_text("等待审核")

    office = desk()
    sign_in(office, "townoffice", "/desk/applications?state=waiting")
    before = counted(site)
    opens(office, name)
    office.get_by_test_id("application-way-return").click()
    office.get_by_test_id("application-submit").click()  # nothing is sent back without a reason
    office.get_by_test_id("application-reason").fill("地址不全，请写明门牌号")
    office.get_by_test_id("application-submit").click()
    expect(office.get_by_test_id("application-submit")).to_have_count(0)

    page.reload()
    expect(page.get_by_text("地址不全，请写明门牌号")).to_be_visible()
    page.get_by_test_id("register-address").fill("示范路 18 号 3 幢")
    page.get_by_test_id("register-password").fill(WORD)
    page.get_by_test_id("register-submit").click()
    expect(page.get_by_test_id("register-standing")).to_contain_text("等待审核")

    office.goto("/desk/applications?state=waiting")
    opens(office, name)
    office.get_by_test_id("application-way-new").click()
    office.get_by_test_id("application-unit").click()
    office.get_by_role("option").last.click()
    office.get_by_test_id("application-submit").click()
    expect(office.get_by_test_id("application-submit")).to_have_count(0)
    assert counted(site) == before + 1
    office.goto("/desk/onboarding?phase=2")
    office.get_by_test_id("stage-total-registered").click()
    expect(office.get_by_test_id("stage-item").first).to_be_visible()
    expect(office.get_by_test_id("stage-side")).to_contain_text("未注册")

    page.reload()
    page.get_by_test_id("register-signin").click()
    sign_in(page, username, "/signin", WORD)
    expect(page).to_have_url(re.compile("/notices$"))  # where an enterprise starts


def fills_in(page: Page, stamp: str, name: str, username: str, town: str) -> None:
    """Type a wrong code first, be told what is wrong with it, then the right one."""
    body = f"91320412M{stamp}"
    page.get_by_test_id("register-name").fill(name)
    districts = page.get_by_test_id("register-district")
    towns = page.get_by_test_id("register-town").locator("option", has_text=town)
    districts.or_(towns).first.wait_for(state="attached")  # one district alone is not asked for
    if districts.count() > 0:
        districts.select_option(label="武进区")
    towns.wait_for(state="attached")
    page.get_by_test_id("register-town").select_option(label=town)
    page.get_by_test_id("register-address").fill("示范路")
    page.get_by_test_id("register-principal").fill("演示负责人")
    page.get_by_test_id("register-phone").fill(f"100{stamp}")
    page.get_by_test_id("register-username").fill(username)
    page.get_by_test_id("register-password").fill(WORD)
    right = str(uscc.calc_check_digit(body))
    page.get_by_test_id("register-uscc").fill(body + ("1" if right != "1" else "2"))
    page.get_by_test_id("register-submit").click()
    expect(page.get_by_test_id("register-trouble")).to_contain_text("校验位不对")
    page.get_by_test_id("register-uscc").fill(body + right)


def opens(office: Page, name: str) -> None:
    """Open the application of an enterprise from the queue."""
    office.get_by_test_id("application-row").filter(has_text=name).click()
    expect(office.get_by_test_id("application-submit")).to_be_visible()


def counted(site: Site) -> int:
    """Count those of the town that are registered in the second phase."""
    total: int = site.reader("townoffice").get("/api/v1/onboarding", phase=2)["total"]["registered"]
    return total
