"""The base of all rows: naming of constraints, types, and the place columns that bind scope."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, MetaData, Text
from sqlalchemy import Uuid as SqlUuid
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

Moment = Annotated[datetime, mapped_column(DateTime(timezone=True))]
Json = dict[str, Any]
AreaId = Annotated[int, mapped_column(ForeignKey("area.id"))]
PersonId = Annotated[UUID, mapped_column(ForeignKey("person.id"))]
EnterpriseId = Annotated[UUID, mapped_column(ForeignKey("enterprise.id"))]
RUN_STATES = ("waiting", "running", "done", "failed")
"""How far a run is that a job does: the making of tasks, the grading of a district."""
UNFINISHED_RUN = RUN_STATES[:2]


class Base(DeclarativeBase):
    """All tables; state columns are text with a CHECK, moments carry their zone."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it from the class
        str: Text,
        datetime: DateTime(timezone=True),
        Json: JSONB,
        list[str]: ARRAY(Text),
        UUID: SqlUuid,
    }


class Placed:
    """Where a fact belongs: scope binds these ids and never joins for them. Source: docs/decisions.md, scope."""

    unit_id: Mapped[int | None] = mapped_column(ForeignKey("grid_unit.id"))
    village_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    town_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    district_id: Mapped[int] = mapped_column(ForeignKey("area.id"))
    city_id: Mapped[int] = mapped_column(ForeignKey("area.id"))
    supervision_class: Mapped[str]


def one_of(column: str, values: Iterable[str], *, nullable: bool = False) -> CheckConstraint:
    """Build the CHECK that a text column holds one of an enum's values."""
    listed = ", ".join(f"'{value}'" for value in values)
    empty = f"{column} IS NULL OR " if nullable else ""
    return CheckConstraint(f"{empty}{column} IN ({listed})", name=f"{column}_known")
