"""How long a browser test waits: as long as a slow machine may need, for no test says how quick a screen is."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final, TypeVar

from playwright.sync_api import Page

S: Final = 90
MS: Final = S * 1000
_LOOKS_EVERY_MS: Final = 250
T = TypeVar("T")


def until(page: Page, ask: Callable[[], T], holds: Callable[[T], object] = bool, says: Callable[[], object] = str) -> T:
    """Ask (the server, or the page) again and again until it is so; return what it said then.

    `says` tells more where it never was so. The page goes on meanwhile.
    """
    end = time.monotonic() + S
    while not holds(told := ask()):
        assert time.monotonic() < end, f"still {told!r} {says()}"
        page.wait_for_timeout(_LOOKS_EVERY_MS)
    return told
