"""What the routes of models that are shown to all answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from pydantic import Field

from server.api.shapes import Shape


class ModelCard(Shape):
    """A model as everybody sees it: what was published, and of the enterprise its name, trade and town."""

    id: int
    name: str
    supervision_class: str
    industry: str
    town_id: int | None
    town: str | None
    department: str
    year: int
    title: str
    opening: str = Field(description="The beginning of the text")
    photos: list[str] = Field(description="SHA-256 of each photo")
    published_at: datetime
    is_demo: bool


class ModelStoryShape(ModelCard):
    """The whole story."""

    body: str


class ModelClass(Shape):
    """How many are up of a trade."""

    supervision_class: str
    n: int


class ModelTown(Shape):
    """How many are up in a town."""

    id: int
    name: str
    n: int


class ModelList(Shape):
    """A page of cards."""

    items: list[ModelCard]
    total: int
    next: str | None
    classes: list[ModelClass]
    towns: list[ModelTown]


class ModelVersion(Shape):
    """A version as it was published, and whether it was taken down."""

    number: int
    title: str
    body: str
    photos: list[str]
    published_by_name: str
    published_at: datetime
    down_by_name: str | None
    down_at: datetime | None
    down_reason: str


class ModelKept(Shape):
    """Every version, the last one first, for who may publish it."""

    cohort_id: UUID
    enterprise_id: UUID
    name: str
    removed_at: datetime | None
    removed_reason: str | None
    versions: list[ModelVersion]
    may: list[str] = Field(examples=[["publish-model", "withdraw-model"]])
    story_max: int = Field(description="Characters of a story")
    photos_max: int = Field(description="Photos of a story")


class ModelWhole(Shape):
    """A story: as it is shown, and its versions."""

    id: int
    shown: ModelStoryShape | None = Field(description="Nothing when it is not up")
    kept: ModelKept | None = Field(description="Nothing to who only reads")


ANSWERS: Final[Mapping[tuple[str, str], Any]] = {
    ("get", "/api/v1/models"): ModelList,
    ("get", "/api/v1/models/{id}"): ModelWhole,
}
