"""Supervisors that were named for an enterprise where the data left it open, with history."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Identity, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from grids.commands import Side
from server.store.tables.base import Base, EnterpriseId, PersonId, one_of


class SupervisorRow(Base):
    """Who supervises an enterprise on one side, from when to when, and who settled it why."""

    __tablename__ = "supervisor"
    __table_args__ = (
        one_of("side", Side),
        Index(
            "uq_supervisor_standing", "enterprise_id", "side", unique=True, postgresql_where=text("valid_to IS NULL")
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    enterprise_id: Mapped[EnterpriseId]
    side: Mapped[str]
    person_id: Mapped[PersonId]
    reason: Mapped[str]
    by_person: Mapped[PersonId]
    valid_from: Mapped[datetime]
    valid_to: Mapped[datetime | None]
