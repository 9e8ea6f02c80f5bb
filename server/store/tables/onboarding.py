"""Onboarding: phases of a district, facts of files as they were when, registrations, trial units, applications."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from geoalchemy2 import Geometry
from sqlalchemy import BigInteger, ForeignKey, Identity, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from grids.applications import ApplicationState
from grids.commands import ApplicationOutcome
from server.store.tables.base import AreaId, Base, EnterpriseId, PersonId, one_of


class OnboardingPhase(Base):
    """A phase as a district published it; a later one of the same number takes its place, nothing is changed."""

    __tablename__ = "onboarding_phase"
    __table_args__ = (Index("ix_onboarding_phase_district_id", "district_id", "number", "valid_from"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    city_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    district_id: Mapped[AreaId]
    number: Mapped[int]
    name: Mapped[str]
    starts_on: Mapped[date]
    target_on: Mapped[date]
    min_output_yuan: Mapped[int | None] = mapped_column(BigInteger)
    classes: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    tags: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    everyone: Mapped[bool] = mapped_column(server_default=text("false"))
    valid_from: Mapped[date]
    reason: Mapped[str]
    by_person: Mapped[PersonId]
    at: Mapped[datetime]


class EnterpriseFacts(Base):
    """What decides about scope and filling of a file, from when to when; triggers of `enterprise` write it.

    `filled` names the columns that hold something, so that any day's rule can be asked of any day's file.
    """

    __tablename__ = "enterprise_facts"
    __table_args__ = (Index("ix_enterprise_facts_enterprise_id", "enterprise_id", "valid_from"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    enterprise_id: Mapped[EnterpriseId]
    output_yuan: Mapped[int | None] = mapped_column(BigInteger)
    tags: Mapped[list[str]]
    filled: Mapped[list[str]]
    valid_from: Mapped[datetime]
    valid_to: Mapped[datetime | None]


class EnterpriseRegistration(Base):
    """When an enterprise was first on the system by itself: its account signed in, or its application was approved."""

    __tablename__ = "enterprise_registration"
    __table_args__ = (one_of("how", ("signed_in", "applied")),)

    enterprise_id: Mapped[EnterpriseId] = mapped_column(primary_key=True)
    registered_at: Mapped[datetime]
    how: Mapped[str]


class EnterpriseTrial(Base):
    """An enterprise among the units of the trial operation, from a day until another."""

    __tablename__ = "enterprise_trial"
    __table_args__ = (
        Index("uq_enterprise_trial_standing", "enterprise_id", unique=True, postgresql_where=text("to_on IS NULL")),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    enterprise_id: Mapped[EnterpriseId]
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    reason: Mapped[str]
    by_person: Mapped[PersonId]
    end_reason: Mapped[str | None]
    is_demo: Mapped[bool] = mapped_column(server_default=text("false"))


class Application(Base):
    """What an enterprise without an account wrote about itself; nothing of it is registered until the town decides.

    Whoever holds the secret, kept as its hash, may read it and, when it was sent back, correct it.
    """

    __tablename__ = "application"
    __table_args__ = (
        one_of("state", ApplicationState),
        one_of("outcome", ApplicationOutcome, nullable=True),
        Index("ix_application_town_id", "town_id", "state"),
        Index("ix_application_phone", "phone", "at"),
        Index("ix_application_uscc", "uscc"),
        Index("ix_application_username", "username"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    secret_sha256: Mapped[str]
    state: Mapped[str]
    outcome: Mapped[str | None]
    is_claim: Mapped[bool]
    uscc: Mapped[str]
    name: Mapped[str]
    address: Mapped[str]
    asked_town_id: Mapped[int] = mapped_column(ForeignKey("area.id"))
    """The town that was chosen; a claim goes to the town that keeps the entry."""
    town_id: Mapped[int] = mapped_column(ForeignKey("area.id"))
    village_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    district_id: Mapped[AreaId]
    city_id: Mapped[AreaId]
    point: Mapped[Any | None] = mapped_column(Geometry("POINT", srid=4326, spatial_index=False))
    radius_m: Mapped[float | None]
    principal: Mapped[str]
    phone: Mapped[str]
    username: Mapped[str]
    password_hash: Mapped[str]
    """Of the account that is asked for, while the application waits; empty from the decision on."""
    sent: Mapped[int] = mapped_column(server_default="1")
    at: Mapped[datetime]
    changed_at: Mapped[datetime]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(server_default="")
    enterprise_id: Mapped[UUID | None] = mapped_column(ForeignKey("enterprise.id"))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    is_demo: Mapped[bool] = mapped_column(server_default=text("false"))
