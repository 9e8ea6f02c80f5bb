"""Standards: begin one, write its draft, publish a version, give a draft up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from annotated_types import Ge, Le, MaxLen

from grids.commands.terms import HazardLevel
from grids.units import Line, Note, Revision, Strict, Text

MOST_ITEMS = 400


class Evidence(StrEnum):
    """What shows that an item is in order."""

    SIGHT = "sight"
    DOCUMENT = "document"
    RECORD = "record"
    QUESTION = "question"
    TEST = "test"
    MEASUREMENT = "measurement"
    PHOTO = "photo"


class Frequency(StrEnum):
    """How often the enterprise looks at an item itself."""

    EACH_SHIFT = "each_shift"
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    HALF_YEARLY = "half_yearly"
    YEARLY = "yearly"
    ON_CHANGE = "on_change"


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardItem(Strict):
    """One item with its two faces: what the enterprise does and how, what the regulator looks at and how.

    `title` says in one line what must be so; `how` is the regulator's way to verify. `law` names articles with the
    law's version. With `points` the item is scored and `deduction` says what takes points off.
    """

    code: Line
    category: Line
    level: HazardLevel = HazardLevel.GENERAL
    title: Line
    title_en: Note = ""
    do: Note = ""
    do_en: Note = ""
    do_how: Note = ""
    do_how_en: Note = ""
    look: Note = ""
    look_en: Note = ""
    how: Note = ""
    how_en: Note = ""
    evidence: Annotated[tuple[Evidence, ...], MaxLen(7)] = ()
    frequency: Frequency | None = None
    law: Note = ""
    law_en: Note = ""
    penalty: Note = ""
    penalty_en: Note = ""
    criteria: Annotated[tuple[Line, ...], MaxLen(10)] = ()
    points: Annotated[float, Ge(0), Le(1000)] | None = None
    deduction: Note = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardHeader(Strict):
    """What a standard is called and whom it is for; no class means every class, a tag narrows to those that bear it."""

    name: Line
    name_en: Note = ""
    classes: Annotated[tuple[Line, ...], MaxLen(30)] = ()
    tags: Annotated[tuple[Line, ...], MaxLen(30)] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StartStandard(Strict):
    """Begin a standard of a district's department, with an empty draft."""

    kind: Literal["start-standard"] = "start-standard"
    standard: UUID
    district: int
    code: Line
    header: StandardHeader


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveStandard(Strict):
    """Write the whole draft of the next version, on the revision that was seen."""

    kind: Literal["save-standard"] = "save-standard"
    standard: UUID
    base_revision: Revision
    header: StandardHeader
    items: Annotated[tuple[StandardItem, ...], MaxLen(MOST_ITEMS)]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishStandard(Strict):
    """Let the draft hold as the next version from a day on; the version before it ends that day."""

    kind: Literal["publish-standard"] = "publish-standard"
    standard: UUID
    base_revision: Revision
    valid_from: date


@dataclass(frozen=True, slots=True, kw_only=True)
class DropStandardDraft(Strict):
    """Give a draft up; what is published stays as it is."""

    kind: Literal["drop-standard-draft"] = "drop-standard-draft"
    standard: UUID
    reason: Text


StandardStep = StartStandard | SaveStandard | PublishStandard | DropStandardDraft
