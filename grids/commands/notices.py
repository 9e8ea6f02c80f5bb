"""Notices: issue, acknowledge, take a link back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from annotated_types import MaxLen, MinLen

from grids.commands.terms import NoticeKind
from grids.units import Line, Note, Phone, Strict, Text, Yuan


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeItem(Strict):
    """One hazard on a notice: what to do by when."""

    hazard: UUID
    due_on: date
    demand: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueNotice(Strict):
    """Tell an enterprise, on a numbered paper, what to rectify by when; an order of an inspection takes its number."""

    kind: Literal["issue-notice"] = "issue-notice"
    notice: UUID
    enterprise: UUID
    notice_kind: NoticeKind
    items: Annotated[tuple[NoticeItem, ...], MinLen(1), MaxLen(100)]
    second_inspector: UUID | None = None
    inspection: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AcknowledgeNotice(Strict):
    """Sign for a notice and say who will do what."""

    kind: Literal["acknowledge-notice"] = "acknowledge-notice"
    notice: UUID
    signed_by: Line
    phone: Phone = ""
    intention: Note = ""
    funds_planned: Yuan | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeNoticeLink(Strict):
    """Make the link and the QR code of a notice stop working."""

    kind: Literal["revoke-notice-link"] = "revoke-notice-link"
    notice: UUID
    reason: Text


NoticeStep = IssueNotice | AcknowledgeNotice | RevokeNoticeLink
