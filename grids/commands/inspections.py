"""Enforcement inspection: open, approve, enter, record on numbered documents, serve, close."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from annotated_types import MaxLen

from grids.commands.terms import Fix
from grids.units import Line, Note, Sha256, Strict, Text


class InspectionGround(StrEnum):
    """Why an enterprise is inspected. Source: docs/rules.md 3.8 (basis), 2.7 (exceptions of the cap)."""

    PLAN = "plan"
    COMPLAINT = "complaint"
    REINSPECTION = "reinspection"
    TRANSFER = "transfer"
    DIRECTED = "directed"


class DocumentKind(StrEnum):
    """The forms of an inspection. Source: docs/rules.md 2.5."""

    SCHEME = "scheme"
    NOTICE = "notice"
    RECORD = "record"
    MEASURE = "measure"
    ORDER = "order"
    OPINION = "opinion"
    RECEIPT = "receipt"


class EntryMethod(StrEnum):
    """How it was shown that the inspectors stood at the gate. Source: 国办发〔2024〕54号 (扫码入企)."""

    CODE = "code"
    POSITION = "position"


class ServiceMode(StrEnum):
    """How a document was served. Source: docs/rules.md 2.5 (送达回执); 民事诉讼法 ch. 7 section 2."""

    DIRECT = "direct"
    LEFT = "left"
    MAIL = "mail"
    PROXY = "proxy"
    ELECTRONIC = "electronic"
    PUBLIC = "public"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionItem(Strict):
    """What re-inspection says of one item of an order."""

    hazard: UUID
    passed: bool
    opinion: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Said(Strict):
    """What inspectors write on a form; the server knows the rest. What a form needs: grids/inspections.py."""

    place: Note = ""
    began_at: datetime | None = None
    ended_at: datetime | None = None
    met: Annotated[str, MaxLen(100)] = ""
    post: Annotated[str, MaxLen(100)] = ""
    phone: Annotated[str, MaxLen(40)] = ""
    content: Note = ""
    findings: Annotated[str, MaxLen(8000)] = ""
    handling: Note = ""
    basis: Note = ""
    remark: Note = ""
    refused: bool = False
    refusal: Note = ""
    signature: Sha256 | None = None
    signature_second: Sha256 | None = None
    signature_met: Sha256 | None = None
    items: Annotated[tuple[OpinionItem, ...], MaxLen(100)] = ()
    documents: Annotated[tuple[UUID, ...], MaxLen(20)] = ()
    mode: ServiceMode | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenInspection(Strict):
    """Ask leave to inspect: why, on which basis, what, when, who; an emergency starts before the answer."""

    kind: Literal["open-inspection"] = "open-inspection"
    inspection: UUID
    enterprise: UUID
    ground: InspectionGround
    announced: bool
    purpose: Text
    basis: Text
    content: Text
    method: Note = ""
    planned_on: date
    second_inspector: UUID | None = None
    emergency: bool = False
    emergency_reason: Note = ""
    follows: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideInspection(Strict):
    """Give leave to inspect, or refuse it; of an emergency afterwards."""

    kind: Literal["decide-inspection"] = "decide-inspection"
    inspection: UUID
    approved: bool
    opinion: Note = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterInspection(Strict):
    """Log the entry at the gate, by the enterprise's code or by position; the visit is what is looked at inside."""

    kind: Literal["enter-inspection"] = "enter-inspection"
    inspection: UUID
    entered_at: datetime
    method: EntryMethod
    code: Annotated[str, MaxLen(300)] = ""
    fix: Fix | None = None
    visit: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveInspection(Strict):
    """Log that the inspectors left."""

    kind: Literal["leave-inspection"] = "leave-inspection"
    inspection: UUID
    left_at: datetime
    fix: Fix | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveDocument(Strict):
    """Keep a form as a draft; it has no number and may be written again."""

    kind: Literal["save-document"] = "save-document"
    inspection: UUID
    document: UUID
    document_kind: DocumentKind
    said: Said


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueDocument(Strict):
    """Give a form its number and freeze it; `replaces` names the voided one it stands for."""

    kind: Literal["issue-document"] = "issue-document"
    inspection: UUID
    document: UUID
    document_kind: DocumentKind
    said: Said
    replaces: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VoidDocument(Strict):
    """Say that an issued document does not count; it keeps its number, which nobody takes again."""

    kind: Literal["void-document"] = "void-document"
    document: UUID
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class SignDocument(Strict):
    """Sign for an issued document as the enterprise."""

    kind: Literal["sign-document"] = "sign-document"
    document: UUID
    signed_by: Line
    signature: Sha256 | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseInspection(Strict):
    """End a case: done with its record, or withdrawn with a reason before anybody went."""

    kind: Literal["close-inspection"] = "close-inspection"
    inspection: UUID
    withdrawn: bool = False
    reason: Note = ""


InspectionStep = (
    OpenInspection
    | DecideInspection
    | EnterInspection
    | LeaveInspection
    | SaveDocument
    | IssueDocument
    | VoidDocument
    | SignDocument
    | CloseInspection
)
