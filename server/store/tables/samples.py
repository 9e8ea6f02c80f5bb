"""Closings that are looked at again, month by month; and enterprises whose grade is to be reviewed."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from grids.sampling import Chosen
from server.store.tables.base import Base, EnterpriseId, one_of


class SampleDraw(Base):
    """One month's draw in one district, with the seed that gives it again."""

    __tablename__ = "sample_draw"
    __table_args__ = (UniqueConstraint("district_id", "month"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    district_id: Mapped[int] = mapped_column(ForeignKey("area.id"))
    month: Mapped[str]
    seed: Mapped[str]
    share: Mapped[float]
    drawn_at: Mapped[datetime]
    closings: Mapped[int]


class SampleItem(Base):
    """One closing of a draw, and what was found on the spot."""

    __tablename__ = "sample_item"
    __table_args__ = (
        one_of("chosen", Chosen),
        one_of("state", ("waiting", "confirmed", "false")),
        UniqueConstraint("draw_id", "hazard_id"),
        Index("ix_sample_item_hazard_id", "hazard_id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    draw_id: Mapped[int] = mapped_column(ForeignKey("sample_draw.id"))
    hazard_id: Mapped[UUID] = mapped_column(ForeignKey("hazard.id"))
    enterprise_id: Mapped[EnterpriseId]
    chosen: Mapped[str]
    state: Mapped[str] = mapped_column(server_default="waiting")
    checked_at: Mapped[datetime | None]
    checked_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    opinion: Mapped[str] = mapped_column(server_default="")


class GradeReview(Base):
    """A reason to review an enterprise's grade, or to put it on the key list; whoever grades reads and settles it."""

    __tablename__ = "grade_review"
    __table_args__ = (
        one_of("reason", ("repeat", "false_closing", "key_list")),
        UniqueConstraint("hazard_id", "reason"),
        Index("ix_grade_review_enterprise_id", "enterprise_id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    enterprise_id: Mapped[EnterpriseId]
    hazard_id: Mapped[UUID] = mapped_column(ForeignKey("hazard.id"))
    reason: Mapped[str]
    times: Mapped[int]
    at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
