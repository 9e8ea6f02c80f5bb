"""One hazard, from a phone without signal to closed on the town's map, on the real product with the demo district."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.e2e import loop, patience
from tests.e2e.site import Site


def test_a_hazard_goes_from_a_phone_without_signal_to_closed_on_the_town_map(
    site: Site, phone: Callable[..., Page], desk: Callable[..., Page]
) -> None:
    loop.goes_round(site, phone, desk)


def test_a_notice_is_answered_from_its_link_without_an_account(site: Site, phone: Callable[..., Page]) -> None:
    office = site.reader("townoffice")
    waiting = [n for n in office.get("/api/v1/notices", open=True)["items"] if n["link_revoked_at"] is None]
    notice = waiting[0]
    link = office.get(f"/api/v1/notices/{notice['id']}/link")["url"]
    stranger = phone()
    stranger.goto(link)
    expect(stranger.get_by_text(notice["number"]).first).to_be_visible()
    stranger.get_by_test_id("notice-acknowledge").click()
    stranger.get_by_test_id("acknowledge-name").fill("门卫老陈")
    stranger.get_by_test_id("acknowledge-submit").click()
    signed = f"/api/v1/notices/{notice['id']}"
    patience.until(stranger, lambda: office.get(signed)["acknowledged_by"], lambda name: name == "门卫老陈")
