"""A phone whose sign-in has ended hands its records to the town office, which takes them in."""

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import walk
from tests.e2e.site import Site, sign_in

pytestmark = pytest.mark.e2e


def test_records_of_a_phone_that_can_not_sign_in_reach_the_ledger_over_the_office(
    site: Site, phone: Callable[..., Page], desk: Callable[..., Page]
) -> None:
    words, office_reads = f"消火栓被遮挡 {time.time_ns()}", site.reader("townoffice")
    own = site.reader("enterprise").get("/api/v1/session")["person"]["enterprise_id"]
    officer = phone()
    with officer.expect_response(lambda answer: "/api/v1/devices/" in answer.url):
        sign_in(officer, "officer", "/")  # the first pull lets the server know the phone's key
    expect(officer.get_by_test_id("today-list")).to_be_visible()
    officer.context.clear_cookies()
    walk.visits_and_finds(officer, walk.Found(enterprise=own, words=words))
    officer.goto("/outbox")
    officer.get_by_test_id("outbox-hand-over").click()
    expect(officer.get_by_test_id("outbox-handed")).to_contain_text("等待镇安监办接收")

    office = desk()
    sign_in(office, "townoffice", "/desk/imports")
    office.get_by_test_id("rescues-link").click()
    office.get_by_test_id("rescue-take").first.click()
    expect(office.get_by_test_id("rescue-take")).to_have_count(0)
    expect(office.get_by_test_id("rescue-outcome").first).to_contain_text("入账 3 条")
    assert len(office_reads.get("/api/v1/hazards", q=words, state="reported")["items"]) == 1

    sign_in(officer, "officer", "/signin?next=/outbox")
    walk.waits_until_sent(officer)  # the same acts, now by the lanes: known already, doubled nowhere
    assert len(office_reads.get("/api/v1/hazards", q=words, state="reported")["items"]) == 1
