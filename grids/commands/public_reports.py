"""Reports by the public: take one in that came another way, look, transfer, settle, reward; read who made it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from annotated_types import Ge, Le, MaxLen

from grids.commands.terms import Fix, HazardLevel, Photos
from grids.units import Count, Line, LonLat, Note, Sha256, Strict, Text, Yuan


class Channel(StrEnum):
    """How a report came; those of other systems keep their number and answer-by day. Source: docs/rules.md 3.1, P8."""

    PAGE = "page"
    PHONE = "phone"
    LETTER = "letter"
    VISIT = "visit"
    HOTLINE = "hotline"
    FIRE = "fire"
    OTHER = "other"


class Subject(StrEnum):
    """What a report tells of. Source: 安全生产法 art 74; Order 493 art 4 (concealed accidents)."""

    HAZARD = "hazard"
    ACCIDENT = "accident"


class Finding(StrEnum):
    """What the check on site found. Source: docs/rules.md 3.1, P7."""

    TRUE = "true"
    PARTLY = "partly"
    UNTRUE = "untrue"


class Reward(StrEnum):
    """What the authority decided to give the reporter. Source: 安全生产法 art 76."""

    NONE = "none"
    CERTIFICATE = "certificate"
    MONEY = "money"


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeReport(Strict):
    """Write down a report that came by phone, by letter or from another system; who made it stays with that system."""

    kind: Literal["take-report"] = "take-report"
    report: UUID
    area: int
    channel: Channel
    external_id: Note = ""
    feedback_due_on: date | None = None
    subject: Subject = Subject.HAZARD
    words: Text
    place: Text
    point: LonLat | None = None
    enterprise_named: Note = ""
    is_employee: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptReport(Strict):
    """Take a report out of quarantine after looking at it; the check on site begins."""

    kind: Literal["accept-report"] = "accept-report"
    report: UUID
    expected_version: Count | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferReport(Strict):
    """Give a report to the town, or to the district, that is competent."""

    kind: Literal["transfer-report"] = "transfer-report"
    report: UUID
    to_area: int
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscardReport(Strict):
    """Set aside what is no report of a hazard; `feedback` is what the reporter is told."""

    kind: Literal["discard-report"] = "discard-report"
    report: UUID
    reason: Text
    feedback: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundHazard(Strict):
    """What stood on site where a report was true: a hazard of the one list, in the words of who checked."""

    hazard: UUID
    enterprise: UUID
    place: Line
    description: Text
    category: Line
    level: HazardLevel = HazardLevel.GENERAL
    due_on: date
    suggestion: Note = ""
    interim_measures: Note = ""
    fix: Fix | None = None
    shown: Annotated[tuple[Sha256, ...], MaxLen(9)] = ()
    """Photos of the report that go with the hazard; the enterprise will see them."""
    is_hidden: bool = False
    """Kept as the office's own finding: the enterprise does not learn that somebody reported it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleReport(Strict):
    """Answer a report with what the check found: true with the hazard or the accident, untrue with evidence."""

    kind: Literal["settle-report"] = "settle-report"
    report: UUID
    finding: Finding
    reason: Text
    feedback: Text
    found: FoundHazard | None = None
    accident: UUID | None = None
    """The accident on file that the report told of, instead of a hazard."""
    photos: Photos = ()
    expected_version: Count | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardReport(Strict):
    """Record what was decided about a reward."""

    kind: Literal["reward-report"] = "reward-report"
    report: UUID
    reward: Reward
    amount_yuan: Yuan = 0
    fine_yuan: Yuan = 0
    """The fine that followed from the report; the reward is a share of it."""
    concealed_deaths: Annotated[int, Ge(0), Le(10_000)] = 0
    """Deaths of a concealed accident that the report brought to light."""
    decision: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenReporter(Strict):
    """Open the name and contact of who reported, for a reason; the ledger keeps who read it and why."""

    kind: Literal["open-reporter"] = "open-reporter"
    report: UUID
    reason: Text


PublicReportStep = (
    TakeReport | AcceptReport | TransferReport | DiscardReport | SettleReport | RewardReport | OpenReporter
)
