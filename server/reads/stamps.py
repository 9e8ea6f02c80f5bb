"""Who was known a moment ago is so only while their stamp holds: a read asks for it together with what it reads."""

from __future__ import annotations

from dataclasses import dataclass


class StaleError(Exception):
    """The sign-in ended, or the person's rights changed: whoever read for them must look again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """A sign-in or token by its hash, and the stamp it had; the database's own function tells whether it still has."""

    token_sha256: str
    stamp: str

    def check(self, stamp: str | None) -> None:
        """Compare with the stamp of now, which is none where nobody is signed in. Raises: StaleError."""
        if stamp is None or stamp != self.stamp:
            raise StaleError
