"""Stories of model enterprises, every version as it was published."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, text
from sqlalchemy.orm import Mapped, mapped_column

from server.store.tables.base import Base, PersonId


class ModelStory(Base):
    """One version of the story of a member of a cohort; the last one is what all see, unless it was taken down."""

    __tablename__ = "model_story"

    member_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("cohort_member.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    title: Mapped[str]
    body: Mapped[str]
    photos: Mapped[list[str]] = mapped_column(server_default="{}")
    published_by: Mapped[PersonId]
    published_at: Mapped[datetime]
    down_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    down_at: Mapped[datetime | None]
    down_reason: Mapped[str] = mapped_column(server_default="")
    is_demo: Mapped[bool] = mapped_column(server_default=text("false"))
