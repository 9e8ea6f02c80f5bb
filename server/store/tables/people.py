"""People, what they may, and where they are signed in."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Identity, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from grids.levels import Level
from grids.permissions import Role
from server.store.tables.base import Base, PersonId, one_of


class PersonRow(Base):
    """Somebody with an account; never deleted, only switched off."""

    __tablename__ = "person"

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.gen_random_uuid())
    username: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    phone: Mapped[str | None]
    password_hash: Mapped[str]
    licence_no: Mapped[str | None]
    licence_from: Mapped[date | None]
    licence_until: Mapped[date | None]
    locale: Mapped[str] = mapped_column(server_default="zh")
    is_demo: Mapped[bool] = mapped_column(server_default=text("false"))
    active: Mapped[bool] = mapped_column(server_default=text("true"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class GrantRow(Base):
    """One role in one area, one grid unit or one enterprise, from a moment until another."""

    __tablename__ = "person_grant"
    __table_args__ = (
        one_of("role", Role),
        one_of("level", Level, nullable=True),
        one_of("part", ("A", "B", "head"), nullable=True),
        Index("ix_person_grant_unit_id", "unit_id"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    person_id: Mapped[PersonId] = mapped_column(index=True)
    role: Mapped[str]
    level: Mapped[str | None]
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("grid_unit.id"))
    enterprise_id: Mapped[UUID | None] = mapped_column(ForeignKey("enterprise.id"), index=True)
    classes: Mapped[list[str] | None]
    part: Mapped[str | None]
    valid_from: Mapped[datetime]
    valid_to: Mapped[datetime | None]


class SignInSession(Base):
    """A signed-in device; the token itself is only in the cookie, here is its SHA-256."""

    __tablename__ = "sign_in_session"

    token_sha256: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[PersonId] = mapped_column(index=True)
    device_id: Mapped[UUID | None]
    user_agent: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class AccessToken(Base):
    """A token for GIS programs that reads the map as its person may; only its SHA-256 is kept."""

    __tablename__ = "access_token"

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.gen_random_uuid())
    person_id: Mapped[PersonId] = mapped_column(index=True)
    name: Mapped[str]
    token_sha256: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class SignInFailure(Base):
    """A failed try, kept to slow the next; the address is stored only as a keyed hash."""

    __tablename__ = "sign_in_failure"
    __table_args__ = (Index("ix_sign_in_failure_key_at", "key", "at"),)

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    key: Mapped[str]
    at: Mapped[datetime]
