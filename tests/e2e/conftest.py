"""A running installation with the demo district, and real browsers: phones and desks, signed in as named people."""

import fcntl
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from tests import databases
from tests.e2e import patience
from tests.e2e.site import PASSWORD, Site

ROOT = Path(__file__).parents[2]
LAUNCH = [
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--enable-unsafe-swiftshader",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
]
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_HANGS_S = 1_800
"""A walk that takes so long hangs: what a slow machine may take is said in patience.py alone."""
_PERMITTED = ["geolocation", "background-sync", "camera"]


@contextmanager
def running(*options: str, grown: Path | None = None, **chosen: str) -> Iterator[Site]:
    """Start an installation of its own with the product's own command and these settings, and stop it again.

    `grown`: on a copy of this data folder, which nothing runs on.
    """
    folder = Path(tempfile.mkdtemp(prefix="wangge-e2e-"))
    folder.chmod(0o755)
    data, port = folder / "data", _free_port()
    if grown is not None:
        _copy(grown, data)
    try:
        verb("up", "--detach", "--data", str(data), "--port", str(port), *options, **chosen)
        yield Site(address=f"http://127.0.0.1:{port}", data=data)
        assert "csp" not in (data / "log" / "web.log").read_text("utf-8"), "a page broke the content security policy"
    finally:
        verb("down", "--data", str(data))
        shutil.rmtree(folder, ignore_errors=True)


def verb(*words: str, typed: str = "", **chosen: str) -> str:
    """Run a verb of the product as a person with a shell does; returns what it said."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("WANGGE_")}
    environ |= {"WANGGE_DEMO_PASSWORD": PASSWORD, "LC_ALL": "C.UTF-8", "PYTHONPATH": str(ROOT), **chosen}
    command = [sys.executable, "-m", "server.cli", *words]
    ran = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, input=typed, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout + ran.stderr


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the browser's tests, those of a file for one worker, all of the real district for one, the longest first."""
    ours = [item for item in items if Path(item.path).is_relative_to(Path(__file__).parent)]
    for item in ours:
        item.add_marker(pytest.mark.e2e)
        item.add_marker(pytest.mark.timeout(_HANGS_S))
        on_real = "real_site" in getattr(item, "fixturenames", ())
        item.add_marker(pytest.mark.xdist_group("real" if on_real else item.path.stem))
    ours.sort(key=lambda item: "real_data" not in item.path.stem)
    items[:] = [*(item for item in items if item not in set(ours)), *ours]


@pytest.fixture(scope="session")
def demo() -> Path:
    """A data folder with the demo district, loaded once for all workers of a run; nothing runs on it."""
    kept = databases.run_folder() / "demo"
    with (databases.run_folder() / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            verb("demo", "--data", str(kept.with_suffix(".part")))
            kept.with_suffix(".part").rename(kept)
    return kept


@pytest.fixture(scope="session")
def site(request: pytest.FixtureRequest) -> Iterator[Site]:
    """An installation with the demo, started by the product's own command.

    `E2E_SITE=http://127.0.0.1:8460 E2E_DATA=DIR` uses one that runs, with the demo and its password `site.PASSWORD`.
    """
    if "E2E_SITE" in os.environ:
        yield Site(address=os.environ["E2E_SITE"], data=Path(os.environ["E2E_DATA"]))
        return
    with running(grown=request.getfixturevalue("demo")) as started:
        yield started


@pytest.fixture(scope="session")
def real_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """An installation with a real district and no demo (real.py); a module takes it by a fixture `site` of its own.

    `E2E_REAL=http://127.0.0.1:8460 E2E_DATA=DIR` uses one that runs.
    """

    from tests.e2e import real  # noqa: PLC0415 - it starts installations by what stands above

    if "E2E_REAL" in os.environ:
        yield Site(address=os.environ["E2E_REAL"], data=Path(os.environ["E2E_DATA"]))
        return
    with running("--empty") as empty:
        real.fill(empty, tmp_path_factory.mktemp("real"))
        yield empty


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as found:
        expect.set_options(timeout=patience.MS)
        yield found


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    launched = playwright.chromium.launch(executable_path=chromium(), args=LAUNCH, chromium_sandbox=False)
    yield launched
    launched.close()


@pytest.fixture
def phone(browser: Browser, site: Site) -> Iterator[Callable[..., Page]]:
    """Open a phone, somewhere, in a language; closed after the test."""
    opened: list[BrowserContext] = []

    def open_phone(lon: float = 119.95, lat: float = 31.72, locale: str = "zh-CN") -> Page:
        context = browser.new_context(
            viewport={"width": 390, "height": 844}, device_scale_factor=2, is_mobile=True, has_touch=True,
            locale=locale, timezone_id="Asia/Shanghai", permissions=_PERMITTED, base_url=site.address,
            geolocation={"longitude": lon, "latitude": lat, "accuracy": 8},
        )  # fmt: skip
        context.set_default_timeout(patience.MS)
        opened.append(context)
        return context.new_page()

    yield open_phone
    for context in opened:
        context.close()


@pytest.fixture
def desk(browser: Browser, site: Site) -> Iterator[Callable[..., Page]]:
    """Open a desk computer's browser; closed after the test."""
    opened: list[BrowserContext] = []

    def open_desk(locale: str = "zh-CN") -> Page:
        context = browser.new_context(
            viewport={"width": 1440, "height": 900}, locale=locale, timezone_id="Asia/Shanghai", base_url=site.address
        )
        context.set_default_timeout(patience.MS)
        opened.append(context)
        return context.new_page()

    yield open_desk
    for context in opened:
        context.close()


@pytest.fixture
def tablet(browser: Browser, site: Site) -> Iterator[Callable[..., Page]]:
    """Open a tablet's browser: the desk's screen, and fingers; closed after the test."""
    opened: list[BrowserContext] = []

    def open_tablet() -> Page:
        context = browser.new_context(
            viewport={"width": 1180, "height": 820}, device_scale_factor=1, is_mobile=True, has_touch=True,
            locale="zh-CN", timezone_id="Asia/Shanghai", base_url=site.address,
        )  # fmt: skip
        context.set_default_timeout(patience.MS)
        opened.append(context)
        return context.new_page()

    yield open_tablet
    for context in opened:
        context.close()


def chromium() -> str | None:
    """Find the system's Chromium; None leaves the choice to Playwright."""
    return next((found for name in _BROWSERS if (found := shutil.which(name))), None)


def _copy(folder: Path, to: Path) -> None:
    """Copy a data folder with its owners and rights, as a backup does."""
    subprocess.run(["/bin/cp", "-a", str(folder), str(to)], check=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
