"""What standards are answered, as the OpenAPI page describes it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from grids.standards import Severity
from server.api.shapes import Shape


class StandardShape(Shape):
    """A standard and what of it holds today; `shipped` ones come with the product and are nobody's to change."""

    id: UUID
    code: str = Field(examples=["dust"])
    name: str
    name_en: str
    classes: list[str]
    tags: list[str]
    district_id: int | None
    district: str | None
    shipped: bool
    number: int | None = Field(description="The version that holds today")
    valid_from: date | None
    items: int | None
    scored: bool
    next_from: date | None
    draft_revision: int | None
    draft_items: int | None
    touched_at: datetime | None
    touched_by_name: str | None
    may: bool


class ClassShape(Shape):
    """A class of enterprises and who wrote a standard for it; `lacks` is shown red."""

    supervision_class: str
    enterprises: int
    departments: list[str]
    standards: list[str]
    lacks: bool


class StandardList(Shape):
    """All standards of a place, and the classes."""

    items: list[StandardShape]
    classes: list[ClassShape]


class VersionShape(Shape):
    """A version that was published."""

    number: int
    version_id: int
    valid_from: date
    valid_to: date | None
    items: int
    published_by_name: str | None
    published_at: datetime | None


class FindingShape(Shape):
    """Something wrong or doubtful in a draft, by the row of the item."""

    code: str = Field(examples=["no-clause"])
    severity: Severity
    row: int | None
    item: str | None
    facts: dict[str, Any]
    words: str


class DraftShape(Shape):
    """The draft of the next version."""

    revision: int
    header: dict[str, Any]
    items: list[dict[str, Any]]
    findings: list[FindingShape]


class StandardWhole(StandardShape):
    """A standard with all its versions; the draft only for who may write it."""

    versions: list[VersionShape]
    draft: DraftShape | None


class VersionItems(Shape):
    """The items of a version."""

    items: list[dict[str, Any]]


class FieldChange(Shape):
    """One field of an item, before and after."""

    name: str
    old: Any
    new: Any


class ItemChange(Shape):
    """An item that says something else now."""

    code: str
    title: str
    fields: list[FieldChange]


class DifferenceShape(Shape):
    """What changed between two versions."""

    added: list[dict[str, Any]]
    removed: list[dict[str, Any]]
    changed: list[ItemChange]


class RefusedRow(Shape):
    """A row that can't be read, and why."""

    row: int
    field: str
    reason: str


class SheetRead(Shape):
    """What a workbook held: all items, or the refused rows (also as a workbook, base64) and none."""

    items: list[dict[str, Any]]
    refused: list[RefusedRow]
    refused_file: str


class CriterionShape(Shape):
    """A criterion of major hazards; `condensed`: not the official wording."""

    id: str = Field(examples=["10-11-3"])
    standard: str
    standard_en: str
    source: str
    condensed: bool
    valid_from: date
    article: int
    item: int
    industry: str
    industry_en: str
    topic: str
    text: str
    text_en: str


class HazardClassShape(Shape):
    """One of the 24 classes of hazards."""

    code: str
    name: str
    name_en: str
    examples: str
    examples_en: str


class Catalogue(Shape):
    """Classes of hazards and criteria of major ones."""

    classes: list[HazardClassShape]
    criteria: list[CriterionShape]
