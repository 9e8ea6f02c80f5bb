"""The main loop whole, as five people do it one after another on the real screens."""

import re
import time
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.e2e import walk
from tests.e2e.site import Site, sign_in

Open = Callable[..., Page]


def goes_round(site: Site, phone: Open, desk: Open) -> None:
    """Take one hazard from a phone without signal to closed on the town's map.

    The people are `officer`, `townoffice`, `enterprise` and `townhead`; the hazard is at that person's enterprise.
    """
    office = site.reader("townoffice")
    own = site.reader("enterprise").get("/api/v1/session")["person"]["enterprise_id"]
    place = office.get(f"/api/v1/enterprises/{own}")
    lon, lat = place["point"] or place["near"]
    words = f"安全出口被货物堵塞 {time.time_ns()}"

    officer = phone(lon, lat)
    sign_in(officer, "officer")
    walk.readies(officer)
    officer.context.set_offline(True)
    walk.visits_and_finds(officer, walk.Found(enterprise=own, words=words))
    expect(officer.get_by_test_id("outbox-count").first).not_to_have_text("0")
    officer.context.set_offline(False)
    walk.waits_until_sent(officer)
    found = [
        h for h in office.get("/api/v1/hazards", state="reported", enterprise=own)["items"] if words in h["description"]
    ]
    assert [photo["received"] for photo in found[0]["photos"]] == [True]
    hazard = found[0]["id"]

    town = desk()
    sign_in(town, "townoffice", "/desk")
    walk.opens_and_reminds(town, hazard)
    notice = walk.until_state(town, office, hazard, "open")["notice_id"]
    assert notice is not None, "the form was gone before the reminder was sent"

    firm = phone(lon, lat)
    sign_in(firm, "enterprise")
    firm.goto("/notices")
    expect(firm.get_by_test_id("notice-list")).to_be_visible()
    expect(firm.get_by_test_id("notice-item").first).to_be_visible()
    walk.signs_and_rectifies(firm, notice)
    walk.until_state(firm, office, hazard, "submitted")

    head = desk()
    sign_in(head, "townhead", "/desk")
    head.goto("/desk/map")
    tile = head.get_by_test_id("figure-open")
    expect(tile).to_contain_text(re.compile(r"\d"))
    before = _number(tile.inner_text())

    walk.waits_until_sent(officer)
    walk.reinspects(officer, hazard)
    walk.until_state(officer, office, hazard, "closed")
    expect(tile).to_contain_text(f"{before - 1:,}")  # without reload
    steps = [event["event"] for event in office.get(f"/api/v1/hazards/{hazard}")["events"]]
    assert steps[0] == "hazard-reported"
    assert steps[-1] == "reinspection-passed"


def _number(text: str) -> int:
    found = re.search(r"\d[\d,]*", text)
    assert found is not None, text
    return int(found[0].replace(",", ""))
