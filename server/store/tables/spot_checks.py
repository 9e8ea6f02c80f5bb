"""Spot checks of self-reports: the order, who could be drawn, who was, and what was found item by item."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, UniqueConstraint, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from grids.spot_checks import ItemKind, SpotState, TargetState
from server.store.tables.base import AreaId, Base, EnterpriseId, PersonId, Placed, one_of


class SpotCheckRow(Base):
    """An order: which period, how many of whom; from its draw on with the seed that gives the sample again."""

    __tablename__ = "spot_check"
    __table_args__ = (one_of("state", SpotState), Index("ix_spot_check_district_id", "district_id"))

    id: Mapped[UUID] = mapped_column(primary_key=True)
    city_id: Mapped[AreaId]
    district_id: Mapped[AreaId]
    supervision_class: Mapped[str | None]
    title: Mapped[str]
    period: Mapped[str]
    due_on: Mapped[date]
    strata: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    state: Mapped[str]
    framed: Mapped[int]
    """How many enterprises could be drawn when the order was given."""
    seed: Mapped[str | None]
    ordered_by: Mapped[PersonId]
    ordered_at: Mapped[datetime]
    drawn_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    drawn_at: Mapped[datetime | None]
    is_demo: Mapped[bool] = mapped_column(server_default=text("false"))


class SpotFrame(Base):
    """One enterprise that could be drawn, as it was when the order was given; never changed."""

    __tablename__ = "spot_frame"

    spot_check_id: Mapped[UUID] = mapped_column(ForeignKey("spot_check.id"), primary_key=True)
    enterprise_id: Mapped[UUID] = mapped_column(ForeignKey("enterprise.id"), primary_key=True)
    town_id: Mapped[int | None]
    supervision_class: Mapped[str]
    grade: Mapped[str | None]
    zero: Mapped[bool]


class SpotTarget(Placed, Base):
    """One enterprise of the sample: the items of its report as they were drawn, who checks, what it came to."""

    __tablename__ = "spot_target"
    __table_args__ = (
        one_of("state", TargetState),
        UniqueConstraint("spot_check_id", "enterprise_id"),
        Index("ix_spot_target_enterprise_id", "enterprise_id"),
        Index("ix_spot_target_checker_id", "checker_id"),
        Index("ix_spot_target_second_id", "second_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    spot_check_id: Mapped[UUID] = mapped_column(ForeignKey("spot_check.id"))
    enterprise_id: Mapped[EnterpriseId]
    stratum: Mapped[int]
    place: Mapped[int]
    items: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    state: Mapped[str]
    checker_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    second_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    assigned_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    assigned_at: Mapped[datetime | None]
    released: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid), server_default="{}")
    """Whose it was before it was given to others: their phones are told to let it go."""
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    received_at: Mapped[datetime | None]
    by_person: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    person_met: Mapped[str] = mapped_column(server_default="")
    remark: Mapped[str] = mapped_column(server_default="")
    photos: Mapped[list[str]] = mapped_column(server_default="{}")
    n_true: Mapped[int] = mapped_column(server_default="0")
    n_not_true: Mapped[int] = mapped_column(server_default="0")
    n_missed: Mapped[int] = mapped_column(server_default="0")
    n_false_closing: Mapped[int] = mapped_column(server_default="0")
    is_demo: Mapped[bool] = mapped_column(server_default=text("false"))


class SpotResultRow(Base):
    """What was found of one item, or one hazard that was not reported; never changed."""

    __tablename__ = "spot_result"
    __table_args__ = (
        one_of("kind", (*ItemKind, "missed")),
        one_of("verdict", ("true", "not_true", "missed")),
        Index("ix_spot_result_target_id", "target_id"),
        Index("ix_spot_result_hazard_id", "hazard_id", postgresql_where=text("hazard_id IS NOT NULL")),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    target_id: Mapped[UUID] = mapped_column(ForeignKey("spot_target.id"))
    item: Mapped[str]
    kind: Mapped[str]
    verdict: Mapped[str]
    remark: Mapped[str] = mapped_column(server_default="")
    hazard_id: Mapped[UUID | None] = mapped_column(ForeignKey("hazard.id"))
