"""Links that open one notice without an account: its id and a keyed seal, nothing to look up or guess."""

from __future__ import annotations

import base64
import binascii
import contextlib
import hashlib
import hmac
import secrets
from pathlib import Path
from typing import Final
from uuid import UUID

_SEAL_BYTES: Final = 16
_ID_BYTES: Final = 16


def secret(data_dir: Path) -> bytes:
    """Return this installation's key, making it at the first call; it is readable by its owner alone."""
    file = data_dir / "secret"
    if not file.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        made = file.with_suffix(f".{secrets.token_hex(4)}")
        made.touch(mode=0o600)
        made.write_bytes(secrets.token_bytes(32))
        with contextlib.suppress(FileExistsError):  # another process was first: its key stands
            file.hardlink_to(made)
        made.unlink()
    return file.read_bytes()


def link_token(key: bytes, notice: UUID) -> str:
    """Write the token of a notice's link."""
    return base64.urlsafe_b64encode(notice.bytes + _seal(key, notice)).rstrip(b"=").decode()


def read_link_token(key: bytes, token: str) -> UUID | None:
    """Return the notice a token is for, or nothing when it is not one of ours."""
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (ValueError, binascii.Error):
        return None
    if len(raw) != _ID_BYTES + _SEAL_BYTES:
        return None
    notice = UUID(bytes=raw[:_ID_BYTES])
    return notice if hmac.compare_digest(raw[_ID_BYTES:], _seal(key, notice)) else None


def _seal(key: bytes, notice: UUID) -> bytes:
    return hmac.new(key, b"notice link\n" + notice.bytes, hashlib.sha256).digest()[:_SEAL_BYTES]
