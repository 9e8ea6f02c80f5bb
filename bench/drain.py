"""A day without signal, sent over a thin line: 50 findings with 150 photos at 1 Mbit/s up.

The line is the limit, not the product: the time is compared with the bytes over the bandwidth.
"""

from __future__ import annotations

import time
from typing import Any, Final

from playwright.sync_api import sync_playwright
from sqlalchemy import text

from bench import phones, site
from bench.phones import Phone
from bench.site import Site

FINDINGS: Final = 50
PHOTOS_EACH: Final = 3
UP_BYTES_S: Final = 125_000
DOWN_BYTES_S: Final = 500_000
LATENCY_MS: Final = 50
BUDGET: Final = 1.15
_LONGEST_S: Final = 1_200
_ARRIVED: Final = text(
    "SELECT count(DISTINCT h.id) AS hazards, count(f.sha256) AS photos FROM hazard h "
    "JOIN evidence v ON v.hazard_id = h.id LEFT JOIN photo f ON f.sha256 = v.sha256 "
    "WHERE h.description LIKE '积压第%'"
)


def run() -> list[dict[str, Any]]:
    """Measure from the moment the network is back until the phone has nothing unsent."""
    with (
        site.running(scale=0.1, enterprises=60) as measured,
        sync_playwright() as playwright,
        phones.switched_on(playwright, measured, measured.folder / "profile") as phone,
    ):
        phones.sign_in(phone)
        weight, seconds = _drain(phone)
        _check(measured)
    least = weight / UP_BYTES_S
    ratio = round(seconds / least, 3)
    return [
        {"name": "drain bytes", "value": round(weight / 1e6, 2), "unit": "MB", "budget": None, "ok": True},
        {"name": "drain bytes over bandwidth", "value": round(least, 1), "unit": "s", "budget": None, "ok": True},
        {"name": "drain time", "value": round(seconds, 1), "unit": "s", "budget": None, "ok": True},
        {"name": "drain ratio", "value": ratio, "unit": "x", "budget": BUDGET, "ok": ratio <= BUDGET},
    ]


def _drain(phone: Phone) -> tuple[int, float]:
    """Fill the outbox without network, open the thin line, and wait until all is sent."""
    phone.network(offline=True)
    weighed = phone.seed(FINDINGS, PHOTOS_EACH, phones.photo((1600, 1200), 70))
    waiting = {"acts": FINDINGS, "photos": FINDINGS * PHOTOS_EACH}
    assert phone.unsent() == waiting, "the outbox was not filled"
    since = time.monotonic()
    phone.network(offline=False, up_bytes_s=UP_BYTES_S, down_bytes_s=DOWN_BYTES_S, latency_ms=LATENCY_MS)
    while any(phone.unsent().values()):
        if time.monotonic() - since > _LONGEST_S:
            raise TimeoutError(f"after {_LONGEST_S} s still unsent: {phone.unsent()}")
        phone.page.wait_for_timeout(250)
    return int(weighed["actBytes"] + weighed["photoBytes"]), time.monotonic() - since


def _check(measured: Site) -> None:
    """Refuse a figure for what did not arrive whole."""
    with measured.database.session() as session:
        row = session.execute(_ARRIVED).one()
    assert (row.hazards, row.photos) == (FINDINGS, FINDINGS * PHOTOS_EACH), f"arrived: {row}"
