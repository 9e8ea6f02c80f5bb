"""Who was found for a sign-in or a token, remembered for a second; whoever takes it from here must still prove it."""

from __future__ import annotations

import time
from typing import Final, Generic, TypeVar

_REMEMBERED_S: Final = 1.0
_MOST: Final = 1_000
Found = TypeVar("Found")


class Memory(Generic[Found]):
    """Found people by the hash of what they showed. One process's own; threads share it."""

    def __init__(self) -> None:
        """Know nobody."""
        self._known: dict[str, tuple[float, Found]] = {}

    def get(self, sha256: str) -> Found | None:
        """Return who it was a moment ago, if it was."""
        until, found = self._known.get(sha256, (0.0, None))
        return found if until > time.monotonic() else None

    def put(self, sha256: str, found: Found) -> None:
        """Remember who it is."""
        if len(self._known) >= _MOST:
            self._known.clear()
        self._known[sha256] = (time.monotonic() + _REMEMBERED_S, found)
