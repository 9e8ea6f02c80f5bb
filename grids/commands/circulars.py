"""Circulars: issue, read, sign for, answer, decide the answer, withdraw."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from annotated_types import MaxLen, MinLen

from grids.units import Line, Note, Sha256, Strict, Text

Body = Annotated[str, MinLen(1), MaxLen(20_000)]
"""The text of a circular or an answer: about ten pages."""


class CircularKind(StrEnum):
    """What a circular is: two go down (and across), three go up.

    Source: 武政办发〔2013〕20号 五-2 (summaries), 六-2 (briefings); 常安〔2016〕21号 二(二) (instructions),
    三(三) (each quarter).
    """

    NOTICE = "notice"
    TASK = "task"
    SUMMARY = "summary"
    QUARTER_REPORT = "quarter_report"
    BRIEFING = "briefing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment(Strict):
    """A file that was sent in before, under the name it is to have."""

    sha256: Sha256
    name: Line


Attachments = Annotated[tuple[Attachment, ...], MaxLen(20)]


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterpriseFilter(Strict):
    """Which enterprises of the own ground: of these towns, classes and grades; an empty part takes all."""

    towns: Annotated[tuple[int, ...], MaxLen(200)] = ()
    classes: Annotated[tuple[Line, ...], MaxLen(30)] = ()
    grades: Annotated[tuple[Line, ...], MaxLen(10)] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueCircular(Strict):
    """Send a text to offices and enterprises, asking them to sign, and by a day to answer if wanted."""

    kind: Literal["issue-circular"] = "issue-circular"
    circular: UUID
    office: Line
    circular_kind: CircularKind
    title: Line
    body: Body
    offices: Annotated[tuple[Line, ...], MaxLen(300)] = ()
    enterprises: EnterpriseFilter | None = None
    due_on: date | None = None
    wants_answer: bool = False
    period: Annotated[str, MaxLen(7)] = ""
    attachments: Attachments = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadCircular(Strict):
    """Open a circular for the own office or enterprise; the first time is its receipt."""

    kind: Literal["read-circular"] = "read-circular"
    circular: UUID
    addressee: Line


@dataclass(frozen=True, slots=True, kw_only=True)
class SignCircular(Strict):
    """Sign for a circular by name."""

    kind: Literal["sign-circular"] = "sign-circular"
    circular: UUID
    addressee: Line
    signed_by: Line


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerCircular(Strict):
    """Answer a circular that asks for it; a later answer follows the first, which stays."""

    kind: Literal["answer-circular"] = "answer-circular"
    circular: UUID
    addressee: Line
    answer: UUID
    body: Body
    attachments: Attachments = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideAnswer(Strict):
    """Take an answer, or give it back with what is missing and a new day."""

    kind: Literal["decide-answer"] = "decide-answer"
    circular: UUID
    addressee: Line
    accepted: bool
    opinion: Note = ""
    new_due_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawCircular(Strict):
    """Withdraw a circular; it stays readable as withdrawn, and nothing is owed any more."""

    kind: Literal["withdraw-circular"] = "withdraw-circular"
    circular: UUID
    reason: Text


CircularStep = IssueCircular | ReadCircular | SignCircular | AnswerCircular | DecideAnswer | WithdrawCircular
