"""What the browser tests know of a map: whether it still draws, and whether it still flies."""

from playwright.sync_api import Page


def rests(page: Page) -> None:
    """Wait until the map has drawn something to the end."""
    page.wait_for_function("() => (window.__mapidle ?? 0) > 0")


def stands(page: Page) -> None:
    """Wait until the map is where it was sent: what is read off its box then holds."""
    page.wait_for_function("() => window.__mapmoves === false")
