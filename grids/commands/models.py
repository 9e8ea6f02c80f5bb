"""Models that are shown to all: publish a member of a cohort with its story, take the story down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal
from uuid import UUID

from annotated_types import MaxLen, MinLen

from grids.units import Line, Revision, Sha256, Strict, Text

Story = Annotated[str, MinLen(1), MaxLen(20_000)]
"""What others can learn, in plain text; how much of it is policy (tables/models.toml)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishModel(Strict):
    """Show a member of a cohort to all: a title, what others can learn, photos. Published again, it is a new version.

    `base` is the number of the version it was written on, 0 for the first.
    """

    kind: Literal["publish-model"] = "publish-model"
    cohort: UUID
    enterprise: UUID
    base: Revision = 0
    title: Line
    body: Story
    photos: Annotated[tuple[Sha256, ...], MaxLen(50)] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawModel(Strict):
    """Take a story down and say why; it stays readable to who may publish."""

    kind: Literal["withdraw-model"] = "withdraw-model"
    cohort: UUID
    enterprise: UUID
    reason: Text


ModelStep = PublishModel | WithdrawModel
