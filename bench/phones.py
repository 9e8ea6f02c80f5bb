"""A phone to measure: Chromium with a profile of its own, slowed down and cut off the way phones are."""

from __future__ import annotations

import base64
import io
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from PIL import Image
from playwright.sync_api import BrowserContext, CDPSession, Page, Playwright, expect

from bench.site import PASSWORD, Site

PATIENCE_MS: Final = 120_000
_ARGS: Final = (
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--enable-unsafe-swiftshader",
)
_BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome")
_KEYS: Final = """
async (store) => {
  const asked = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const names = (await indexedDB.databases()).map(({ name }) => name);
  const db = await asked(indexedDB.open(names.find((name) => name.startsWith('wangge-person-'))));
  const keys = await asked(db.transaction(store).objectStore(store).getAllKeys());
  db.close();
  return keys;
}
"""
_WORK: Final = """
() => {
  const since = performance.now();
  let sum = 0;
  for (let n = 0; n < 20_000_000; n += 1) sum += Math.sqrt(n);
  return performance.now() - since + (sum < 0 ? 1 : 0);
}
"""
_SEED: Final = (Path(__file__).with_name("seed_outbox.js")).read_text("utf-8")


@dataclass(frozen=True, slots=True)
class Phone:
    """A browser that is on, with its page."""

    page: Page
    devtools: CDPSession

    def slow_down(self, times: float) -> None:
        """Let the processor be so many times slower."""
        self.devtools.send("Emulation.setCPUThrottlingRate", {"rate": times})

    def slowness(self, times: float) -> float:
        """Return how many times longer the same work takes slowed down; proves that it is, and leaves it so."""
        self.slow_down(1)
        fast: float = self.page.evaluate(_WORK)
        self.slow_down(times)
        slow: float = self.page.evaluate(_WORK)
        return slow / fast

    def network(
        self, *, offline: bool, up_bytes_s: float = -1, down_bytes_s: float = -1, latency_ms: float = 0
    ) -> None:
        """Cut the network off, or make it this slow; -1 is as fast as it goes."""
        self.devtools.send(
            "Network.emulateNetworkConditions",
            {
                "offline": offline, "latency": latency_ms, "uploadThroughput": up_bytes_s,
                "downloadThroughput": down_bytes_s,
            },
        )  # fmt: skip

    def seed(self, findings: int, photos_each: int, photo: bytes) -> dict[str, Any]:
        """Put findings with photos into the outbox as a day without signal leaves them; returns what they weigh."""
        wanted = {"findings": findings, "photosEach": photos_each, "photo": base64.b64encode(photo).decode()}
        weighed: dict[str, Any] = self.page.evaluate(_SEED, wanted)
        return weighed

    def unsent(self) -> dict[str, int]:
        """Count acts and photos that are still to be sent, by the phone's own database."""
        counted: dict[str, int] = self.page.evaluate("() => window.wanggeUnsent()")
        return counted

    def rows(self, store: str) -> int:
        """Count the rows of a store of the phone's own database."""
        return len(self._keys(store))

    def first(self, store: str) -> str:
        """Return the key of the first row of a store."""
        return self._keys(store)[0]

    def _keys(self, store: str) -> list[str]:
        keys: list[str] = self.page.evaluate(_KEYS, store)
        return keys

    def painted_ms(self, testid: str, since: str | None = None) -> float:
        """Return when the first thing with this test id was on the screen, by the page's own clock.

        Since another was touched, or else since the navigation. Unit: ms. Needs `watch_phone.js` in the page.
        """
        waited: float = self.page.evaluate("([id, since]) => window.wanggePainted(id, since)", [testid, since])
        return waited

    def heap_mb(self) -> float:
        """Return what the page holds after a collection: objects, the browser's own, and the bytes of buffers.

        Unit: MB. Error: what the graphics process holds is not in it.
        """
        self.devtools.send("HeapProfiler.collectGarbage")
        held = self.devtools.send("Runtime.getHeapUsage")
        parts = ("usedSize", "embedderHeapUsedSize", "backingStorageSize")
        return float(sum(held.get(part, 0) for part in parts)) / 1e6


@contextmanager
def switched_on(playwright: Playwright, site: Site, profile: Path) -> Iterator[Phone]:
    """Switch a phone on with a profile that outlives it."""
    context = playwright.chromium.launch_persistent_context(
        str(profile), executable_path=_chromium(), args=list(_ARGS), chromium_sandbox=False, locale="zh-CN",
        viewport={"width": 390, "height": 844}, device_scale_factor=2.625, is_mobile=True, has_touch=True,
        base_url=site.address, timezone_id="Asia/Shanghai", permissions=["geolocation", "background-sync"],
        geolocation={"longitude": 119.95, "latitude": 31.72, "accuracy": 8},
    )  # fmt: skip
    try:
        yield _phone(context)
    finally:
        context.close()


def sign_in(phone: Phone) -> None:
    """Sign the officer in and wait until the phone could be carried out of the network."""
    page = phone.page
    page.goto("/")
    page.get_by_test_id("signin-username").locator("visible=true").first.fill("officer")
    page.get_by_test_id("signin-password").locator("visible=true").first.fill(PASSWORD)
    page.get_by_test_id("signin-submit").click()
    page.wait_for_function("() => navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    expect(page.get_by_test_id("today-item").first).to_be_visible(timeout=PATIENCE_MS)


def photo(side: tuple[int, int], quality: int) -> bytes:
    """Draw a picture as grainy as a workshop; the same every time."""
    random = np.random.default_rng(7)
    coarse = random.integers(0, 255, (side[1] // 40, side[0] // 40, 3), dtype=np.uint8)
    image = Image.fromarray(coarse).resize(side, Image.Resampling.BICUBIC)
    grain = random.normal(0, 5, (side[1], side[0], 1))
    grainy = np.clip(np.asarray(image, dtype=np.float32) + grain, 0, 255).astype(np.uint8)
    out = io.BytesIO()
    Image.fromarray(grainy).save(out, "JPEG", quality=quality)
    return out.getvalue()


def another(jpeg: bytes, number: int) -> bytes:
    """Return the same picture with a comment of its own, so that its hash is another."""
    words = f"{number:032d}".encode()
    return jpeg[:2] + b"\xff\xfe" + (len(words) + 2).to_bytes(2, "big") + words + jpeg[2:]


def _phone(context: BrowserContext) -> Phone:
    page = context.pages[0]
    page.set_default_timeout(PATIENCE_MS)
    devtools = context.new_cdp_session(page)
    devtools.send("Network.enable")
    return Phone(page, devtools)


def _chromium() -> str | None:
    return next((found for name in _BROWSERS if (found := shutil.which(name))), None)
