"""Lists of another authority that were compared with the register, and their rows with what was done about each."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from grids.commands import RosterAct
from grids.rosters import RowKind
from server.store.tables.base import AreaId, Base, Json, PersonId, one_of


class Roster(Base):
    """One list: whose, of which day, what it came to; rows that could not be read come back as `refused_csv`."""

    __tablename__ = "roster"
    __table_args__ = (Index("ix_roster_district_id", "district_id", "at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    city_id: Mapped[AreaId]
    district_id: Mapped[AreaId]
    town_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    source: Mapped[str]
    list_day: Mapped[date]
    file_name: Mapped[str]
    summary: Mapped[Json]
    refused_csv: Mapped[str | None]
    by_person: Mapped[PersonId]
    at: Mapped[datetime]
    is_demo: Mapped[bool] = mapped_column(server_default=text("false"))


class RosterRow(Base):
    """One thing to be worked off: what was found, the entries it is about, and the one act that settled it."""

    __tablename__ = "roster_row"
    __table_args__ = (
        one_of("kind", RowKind),
        one_of("act", RosterAct, nullable=True),
        Index("ix_roster_row_town_id", "town_id"),
        Index("ix_roster_row_enterprise_id", "enterprise_id"),
    )

    roster_id: Mapped[UUID] = mapped_column(ForeignKey("roster.id"), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str]
    line: Mapped[int | None]
    name: Mapped[str]
    why: Mapped[str | None]
    enterprise_id: Mapped[UUID | None] = mapped_column(ForeignKey("enterprise.id"))
    other_id: Mapped[UUID | None] = mapped_column(ForeignKey("enterprise.id"))
    town_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    given: Mapped[Json] = mapped_column(server_default=text("'{}'"))
    differs: Mapped[Json] = mapped_column(server_default=text("'{}'"))
    act: Mapped[str | None]
    reason: Mapped[str | None]
    result_id: Mapped[UUID | None]
    settled_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    settled_at: Mapped[datetime | None]
