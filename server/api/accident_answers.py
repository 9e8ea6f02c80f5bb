"""What routes about accidents answer, as the OpenAPI page describes it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from grids.accidents import AccidentGrade, Timeliness
from grids.commands import HazardLevel
from grids.hazards import State
from server.api.shapes import Shape


class AccidentShape(Shape):
    """An accident on file; moments are known where it was reported as an accident."""

    id: UUID
    enterprise_id: UUID
    enterprise_name: str
    unit_id: int | None
    unit_name: str | None
    village_id: int | None
    town_id: int | None
    town_name: str | None
    district_id: int | None
    city_id: int | None
    supervision_class: str | None
    happened_on: date
    happened_at: datetime | None
    place: str
    brief: str
    type_code: str | None = Field(examples=["25-04"])
    accident_type: str = Field(examples=["机械致害"])
    accident_type_en: str | None
    deaths: int
    serious_injuries: int
    loss_yuan: int | None
    grade: AccidentGrade
    told_at: datetime | None
    sent_up_at: datetime | None
    enterprise_told: Timeliness | None
    authority_told: Timeliness | None
    hazards: int
    at: datetime
    ended_on: date | None
    is_demo: bool
    version: int


class GradeCount(Shape):
    """What happened of one grade."""

    grade: AccidentGrade
    accidents: int
    deaths: int
    serious_injuries: int
    loss_yuan: int


class TypeCount(Shape):
    """What happened of one type, by today's edition where the old type became one new type."""

    code: str | None
    name: str
    name_en: str | None
    accidents: int
    deaths: int
    serious_injuries: int
    loss_yuan: int


class ToldCount(Shape):
    """Who told in time, of those whose hours are over or who have told; `larger` counts grades above general."""

    enterprise_due: int
    enterprise_on_time: int
    enterprise_late: int
    enterprise_missed: int
    authority_due: int
    authority_on_time: int
    authority_late: int
    authority_missed: int
    larger: int


class AccidentList(Shape):
    """At most 500 accidents of my area, how many there are, and the figures of all of them."""

    items: list[AccidentShape]
    total: int
    grades: list[GradeCount]
    types: list[TypeCount]
    told: ToldCount


class AccidentHazardShape(Shape):
    """A hazard that the accident came from."""

    id: UUID
    ledger_no: str
    description: str
    state: State
    level: HazardLevel


class AccidentVersion(Shape):
    """What was known at a time."""

    version: int
    at: datetime
    person_name: str | None
    reason: str | None
    late: bool
    deaths: int
    serious_injuries: int
    loss_yuan: int | None


class AccidentWhole(AccidentShape):
    """An accident with its hazards and versions."""

    hazard_list: list[AccidentHazardShape]
    versions: list[AccidentVersion]
    tell_hours: int
    send_up_hours: int
    supplement_until: date | None
    edition: str = Field(examples=["GB 6441-2025"])
    may: list[str]


class AccidentTypeShape(Shape):
    """A type; `was` are the types of the edition before that it takes up."""

    code: str
    name: str
    name_en: str
    was: list[str]


class AccidentEditionShape(Shape):
    """A list of types with its days."""

    id: str
    valid_from: date
    valid_to: date | None
    types: list[AccidentTypeShape]
