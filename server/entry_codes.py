"""The code at an enterprise's gate, by which an entry is logged: short enough to type, hard to guess."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.store.tables import Installation

_KEY: Final = "entry_code_key"
_LETTERS: Final = 8
PREFIX: Final = "WG-"
_LOOKS_LIKE: Final = str.maketrans({"0": "O", "1": "I", "8": "B"})
"""Digits that people type for letters; the code has none of them."""


def code_of(session: Session, enterprise: UUID) -> str:
    """Return the code of an enterprise: eight letters and digits of base 32, keyed by this installation."""
    seal = hmac.new(_key(session), b"entry\n" + enterprise.bytes, hashlib.sha256).digest()
    return base64.b32encode(seal).decode()[:_LETTERS]


def typed(given: str) -> str:
    """Read a code as it was scanned or typed: the end of an address, small letters, with or without dashes."""
    ending = given.strip().rsplit("/", 1)[-1].upper().removeprefix(PREFIX)
    return "".join(letter for letter in ending.translate(_LOOKS_LIKE) if letter.isascii() and letter.isalnum())


def _key(session: Session) -> bytes:
    """Return the key that a migration made; it lies in the database, so that every server of it knows the same."""
    return str(session.scalars(select(Installation.value).where(Installation.key == _KEY)).one()).encode()
