"""Reports by the public: what was told, its photos and steps, and apart from all that who told it."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from geoalchemy2 import Geometry
from sqlalchemy import BigInteger, ForeignKey, Identity, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from grids.commands import Channel, Finding, Reward, Subject
from grids.public_reports import ReportState
from server.store.tables.base import AreaId, Base, Json, PersonId, one_of


class PublicReport(Base):
    """One report as it stands; `town_id` is the body that checks it, none the district itself."""

    __tablename__ = "public_report"
    __table_args__ = (
        one_of("state", ReportState),
        one_of("subject", Subject),
        one_of("channel", Channel),
        one_of("finding", Finding, nullable=True),
        one_of("reward", Reward, nullable=True),
        Index("ix_public_report_town_id_state", "town_id", "state"),
        Index("ix_public_report_district_id_state", "district_id", "state"),
        Index("ix_public_report_received_at", "received_at"),
        Index("ix_public_report_hazard_id", "hazard_id", postgresql_where=text("hazard_id IS NOT NULL")),
        Index(
            "uq_public_report_external", "district_id", "channel", "external_id", unique=True,
            postgresql_where=text("external_id <> ''"),
        ),
    )  # fmt: skip

    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    code_seal: Mapped[str | None]
    """The reporter's code under the key of the installation; none where nobody was given one."""
    channel: Mapped[str]
    external_id: Mapped[str] = mapped_column(server_default="")
    feedback_due_on: Mapped[date | None]
    state: Mapped[str]
    subject: Mapped[str] = mapped_column(server_default="hazard")
    words: Mapped[str]
    place: Mapped[str]
    point: Mapped[Any | None] = mapped_column(Geometry("POINT", srid=4326, spatial_index=False))
    enterprise_named: Mapped[str] = mapped_column(server_default="")
    is_employee: Mapped[bool] = mapped_column(server_default=text("false"))
    is_named: Mapped[bool] = mapped_column(server_default=text("false"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("grid_unit.id"))
    village_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    town_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    district_id: Mapped[AreaId]
    city_id: Mapped[AreaId]
    received_at: Mapped[datetime]
    due_on: Mapped[date]
    transfers: Mapped[int] = mapped_column(server_default="0")
    finding: Mapped[str | None]
    reason: Mapped[str] = mapped_column(server_default="")
    feedback: Mapped[str] = mapped_column(server_default="")
    settled_on: Mapped[date | None]
    hazard_id: Mapped[UUID | None] = mapped_column(ForeignKey("hazard.id"))
    accident_id: Mapped[UUID | None] = mapped_column(ForeignKey("accident.record_id"))
    reward: Mapped[str | None]
    reward_yuan: Mapped[int] = mapped_column(BigInteger, server_default="0")
    reward_fine_yuan: Mapped[int] = mapped_column(BigInteger, server_default="0")
    reward_concealed: Mapped[int] = mapped_column(server_default="0")
    reward_decision: Mapped[str] = mapped_column(server_default="")
    is_demo: Mapped[bool] = mapped_column(server_default=text("false"))
    version: Mapped[int] = mapped_column(server_default="1")


class PublicReportPhoto(Base):
    """A photo of a report: the reporter's (`report`), or of the check on site (`check`); its bytes may be owed."""

    __tablename__ = "public_report_photo"
    __table_args__ = (one_of("role", ("report", "check")), Index("ix_public_report_photo_sha256", "sha256"))

    report_id: Mapped[UUID] = mapped_column(ForeignKey("public_report.id"), primary_key=True)
    sha256: Mapped[str] = mapped_column(primary_key=True)
    role: Mapped[str]
    place: Mapped[int]


class PublicReportEvent(Base):
    """What was done with a report, one row an act of the office."""

    __tablename__ = "public_report_event"
    __table_args__ = (Index("ix_public_report_event_report_id", "report_id"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    report_id: Mapped[UUID] = mapped_column(ForeignKey("public_report.id"))
    event: Mapped[str]
    act_id: Mapped[UUID | None]
    at: Mapped[datetime]
    person_id: Mapped[PersonId]
    person_name: Mapped[str]
    body: Mapped[Json]


class PublicReporter(Base):
    """Who made a report. In no other table, no log, no list; erased when its days are over."""

    __tablename__ = "public_reporter"

    report_id: Mapped[UUID] = mapped_column(ForeignKey("public_report.id"), primary_key=True)
    name: Mapped[str]
    contact: Mapped[str]


class PublicReporterReading(Base):
    """Who opened the name of a reporter, when and for what reason; the act's id is its entry in the ledger."""

    __tablename__ = "public_reporter_reading"
    __table_args__ = (Index("ix_public_reporter_reading_report_id", "report_id"),)

    act_id: Mapped[UUID] = mapped_column(primary_key=True)
    report_id: Mapped[UUID] = mapped_column(ForeignKey("public_report.id"))
    person_id: Mapped[PersonId]
    person_name: Mapped[str]
    at: Mapped[datetime]
    reason: Mapped[str]


class Try(StrEnum):
    """What is counted."""

    REPORT = "report"
    LOOK = "look"
    """A wrong code of a report."""
    FORM = "form"
    """An application that was sent, good or bad."""
    APPLICATION = "application"
    OPEN = "open"
    """A wrong secret of an application."""


class PublicTry(Base):
    """That some address reported, applied or asked, under a key of the day: limits floods and names nobody."""

    __tablename__ = "public_try"
    __table_args__ = (
        one_of("kind", Try),
        Index("ix_public_try_key", "key", "kind", "at"),
        Index("ix_public_try_at", "at"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    key: Mapped[str]
    kind: Mapped[str]
    at: Mapped[datetime]
