"""Grading methods, runs over many enterprises, and every grade that was ever proposed or held."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from grids.grading import GRADES, GradeState, MethodState
from server.store.tables.base import RUN_STATES, AreaId, Base, EnterpriseId, Json, PersonId, one_of


class GradingMethod(Base):
    """One version of a department's method for a class, or for all; published ones never change.

    It holds from `valid_from` until the next published version of the same district and class.
    """

    __tablename__ = "grading_method"
    __table_args__ = (
        one_of("state", MethodState),
        Index("ix_grading_method_district_id", "district_id", "supervision_class", "valid_from"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    city_id: Mapped[AreaId]
    district_id: Mapped[AreaId]
    supervision_class: Mapped[str | None]
    title: Mapped[str]
    body: Mapped[Json]
    state: Mapped[str]
    revision: Mapped[int] = mapped_column(server_default="0")
    author: Mapped[PersonId]
    created_at: Mapped[datetime]
    touched_at: Mapped[datetime]
    valid_from: Mapped[date | None]
    published_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    published_at: Mapped[datetime | None]
    reason: Mapped[str | None]
    is_demo: Mapped[bool] = mapped_column(server_default=text("false"))


class GradingRun(Base):
    """The grading of many enterprises at once, as of a day, and how far it is."""

    __tablename__ = "grading_run"
    __table_args__ = (
        one_of("state", RUN_STATES),
        Index("ix_grading_run_district_id", "district_id", "at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    city_id: Mapped[AreaId]
    district_id: Mapped[AreaId]
    supervision_class: Mapped[str | None]
    classes: Mapped[list[str] | None]
    only_due: Mapped[bool]
    note: Mapped[str] = mapped_column(server_default="")
    as_of: Mapped[date]
    state: Mapped[str]
    done: Mapped[int] = mapped_column(server_default="0")
    total: Mapped[int] = mapped_column(server_default="0")
    by_person: Mapped[PersonId]
    at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    is_demo: Mapped[bool] = mapped_column(server_default=text("false"))


class Grading(Base):
    """What a run, or a person by hand, said of one enterprise; grade null is "not graded".

    `facts` holds what was measured by factor, `points` the least and most points of each: with the method's version the
    grade can be computed again on any later day. Approved ones hold from `valid_from` until `valid_to`.
    """

    __tablename__ = "grading"
    __table_args__ = (
        one_of("state", GradeState),
        one_of("grade", GRADES, nullable=True),
        one_of("source", ("method", "manual")),
        Index("ix_grading_enterprise_id", "enterprise_id", "valid_from"),
        Index("ix_grading_run_id_state", "run_id", "state"),
        Index(
            "uq_grading_current", "enterprise_id", unique=True,
            postgresql_where=text("state = 'approved' AND valid_to IS NULL"),
        ),
        Index("uq_grading_proposed", "enterprise_id", unique=True, postgresql_where=text("state = 'proposed'")),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    enterprise_id: Mapped[EnterpriseId]
    run_id: Mapped[UUID | None] = mapped_column(ForeignKey("grading_run.id"))
    method_id: Mapped[UUID | None] = mapped_column(ForeignKey("grading_method.id"))
    source: Mapped[str]
    as_of: Mapped[date]
    at: Mapped[datetime]
    grade: Mapped[str | None]
    was: Mapped[str | None]
    low: Mapped[float | None]
    high: Mapped[float | None]
    facts: Mapped[Json]
    points: Mapped[Json]
    vetoes: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    missing: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    state: Mapped[str]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str | None]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
