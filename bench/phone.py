"""The phone at its limits: what it loads before the map, how it starts, saves and holds with 2,000 enterprises.

The processor is slowed down four times, as a cheap phone's; there is no network, as in a workshop's yard.
"""

from __future__ import annotations

import gzip
import re
import statistics
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Playwright, sync_playwright

from bench import phones, site
from bench.phones import Phone
from bench.site import Site
from server.cli import frontend

SHELL_KB: Final = 180
SAVE_MS: Final = 300
PHOTO_MS: Final = 1_500
HEAP_MB: Final = 120
SLOWER: Final = 4
ENTERPRISES: Final = 2_000
_SCALE: Final = 1.0
_QUEUED: Final = (50, 4)  # findings and photos of each: 200 photos
_STARTS: Final = 5
_SAVES: Final = 20
_CAMERA: Final = (3872, 2592)  # 10 megapixels
_DIST: Final = frontend.PWA / "dist"
_SCRIPT: Final = re.compile(r'(?:src|href)="(/assets/[^"]+\.m?js)"')
_WATCH: Final = (Path(__file__).with_name("watch_phone.js")).read_text("utf-8")


def run() -> list[dict[str, Any]]:
    """Measure the built pages, then a phone of an officer with 2,000 enterprises."""
    frontend.build()
    rows = _shell()
    with site.running(scale=_SCALE, enterprises=ENTERPRISES) as measured, sync_playwright() as playwright:
        profile = measured.folder / "profile"
        with phones.switched_on(playwright, measured, profile) as phone:
            phones.sign_in(phone)
        rows += _starts(playwright, measured, profile)
        with phones.switched_on(playwright, measured, profile) as phone:
            _cut_off(phone)
            rows += [*_saves(phone), *_heap(phone)]
    return rows


def _shell() -> list[dict[str, Any]]:
    """Add up the scripts that the phone's page names itself: entry and what it preloads."""
    page = (_DIST / "index.html").read_text("utf-8")
    scripts = sorted(set(_SCRIPT.findall(page)))
    size = sum(len(gzip.compress(Path(_DIST, name.lstrip("/")).read_bytes(), 9)) for name in scripts) / 1000
    return [
        _row("phone app shell gzipped", round(size, 1), "kB", SHELL_KB),
        _row("phone app shell files", len(scripts), "files", None),
    ]


def _starts(playwright: Playwright, measured: Site, profile: Path) -> list[dict[str, Any]]:
    """Start a browser that was off, without network, until the day's first visit is painted."""
    seconds, slower = [], []
    for _ in range(_STARTS):
        with phones.switched_on(playwright, measured, profile) as phone:
            _cut_off(phone)
            phone.page.goto("/")
            phone.page.get_by_test_id("today-item").first.wait_for()
            seconds.append(phone.painted_ms("today-item") / 1000)
            slower.append(phone.slowness(SLOWER))
    return [
        _row("phone processor slowed down", round(statistics.median(slower), 1), "x", None),
        _row(f"phone cold offline start, {SLOWER}x slower", round(statistics.median(seconds), 2), "s", None),
    ]


def _saves(phone: Phone) -> list[dict[str, Any]]:
    """Record hazards one after another: from the photo handed over to its tick, from "save" to the tick."""
    camera = phones.photo(_CAMERA, 92)
    photos, saves = [], []
    phone.page.goto("/today")
    held = phone.rows("enterprises")
    for number in range(_SAVES):
        page = phone.page
        page.goto("/today")
        page.get_by_test_id("today-item").first.wait_for()
        page.goto(f"/hazards/new?enterprise={phone.first('enterprises')}")
        taker = page.get_by_test_id("hazard-photo")
        taker.set_input_files({"name": "IMG.jpg", "mimeType": "image/jpeg", "buffer": phones.another(camera, number)})
        page.get_by_test_id("photo-kept").first.wait_for()
        photos.append(phone.painted_ms("photo-kept", since="hazard-photo"))
        page.get_by_test_id("hazard-description").fill("安全出口被货物堵塞，通道宽度不足")
        page.get_by_test_id("hazard-category").click()
        page.get_by_test_id("category-S05").click()
        page.get_by_test_id("hazard-place").fill("一号车间东侧")
        page.wait_for_timeout(1_000)  # the form has kept what was typed, as it has by the time a thumb finds "save"
        page.get_by_test_id("hazard-save").click()
        page.get_by_test_id("saved-tick").wait_for()
        saves.append(phone.painted_ms("saved-tick", since="hazard-save"))
    return [
        _row("phone enterprises held", held, "rows", None),
        _row("phone camera picture", round(len(camera) / 1e6, 2), "MB", None),
        _row(f"phone save to tick p95, {SLOWER}x slower", round(_p95(saves)), "ms", SAVE_MS),
        _row(f"phone photo to tick p95, {SLOWER}x slower", round(_p95(photos)), "ms", PHOTO_MS),
        _row("phone save to tick median", round(statistics.median(saves)), "ms", None),
        _row("phone photo to tick median", round(statistics.median(photos)), "ms", None),
    ]


def _heap(phone: Phone) -> list[dict[str, Any]]:
    """Fill the outbox with 200 photos and look at what the page holds on its fullest screens."""
    findings, each = _QUEUED
    phone.seed(findings, each, phones.photo((1600, 1200), 70))
    held = {}
    for screen in ("today", "hazards", "outbox"):
        phone.page.goto(f"/{screen}")
        phone.page.get_by_test_id("outbox-count").first.wait_for()
        phone.page.wait_for_timeout(3_000)
        held[screen] = phone.heap_mb()
    worst = max(held, key=lambda name: held[name])
    return [_row(f"phone page heap, fullest screen ({worst})", round(held[worst], 1), "MB", HEAP_MB)]


def _cut_off(phone: Phone) -> None:
    phone.slow_down(SLOWER)
    phone.page.context.set_offline(True)
    phone.page.add_init_script(_WATCH)


def _p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20, method="inclusive")[-1]


def _row(name: str, value: float, unit: str, budget: float | None) -> dict[str, Any]:
    return {"name": name, "value": value, "unit": unit, "budget": budget, "ok": budget is None or value <= budget}
