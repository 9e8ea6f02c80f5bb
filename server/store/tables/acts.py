"""What phones sent, the chained ledger of what was accepted, and the feed of what changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, PrimaryKeyConstraint, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import UserDefinedType

from server.store.tables.base import AreaId, Base, Json, PersonId, one_of


class Xid8(UserDefinedType[int]):
    """PostgreSQL's 64-bit transaction id, which SQLAlchemy has no type for."""

    cache_ok = True

    def get_col_spec(self, **_: object) -> str:
        """Name the type in DDL."""
        return "xid8"


class ActReceived(Base):
    """Every act that ever arrived, with what became of it; refused ones too, so that nothing is lost."""

    __tablename__ = "act_received"
    __table_args__ = (
        one_of("status", ("claimed", "applied", "held", "conflict", "refused")),
        Index("ix_act_received_parent_id", "parent_id", postgresql_where=text("status = 'held'")),
        Index("ix_act_received_device_id", "device_id", "person_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[PersonId]
    device_id: Mapped[UUID]
    parent_id: Mapped[UUID | None]
    aggregate_id: Mapped[UUID]
    seq: Mapped[int]
    kind: Mapped[str]
    item: Mapped[str] = mapped_column(Text)
    item_sha256: Mapped[str]
    status: Mapped[str]
    code: Mapped[str | None]
    facts: Mapped[Json] = mapped_column(server_default=text("'{}'"))
    receipt: Mapped[str | None]
    received_at: Mapped[datetime]
    tried_at: Mapped[datetime]
    act_wall: Mapped[datetime]
    clock_off_ms: Mapped[int | None]


class LedgerEntry(Base):
    """An accepted act, chained: hash = sha256(prev_hash + entry). Rows are only ever added."""

    __tablename__ = "ledger"
    __table_args__ = (PrimaryKeyConstraint("chain", "n"),)

    chain: Mapped[AreaId]
    n: Mapped[int] = mapped_column(BigInteger)
    act_id: Mapped[UUID] = mapped_column(unique=True)
    at: Mapped[datetime]
    entry: Mapped[str] = mapped_column(Text)
    prev_hash: Mapped[str]
    hash: Mapped[str]


class LedgerHead(Base):
    """The end of a district's chain; its row lock gives the entries their order."""

    __tablename__ = "ledger_head"

    chain: Mapped[int] = mapped_column(ForeignKey("area.id"), primary_key=True)
    n: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[str]


class Change(Base):
    """One row of the feed; read only below the oldest running transaction, so that none is skipped."""

    __tablename__ = "change_log"
    __table_args__ = (
        one_of("op", ("put", "drop")),
        Index("ix_change_log_unit_id", "unit_id", "xid", "id"),
        Index("ix_change_log_town_id", "town_id", "xid", "id"),
        Index("ix_change_log_district_id", "district_id", "xid", "id"),
        Index("ix_change_log_enterprise_id", "enterprise_id", "xid", "id"),
        Index("ix_change_log_xid", "xid", "id"),
        Index("ix_change_log_person_id", "person_id", "xid", "id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    xid: Mapped[int] = mapped_column(Xid8, server_default=text("pg_current_xact_id()"))
    at: Mapped[datetime] = mapped_column(server_default=text("now()"))
    kind: Mapped[str]
    ref: Mapped[str]
    op: Mapped[str]
    enterprise_id: Mapped[UUID | None]
    unit_id: Mapped[int | None]
    village_id: Mapped[int | None]
    town_id: Mapped[int | None]
    district_id: Mapped[int | None]
    city_id: Mapped[int | None]
    person_id: Mapped[UUID | None]
    """Whom alone it concerns; such a row carries no place."""


class Serial(Base):
    """The last number given out on a paper or in a ledger, by issuer and year; its row lock leaves no gap."""

    __tablename__ = "serial"

    kind: Mapped[str] = mapped_column(primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


class Installation(Base):
    """Facts of this database: its epoch (cursors of another one are refused), its metric system."""

    __tablename__ = "installation"

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[Any] = mapped_column(JSONB)
