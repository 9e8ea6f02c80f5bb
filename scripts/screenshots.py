"""Take the pictures of the README from a running installation with the demo district.

./wangge up --detach
.venv/bin/python scripts/screenshots.py http://127.0.0.1:8460 PASSWORD
"""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

IMAGES = Path(__file__).parents[1] / "docs" / "images"
LOCALES = {"zh": "zh-CN", "en": "en-GB"}
ARGS = ["--disable-background-networking", "--disable-component-update", "--enable-unsafe-swiftshader"]
_SETTLED_MS = 4_000
_PATIENCE_MS = 90_000


def main(address: str, password: str) -> None:
    """Take the officer's day and the town's map in both languages."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        found = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=found, args=ARGS, chromium_sandbox=False)
        for language, locale in LOCALES.items():
            phone = _phone(browser, address, locale)
            _take(phone, "officer", password, "/", IMAGES / f"phone-today.{language}.png")
            desk = _desk(browser, address, locale)
            _take(desk, "townhead", password, "/desk/", IMAGES / f"town-map.{language}.png")
        browser.close()


def _phone(browser: Browser, address: str, locale: str) -> Page:
    context = browser.new_context(
        base_url=address, locale=locale, timezone_id="Asia/Shanghai", viewport={"width": 390, "height": 844},
        device_scale_factor=2, is_mobile=True, has_touch=True, permissions=["geolocation"],
        geolocation={"longitude": 119.95, "latitude": 31.72, "accuracy": 8},
    )  # fmt: skip
    return _speaking(context, locale)


def _desk(browser: Browser, address: str, locale: str) -> Page:
    context = browser.new_context(
        base_url=address, locale=locale, timezone_id="Asia/Shanghai", viewport={"width": 1440, "height": 900}
    )
    return _speaking(context, locale)


def _speaking(context: BrowserContext, locale: str) -> Page:
    """Open a page in the language that a person would have chosen once."""
    context.add_init_script(f"localStorage.setItem('wangge-locale', '{locale[:2]}')")
    return context.new_page()


def _take(page: Page, username: str, password: str, path: str, file: Path) -> None:
    page.goto(path)
    page.get_by_test_id("signin-username").fill(username)
    page.get_by_test_id("signin-password").fill(password)
    page.get_by_test_id("signin-submit").click()
    if path != "/":
        page.wait_for_function("() => (window.__mapidle ?? 0) > 0", timeout=_PATIENCE_MS)
    page.wait_for_timeout(_SETTLED_MS)
    page.screenshot(path=file)
    page.context.close()


if __name__ == "__main__":
    main(*sys.argv[1:3])
