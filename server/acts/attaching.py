"""Attached files of an act: sent in before by the same person, under a name that fits what they are."""

from __future__ import annotations

from typing import Any

from grids.commands import Attachment
from grids.errors import Refusal
from server.acts.deed import Deed
from server.attachments import ENDINGS
from server.store.tables import AttachmentRow


def attached(deed: Deed, given: tuple[Attachment, ...], most: int) -> list[dict[str, Any]]:
    """Return the files as a row keeps them.

    Raises: Refusal `bad-attachment` (`fault`: missing, name, many).
    """
    if len(given) > most:
        raise Refusal("bad-attachment", fault="many", most=most)
    return [_one(deed, each) for each in given]


def _one(deed: Deed, given: Attachment) -> dict[str, Any]:
    sha256 = given.sha256.lower()
    row = deed.session.get(AttachmentRow, (sha256, deed.person.id))
    if row is None:
        raise Refusal("bad-attachment", fault="missing", name=given.name)
    name = given.name.strip()
    if not name.lower().endswith(ENDINGS[row.mime]) or any(sign in name for sign in '/\\"\r\n\0'):
        raise Refusal("bad-attachment", fault="name", name=given.name)
    return {"sha256": sha256, "name": name, "mime": row.mime, "bytes": row.bytes}
