"""The times hazards were on the list, by the place, class and level they had meanwhile; written by triggers."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from grids.balance import In, Out
from grids.commands import HazardLevel
from server.store.tables.base import Base, EnterpriseId, Placed, one_of


class HazardStay(Placed, Base):
    """One stay of a hazard on the list (grids/balance.py); what is over is never changed."""

    __tablename__ = "hazard_stay"
    __table_args__ = (
        one_of("came", In),
        one_of("went", Out, nullable=True),
        one_of("level", HazardLevel),
        Index("ix_hazard_stay_hazard_id", "hazard_id", "from_at"),
        Index("uq_hazard_stay_open", "hazard_id", unique=True, postgresql_where=text("to_at IS NULL")),
        Index("ix_hazard_stay_from_at", "from_at"),
        Index("ix_hazard_stay_to_at", "to_at"),
        Index("ix_hazard_stay_town_id", "town_id", "from_at"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    hazard_id: Mapped[UUID] = mapped_column(ForeignKey("hazard.id"))
    enterprise_id: Mapped[EnterpriseId]
    level: Mapped[str]
    from_at: Mapped[datetime]
    came: Mapped[str]
    to_at: Mapped[datetime | None]
    went: Mapped[str | None]
