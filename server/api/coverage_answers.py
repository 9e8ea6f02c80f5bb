"""What routes about coverage answer, as the OpenAPI page describes it."""

from __future__ import annotations

from uuid import UUID

from pydantic import Field

from server.api.shapes import Shape


class Covered(Shape):
    """Enterprises that are looked after, how many of them have each of five things, and their open hazards."""

    enterprises: int = Field(examples=[320])
    department: int
    officer: int
    standard: int
    method: int
    graded: int
    open: int
    major: int
    overdue: int


class ClassCovered(Covered):
    """Of one class of supervision."""

    supervision_class: str


class IndustryCovered(Covered):
    """Of one section of GB/T 4754; none for enterprises without a code."""

    section: str | None = Field(examples=["C"])
    name: str


class DepartmentCovered(Covered):
    """Of one department; without classes it answers for every one."""

    id: UUID
    name: str
    classes: list[str] | None


class CoverageTable(Shape):
    """Coverage of my area now."""

    total: Covered
    classes: list[ClassCovered]
    industries: list[IndustryCovered]
    departments: list[DepartmentCovered]


class CoveredEnterprise(Shape):
    """One enterprise behind a figure."""

    id: UUID
    name: str
    supervision_class: str
    division: str | None
    town_name: str | None
    unit_name: str | None
    open: int


class CoveredList(Shape):
    """At most 500 enterprises, and how many there are."""

    items: list[CoveredEnterprise]
    total: int
