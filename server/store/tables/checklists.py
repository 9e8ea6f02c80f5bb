"""Checklists and their dated versions; a finished check keeps the version it used."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ForeignKey, Identity, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from server.store.tables.base import Base


class Checklist(Base):
    """A standard for a kind of enterprise; `classes` empty means every class."""

    __tablename__ = "checklist"

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_en: Mapped[str]
    classes: Mapped[list[str]]
    tags: Mapped[list[str]]


class ChecklistVersion(Base):
    """The items of a checklist from a day on: [{code, category, level, title, title_en, how, how_en, law, law_en}]."""

    __tablename__ = "checklist_version"
    __table_args__ = (UniqueConstraint("checklist_id", "number"),)

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    checklist_id: Mapped[int] = mapped_column(ForeignKey("checklist.id"))
    number: Mapped[int]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    items: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
