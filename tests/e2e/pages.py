"""Every desk page a role finds by itself, opened one after another: none may fail, say it failed, or stay empty."""

from playwright.sync_api import Page, expect

from tests.e2e import walk
from tests.e2e.site import sign_in


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
        expect(page.locator("main h1, main h2").first).to_be_visible(timeout=walk.PATIENCE_MS)
        assert not page.locator("[role=alert]:visible").all_inner_texts(), name
    assert not troubles
    return len(names)


def _troubles(page: Page) -> list[str]:
    found: list[str] = []
    page.on("console", lambda said: found.append(f"{page.url}: {said.text}") if said.type == "error" else None)
    page.on("pageerror", lambda error: found.append(f"{page.url}: {error}"))
    return found
