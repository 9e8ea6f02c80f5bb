"""Pages opened one after another: none may fail, say that it failed, send home, or stay empty.

At the desk every page that a role finds by itself; on the phone the screens named here.
"""

from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from tests.e2e.site import Reader, sign_in

_EVERYBODY = ("/me", "/inbox", "/hazards", "/models", "/trainings")
SCREENS = {
    "officer": (
        "/today", "/today/order", "/ready", "/outbox", "/enterprises/{enterprise}", "/enterprises/{enterprise}/file",
        "/enterprises/{enterprise}/file/new/dust", "/enterprises/{enterprise}/visit",
        "/enterprises/{enterprise}/propose", "/enterprises/{enterprise}/notice", "/hazards/new", "/hazards/{hazard}",
        "/hazards/{hazard}/spot", "/notices/{notice}",
    ),
    "inspector": ("/today", "/ready", "/find", "/inspections", "/inspections/new", "/enterprises/{enterprise}"),
    "enterprise": (
        "/outbox", "/circulars", "/notices", "/self-checks", "/self-checks/now", "/self-reports/{period}", "/file",
        "/papers", "/enterprises/{enterprise}/propose", "/hazards/new?enterprise={enterprise}", "/hazards/{hazard}",
        "/hazards/{hazard}/rectify", "/hazards/{hazard}/extension", "/notices/{notice}",
    ),
    "townhead": ("/circulars", "/overdue", "/map", "/hazards/{hazard}", "/enterprises/{enterprise}"),
}  # fmt: skip
"""Who works on the phone -> screens they have there, beside those of everybody; an inspector shares the officer's."""
_SETTLES_MS = 400
_THINGS = {"enterprise": "/api/v1/enterprises", "hazard": "/api/v1/hazards", "notice": "/api/v1/notices"}


def at_the_desk(page: Page, username: str) -> int:
    """Open each page of the menu; return how many there were."""
    troubles = _troubles(page)
    sign_in(page, username, "/desk")
    menu = page.locator("a[data-testid^=menu-]")
    expect(menu.first).to_be_visible()
    names = [str(each.get_attribute("data-testid")) for each in menu.all()]
    for name in names:
        page.get_by_test_id(name).click()
        page.wait_for_load_state("networkidle")
        expect(page.locator("main h1, main h2").first).to_be_visible()
        assert not page.locator("[role=alert]:visible").all_inner_texts(), name
    assert not troubles
    return len(names)


def on_the_phone(page: Page, reader: Reader, username: str, period: str) -> None:
    """Open the phone's screens of a role, of an enterprise, a hazard and a notice that the person sees."""
    ids = {name: _first(reader, path) for name, path in _THINGS.items()} | {"period": period}
    troubles = _troubles(page)
    sign_in(page, username, "/")
    for screen in (*SCREENS[username], *_EVERYBODY):
        path = screen.format(**ids)
        page.goto(path)
        expect(page.locator("main h1").first).to_be_visible()
        page.wait_for_timeout(_SETTLES_MS)
        if screen.startswith("/hazards/new?"):
            path = "/hazards/draft/"  # begins one at once
        assert urlsplit(page.url).path.startswith(urlsplit(path).path), f"{username}: {screen} led to {page.url}"
        assert not page.locator("[role=alert]:visible").all_inner_texts(), screen
    assert not troubles, troubles


def _first(reader: Reader, path: str) -> Any:
    """Find one that this person sees."""
    return reader.get(path, limit=1)["items"][0]["id"]


def _troubles(page: Page) -> list[str]:
    found: list[str] = []
    page.on("console", lambda said: found.append(f"{said.text} {said.location}") if said.type == "error" else None)
    page.on("pageerror", lambda error: found.append(f"{page.url}: {error}"))
    return found
