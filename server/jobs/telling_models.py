"""Who is told of the stories of model enterprises: the enterprise itself, when it is shown and when no longer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy.orm import Session

from server import messages
from server.messages import Message, shorten
from server.recipients import Roll
from server.store.tables import ActReceived, Enterprise

KINDS: Final = frozenset({"publish-model", "remove-model", "withdraw-model"})


def tell(session: Session, command: Mapping[str, Any], act: ActReceived, at: datetime) -> None:
    """Tell an enterprise that its story is up, was changed, or is no longer shown; a second time changes nothing."""
    told: Mapping[str, Any] = act.facts or {}
    if command["kind"] == "remove-model" and not told.get("was_up"):
        return
    enterprise = session.get_one(Enterprise, UUID(command["enterprise"]))
    published = command["kind"] == "publish-model"
    message = Message(
        event=_event(command["kind"], told), dedupe=f"m:{act.id}",
        ref_kind="model" if published else "models", ref_id=str(told["member"]) if published else "",
        facts={"enterprise": enterprise.name, "title": command.get("title"),
               "reason": shorten(str(command.get("reason") or ""))},
    )  # fmt: skip
    messages.tell(session, Roll(session, at).of_enterprise(enterprise.id) - {act.person_id}, message, at)


def _event(kind: str, told: Mapping[str, Any]) -> str:
    if kind == "publish-model":
        return "model-published" if told["number"] == 1 else "model-changed"
    return "model-withdrawn" if kind == "withdraw-model" else "model-removed"
