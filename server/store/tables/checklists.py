"""Standards, their dated versions and the draft of the next; a finished check keeps the version it used."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Identity, UniqueConstraint, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from server.store.tables.base import Base, Json, PersonId


class Checklist(Base):
    """A standard for a kind of enterprise; `classes` empty means every class, no district that it ships."""

    __tablename__ = "checklist"

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    uid: Mapped[UUID] = mapped_column(unique=True, server_default=func.gen_random_uuid())
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_en: Mapped[str]
    classes: Mapped[list[str]]
    tags: Mapped[list[str]]
    district_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))


class ChecklistVersion(Base):
    """The items of a standard from a day on, as `grids.commands.StandardItem` names them; never changed.

    Versions from before the two faces have only code, category, level, title, how and law.
    """

    __tablename__ = "checklist_version"
    __table_args__ = (UniqueConstraint("checklist_id", "number"),)

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    checklist_id: Mapped[int] = mapped_column(ForeignKey("checklist.id"))
    number: Mapped[int]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    items: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    published_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    published_at: Mapped[datetime | None]


class StandardDraft(Base):
    """What the next version of a standard is to say; one a standard, `revision` counts how often it was saved."""

    __tablename__ = "standard_draft"

    checklist_id: Mapped[int] = mapped_column(ForeignKey("checklist.id"), primary_key=True)
    revision: Mapped[int]
    header: Mapped[Json]
    items: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    touched_by: Mapped[PersonId]
    touched_at: Mapped[datetime]
