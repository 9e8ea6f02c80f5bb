"""Enterprises, what they were where when, merges of double entries, and proposed changes of their files."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from geoalchemy2 import Geometry
from sqlalchemy import BigInteger, Computed, ForeignKey, Identity, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from grids.enterprises import PositionQuality, Status
from server.store.tables.base import AreaId, Base, EnterpriseId, Json, PersonId, Placed, one_of


class Enterprise(Placed, Base):
    """One enterprise, one file. `point` is WGS-84 and only as good as `position_quality` says."""

    __tablename__ = "enterprise"
    __table_args__ = (
        one_of("position_quality", PositionQuality),
        one_of("status", Status),
        one_of("unit_source", ("point", "manual", "area", "none")),
        one_of("grade", ("A", "B", "C", "D"), nullable=True),
        one_of("risk_colour", ("red", "orange", "yellow", "blue"), nullable=True),
        Index("ix_enterprise_unit_id", "unit_id"),
        Index("ix_enterprise_town_id", "town_id"),
        Index("ix_enterprise_district_id", "district_id"),
        Index("ix_enterprise_point", "point", postgresql_using="gist"),
        Index("ix_enterprise_point_3857", "point_3857", postgresql_using="gist"),
        Index("ix_enterprise_name", "name", postgresql_using="gin", postgresql_ops={"name": "gin_trgm_ops"}),
        Index("uq_enterprise_uscc", "uscc", unique=True, postgresql_where=text("status <> 'merged'")),
        Index("uq_enterprise_own_code", "district_id", "own_code", unique=True),
        Index("ix_enterprise_lessor_id", "lessor_id", postgresql_where=text("lessor_id IS NOT NULL")),
        Index("ix_enterprise_merged_into", "merged_into", postgresql_where=text("merged_into IS NOT NULL")),
        Index("ix_enterprise_old_reg_no", "old_reg_no", postgresql_where=text("old_reg_no IS NOT NULL")),
    )  # fmt: skip

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.gen_random_uuid())
    uscc: Mapped[str | None]
    old_reg_no: Mapped[str | None]
    own_code: Mapped[str | None]
    name: Mapped[str]
    name_en: Mapped[str | None]
    address: Mapped[str] = mapped_column(server_default="")
    business_scope: Mapped[str] = mapped_column(server_default="")
    industry_code: Mapped[str | None]
    industry: Mapped[str] = mapped_column(server_default="")
    scale: Mapped[str | None]
    employees: Mapped[int | None]
    annual_output_yuan: Mapped[int | None] = mapped_column(BigInteger)
    revenue_yuan: Mapped[int | None] = mapped_column(BigInteger)
    assets_yuan: Mapped[int | None] = mapped_column(BigInteger)
    short_name: Mapped[str | None]
    reg_type: Mapped[str | None]
    licence_type: Mapped[str | None]
    affiliation: Mapped[str | None]
    legal_rep: Mapped[str | None]
    reg_address: Mapped[str | None]
    founded_on: Mapped[date | None]
    production_on: Mapped[date | None]
    full_time_safety: Mapped[int | None]
    part_time_safety: Mapped[int | None]
    special_operators: Mapped[int | None]
    registered_engineers: Mapped[int | None]
    floor_area_m2: Mapped[float | None]
    dormitory: Mapped[bool | None]
    unlicensed: Mapped[bool] = mapped_column(server_default=text("false"))
    lessor_id: Mapped[UUID | None] = mapped_column(ForeignKey("enterprise.id"))
    merged_into: Mapped[UUID | None] = mapped_column(ForeignKey("enterprise.id"))
    direct_since: Mapped[date | None]
    file_verified_at: Mapped[datetime | None]
    file_verified_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    principal: Mapped[str | None]
    principal_phone: Mapped[str | None]
    contact: Mapped[str | None]
    contact_phone: Mapped[str | None]
    safety_manager: Mapped[str | None]
    safety_manager_phone: Mapped[str | None]
    tags: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    grade: Mapped[str | None]
    graded_on: Mapped[date | None]
    risk_colour: Mapped[str | None]
    key_list: Mapped[bool] = mapped_column(server_default=text("false"))
    untrue_until: Mapped[date | None]
    """Until when it is visited more often, because a spot check found its self-report not to match."""
    status: Mapped[str] = mapped_column(server_default="active")
    status_since: Mapped[date] = mapped_column(server_default=func.current_date())
    point: Mapped[Any | None] = mapped_column(Geometry("POINT", srid=4326, spatial_index=False))
    point_3857: Mapped[Any | None] = mapped_column(
        Geometry("POINT", srid=3857, spatial_index=False), Computed("ST_Transform(point, 3857)", persisted=True)
    )
    site: Mapped[Any | None] = mapped_column(Geometry("MULTIPOLYGON", srid=4326, spatial_index=False))
    position_quality: Mapped[str] = mapped_column(server_default="none")
    position_accuracy_m: Mapped[float | None]
    crs_source: Mapped[str | None]
    verified_at: Mapped[datetime | None]
    verified_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    unit_source: Mapped[str] = mapped_column(server_default="none")
    unit_reason: Mapped[str | None]
    note: Mapped[str] = mapped_column(server_default="")
    flags: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    import_batch_id: Mapped[UUID | None] = mapped_column(ForeignKey("import_batch.id"))
    is_demo: Mapped[bool] = mapped_column(server_default=text("false"))
    listed_on: Mapped[date] = mapped_column(server_default=func.current_date())
    last_visit_on: Mapped[date | None]
    revisit_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(server_default="1")
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now())


class EnterpriseUnit(Base):
    """To which grid unit an enterprise belonged from when to when, and why."""

    __tablename__ = "enterprise_unit"
    __table_args__ = (Index("ix_enterprise_unit_enterprise_id", "enterprise_id", "valid_from"),)

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    enterprise_id: Mapped[EnterpriseId]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("grid_unit.id"))
    source: Mapped[str]
    reason: Mapped[str | None]
    by_person: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    valid_from: Mapped[datetime]
    valid_to: Mapped[datetime | None]


class EnterpriseState(Placed, Base):
    """What an enterprise was called, where it was in its life and where it belonged, from when to when.

    Triggers of the table `enterprise` write it, so that no way of changing a row can forget it; `reason` and
    `by_person` are added by the act that decided.
    """

    __tablename__ = "enterprise_state"
    __table_args__ = (
        Index("ix_enterprise_state_enterprise_id", "enterprise_id", "valid_from"),
        Index("ix_enterprise_state_district_id", "district_id", "valid_from"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    enterprise_id: Mapped[EnterpriseId]
    name: Mapped[str]
    status: Mapped[str]
    valid_from: Mapped[datetime]
    valid_to: Mapped[datetime | None]
    reason: Mapped[str | None]
    by_person: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))


class EnterpriseMerge(Base):
    """Two entries that turned out to be one enterprise; for a time it can be taken back."""

    __tablename__ = "enterprise_merge"
    __table_args__ = (
        Index("uq_enterprise_merge_standing", "enterprise_id", unique=True, postgresql_where=text("undone_at IS NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    enterprise_id: Mapped[EnterpriseId]
    master_id: Mapped[EnterpriseId]
    status_before: Mapped[str]
    reason: Mapped[str]
    by_person: Mapped[PersonId]
    at: Mapped[datetime]
    undone_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    undone_at: Mapped[datetime | None]
    undone_reason: Mapped[str | None]


class ChangeRequest(Base):
    """A proposed change of an enterprise's file, with the old values beside the new ones.

    `op` says of what: basic facts, a record of a topic that is added, changed or ended, or the move to a unit of
    another town, whose office signs for it (`to_town_id`).
    """

    __tablename__ = "change_request"
    __table_args__ = (
        one_of("state", ("proposed", "accepted", "declined")),
        one_of("op", ("base", "add", "change", "end", "move")),
        Index("ix_change_request_town_id_state", "town_id", "state"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    enterprise_id: Mapped[EnterpriseId] = mapped_column(index=True)
    town_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    district_id: Mapped[AreaId]
    visit_id: Mapped[UUID | None]
    op: Mapped[str] = mapped_column(server_default="base")
    topic: Mapped[str | None]
    record_id: Mapped[UUID | None]
    to_town_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    proposed: Mapped[Json]
    present: Mapped[Json]
    reason: Mapped[str]
    state: Mapped[str] = mapped_column(server_default="proposed")
    by_person: Mapped[PersonId]
    at: Mapped[datetime]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    decision_reason: Mapped[str | None]
