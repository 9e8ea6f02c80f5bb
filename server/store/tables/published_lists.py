"""Lists that departments publish, version by version, with every enterprise as it was named then."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from grids.commands import ListKind
from grids.published_lists import ListSource, ListState
from server.store.tables.base import AreaId, Base, PersonId, one_of


class PublishedList(Base):
    """One version of a department's three lists; a published one is never changed."""

    __tablename__ = "published_list"
    __table_args__ = (
        one_of("state", ListState),
        UniqueConstraint("district_id", "department", "number"),
        Index(
            "uq_published_list_draft", "district_id", "department", unique=True,
            postgresql_where=text("state = 'draft'"),
        ),
    )  # fmt: skip

    id: Mapped[UUID] = mapped_column(primary_key=True)
    city_id: Mapped[AreaId]
    district_id: Mapped[AreaId]
    department: Mapped[str]
    classes: Mapped[list[str]]
    number: Mapped[int | None]
    state: Mapped[str]
    revision: Mapped[int] = mapped_column(server_default="1")
    drafted_by: Mapped[PersonId]
    drafted_at: Mapped[datetime]
    published_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    published_at: Mapped[datetime | None]
    published_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(server_default="")
    is_demo: Mapped[bool] = mapped_column(server_default=text("false"))


class ListedEnterprise(Base):
    """One enterprise of one version: on which list, why, and what it was called."""

    __tablename__ = "listed_enterprise"
    __table_args__ = (
        one_of("kind", ListKind),
        one_of("source", ListSource),
        Index("ix_listed_enterprise_enterprise_id", "enterprise_id"),
    )

    list_id: Mapped[UUID] = mapped_column(ForeignKey("published_list.id"), primary_key=True)
    enterprise_id: Mapped[UUID] = mapped_column(ForeignKey("enterprise.id"), primary_key=True)
    kind: Mapped[str]
    source: Mapped[str]
    reason: Mapped[str] = mapped_column(server_default="")
    name: Mapped[str]
