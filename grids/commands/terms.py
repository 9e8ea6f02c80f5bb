"""What several commands speak of: levels, kinds, outcomes, positions, photos."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal

from annotated_types import MaxLen

from grids.units import Latitude, Line, Longitude, Metres, Note, Seconds, Sha256, Strict, Text


class HazardLevel(StrEnum):
    """Strictly general or major; local sub-levels are not levels. Source: Order 16 art 3; docs/rules.md 2.4."""

    GENERAL = "general"
    MAJOR = "major"


class VisitKind(StrEnum):
    """A patrol is no inspection. Source: 国办发〔2024〕54号; docs/rules.md 0.1."""

    PATROL = "patrol"
    INSPECTION = "inspection"
    REINSPECTION = "reinspection"


class VisitOutcome(StrEnum):
    """How a visit ended; all but `inspected` and `suspended` question the file. Source: docs/rules.md 3.3."""

    INSPECTED = "inspected"
    CLOSED_DOOR = "closed_door"
    SUSPENDED = "suspended"
    MOVED = "moved"
    NOT_FOUND = "not_found"
    REFUSED = "refused"
    NEW_OWNER = "new_owner"
    SEVERAL_UNITS = "several_units"


class AnswerResult(StrEnum):
    """What was seen for one checklist item; unlisted items of a finished visit are `ok`."""

    OK = "ok"
    HAZARD = "hazard"
    NOT_APPLICABLE = "not_applicable"
    NOT_CHECKED = "not_checked"


class NoticeKind(StrEnum):
    """The grid reminds, two licensed inspectors order. Source: docs/rules.md 0.1, 2.5."""

    REMINDER = "reminder"
    RECTIFICATION_ORDER = "rectification_order"


class Stop(StrEnum):
    """How much of an enterprise's work is stopped on the spot. Source: 安全生产法 art 65, 70."""

    NONE = "none"
    PARTIAL = "partial"
    FULL = "full"


class ListLevel(StrEnum):
    """Which level supervises the treatment of a major hazard by name, lowest first. Source: docs/rules.md 3.2."""

    TOWN = "town"
    DISTRICT = "district"
    CITY = "city"
    PROVINCE = "province"


class Acceptance(StrEnum):
    """What an acceptance on the spot decides of a listed hazard. Source: docs/rules.md 3.2."""

    DELISTED = "delisted"
    RETURNED = "returned"
    EXTENDED = "extended"
    CLOSED_DOWN = "closed_down"


class Forced(StrEnum):
    """What may be decided of a hazard that is long overdue. Source: docs/rules.md 3.1, ladder."""

    CASE = "case"
    EXTENSION = "extension"
    VOID = "void"


class Evaluator(StrEnum):
    """Who evaluated the treatment. Source: 安监总局令第16号: own experts or a qualified agency."""

    OWN = "own"
    AGENCY = "agency"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation(Strict):
    """The evaluation report after a major hazard was treated."""

    by: Evaluator
    evaluator: Line
    conclusion: Text
    evaluated_on: date
    number: Note = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone(Strict):
    """A part of a treatment plan, and its day."""

    what: Line
    due_on: date


Milestones = Annotated[tuple[Milestone, ...], MaxLen(20)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix(Strict):
    """A position as the device gave it: WGS-84, 68 % radius in metres, age in seconds when used."""

    lon: Longitude
    lat: Latitude
    radius_m: Metres
    age_s: Seconds = 0
    method: Literal["gps", "map", "qr"] = "gps"


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo(Strict):
    """A picture by the hash of its stored bytes, with when and where it was taken."""

    sha256: Sha256
    taken_at: datetime
    fix: Fix | None = None


Photos = Annotated[tuple[Photo, ...], MaxLen(12)]
