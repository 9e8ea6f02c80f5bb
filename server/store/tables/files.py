"""Records of an enterprise's file, by topic: what an enterprise has and does, one row a fact."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from server.store.tables.base import Base, EnterpriseId, Json


class FileRecord(Base):
    """One fact of one topic (grids/tables/file_topics.toml): a dust collector, a permit, a trained operator.

    `fields` holds what the topic asks for. `valid_from` is the day since when it is so, `valid_to` the day a paper
    runs out, `ended_on` the day since when it is no more; a row is ended, never deleted.
    """

    __tablename__ = "file_record"
    __table_args__ = (
        Index("ix_file_record_enterprise_id", "enterprise_id", "topic"),
        Index(
            "ix_file_record_valid_to",
            "valid_to",
            postgresql_where=text("valid_to IS NOT NULL AND ended_on IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    enterprise_id: Mapped[EnterpriseId]
    topic: Mapped[str]
    fields: Mapped[Json]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    ended_on: Mapped[date | None]
    end_reason: Mapped[str | None]
    by_person: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    verified_at: Mapped[datetime | None]
    verified_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    is_demo: Mapped[bool] = mapped_column(server_default=text("false"))
    version: Mapped[int] = mapped_column(server_default="1")


class FileRecordVersion(Base):
    """A record as it was kept at a moment; written by triggers of `file_record`, and only ever grows."""

    __tablename__ = "file_record_version"
    __table_args__ = (Index("ix_file_record_version_enterprise_id", "enterprise_id"),)

    record_id: Mapped[UUID] = mapped_column(ForeignKey("file_record.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    enterprise_id: Mapped[EnterpriseId]
    topic: Mapped[str]
    fields: Mapped[Json]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    ended_on: Mapped[date | None]
    end_reason: Mapped[str | None]
    by_person: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    verified_at: Mapped[datetime | None]
    verified_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    kept_at: Mapped[datetime]
