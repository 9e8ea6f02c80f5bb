"""T3: the browser is killed while saving and while sending; what was ticked is never lost, nothing is doubled."""

import os
import re
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from tests.e2e import patience, walk
from tests.e2e.conftest import LAUNCH, chromium
from tests.e2e.site import Site, sign_in

SAVE_DELAYS_MS = (0, 20, 60, 150, 400)
SEND_DELAYS_MS = (0, 40, 120, 300, 700)
_DEAD_WITHIN_S = 30
_WATCH = """
() => new MutationObserver(() => {
  const said = [...document.querySelectorAll('[role=status]')].map((e) => e.textContent).join(' ');
  if (said.includes('已存本机')) window.ticked();
}).observe(document, { subtree: true, childList: true, characterData: true })
"""


class Phone:
    """A phone whose storage outlives its browser."""

    def __init__(self, playwright: Playwright, site: Site, profile: Path, place: tuple[float, float]) -> None:
        self._playwright, self._site, self._profile, self._place = playwright, site, profile, place
        self.ticks: list[str] = []
        self.now = ""

    @contextmanager
    def on(self, *, offline: bool, kill: bool = True) -> Iterator[Page]:
        """Switch the browser on with the same storage; unless told otherwise it ends by being killed."""
        context = self._open()
        context.set_offline(offline)
        context.set_default_timeout(patience.MS)
        page = context.pages[0]
        page.expose_function("ticked", self._tick)
        page.add_init_script(f"({_WATCH})()")
        try:
            yield page
            if not kill:
                context.close()
        finally:
            self._kill()

    def _tick(self) -> None:
        if self.now and self.now not in self.ticks:
            self.ticks.append(self.now)

    def _open(self) -> BrowserContext:
        return self._playwright.chromium.launch_persistent_context(
            str(self._profile), executable_path=chromium(), args=LAUNCH, chromium_sandbox=False, locale="zh-CN",
            viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True, base_url=self._site.address,
            timezone_id="Asia/Shanghai", permissions=["geolocation", "background-sync", "camera"],
            geolocation={"longitude": self._place[0], "latitude": self._place[1], "accuracy": 8},
        )  # fmt: skip

    def _kill(self) -> None:
        """Kill every process of this browser, as a phone does that runs out of memory; return when all are dead.

        A phone starts a browser again only after that. One that starts earlier finds its storage locked by the dying.
        """
        until, killed = time.monotonic() + _DEAD_WITHIN_S, set[Path]()
        while (ours := {e for e in Path("/proc").iterdir() if e.name.isdigit() and self._is_ours(e)}) | {
            each for each in killed if _holds_files(each)
        }:
            assert time.monotonic() < until, f"still alive: {ours} of {killed}"
            for process in ours:
                with suppress(ProcessLookupError):
                    os.kill(int(process.name), signal.SIGKILL)
            killed |= ours
            time.sleep(0.02)
        (self._profile / "SingletonLock").unlink(missing_ok=True)

    def _is_ours(self, entry: Path) -> bool:
        try:
            started = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except (FileNotFoundError, ProcessLookupError):
            return False
        return f"--user-data-dir={self._profile}" in started


def _holds_files(process: Path) -> bool:
    """Tell whether a killed process may still hold its files: its command line is gone before they are."""
    try:
        state = (process / "stat").read_text().rpartition(")")[2].split()[0]
        return state not in "ZX" or len(list((process / "task").iterdir())) > 1
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_what_was_ticked_survives_a_killed_browser_and_nothing_is_doubled(
    playwright: Playwright, site: Site, tmp_path: Path
) -> None:
    own = site.reader("enterprise").get("/api/v1/session")["person"]["enterprise_id"]
    office = site.reader("townoffice")
    place = office.get(f"/api/v1/enterprises/{own}")
    phone = Phone(playwright, site, tmp_path / "profile", tuple(place["point"] or place["near"]))
    mark = f"断电{time.time_ns()}"
    with phone.on(offline=False, kill=False) as page:  # closed in peace: Chromium writes cookies with a delay
        sign_in(page, "officer")
        walk.readies(page)
    for number, delay in enumerate(SAVE_DELAYS_MS):
        with phone.on(offline=True) as page:
            _save_and_wait(page, phone, own, f"{mark}-{number}", delay)
    with phone.on(offline=True) as page:
        _save_and_wait(page, phone, own, f"{mark}-whole", 0)
        # Without a tick that the watch sees, this test would prove nothing.
        patience.until(page, lambda: phone.ticks, lambda ticks: f"{mark}-whole" in ticks)
    for delay in SEND_DELAYS_MS:
        with phone.on(offline=False) as page:
            page.goto("/outbox")
            page.get_by_test_id("sync-now").click()
            page.wait_for_timeout(delay)
    with phone.on(offline=False) as page:
        walk.waits_until_sent(page)
    listed = office.get("/api/v1/hazards", q=mark, limit=100)["items"]
    arrived = Counter(hazard["description"] for hazard in listed)
    assert set(phone.ticks) <= set(arrived)
    assert set(arrived.values()) == {1}
    assert all(photo["received"] for hazard in listed for photo in hazard["photos"])


_LOCKED = """
() => {
  const open = IDBFactory.prototype.open;
  IDBFactory.prototype.open = function (...asked) {
    if (sessionStorage.getItem('storage') !== 'free') throw new DOMException('locked', 'UnknownError');
    return open.apply(this, asked);
  };
}
"""


@pytest.mark.parametrize(("username", "path"), [("officer", "/outbox"), ("townoffice", "/desk")])
def test_a_storage_that_cannot_be_opened_is_told_and_is_no_sign_in(
    phone: Callable[..., Page], username: str, path: str
) -> None:
    page = phone()
    sign_in(page, username, path)
    page.add_init_script(f"({_LOCKED})()")
    page.goto(path)
    expect(page.get_by_test_id("start-trouble")).to_contain_text("没有丢失")
    expect(page.locator("input")).to_have_count(0)
    page.evaluate("sessionStorage.setItem('storage', 'free')")
    expect(page.get_by_test_id("start-trouble")).to_have_count(0)  # by itself
    expect(page.locator("main h1, main h2").first).to_be_visible()
    expect(page.get_by_test_id("signin-submit")).to_have_count(0)


def _save_and_wait(page: Page, phone: Phone, enterprise: str, words: str, delay_ms: int) -> None:
    phone.now = ""
    page.goto(f"/hazards/new?enterprise={enterprise}")
    expect(page).to_have_url(re.compile(r"/hazards/draft/"))
    page.get_by_test_id("hazard-photo").set_input_files(walk.photo(words))
    expect(page.get_by_test_id("photo-kept")).to_have_count(1)
    page.get_by_test_id("hazard-description").fill(words)
    page.get_by_test_id("hazard-category").click()
    page.get_by_test_id("category-S05").click()
    page.get_by_test_id("hazard-place").fill("一号车间东门")
    phone.now = words
    page.get_by_test_id("hazard-save").click(no_wait_after=True)
    page.wait_for_timeout(delay_ms)
