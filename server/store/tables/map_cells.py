"""What the map is drawn from besides the facts: counts by cell, versions of areas, outlines for far zooms.

Triggers keep them (migrations 0005 and 0006 say how); nothing writes here but they and the jobs of `map_upkeep`.
"""

from __future__ import annotations

from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import Column, Computed, ForeignKey, Index, Integer, SmallInteger, Table, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from gis.cells import ENTERPRISE_COUNTERS, HAZARD_COUNTERS
from server.store.tables.acts import Xid8
from server.store.tables.base import Base


def _cells(name: str, counters: tuple[str, ...]) -> Table:
    """Describe a table of counts: rows of one key add up."""
    return Table(
        name,
        Base.metadata,
        Column("z", SmallInteger, nullable=False),
        Column("cx", Integer),
        Column("cy", Integer),
        Column("tx", Integer, Computed("cx >> 5", persisted=True)),
        Column("ty", Integer, Computed("cy >> 5", persisted=True)),
        Column("city_id", Integer, nullable=False),
        Column("district_id", Integer, nullable=False),
        Column("town_id", Integer),
        Column("village_id", Integer),
        Column("unit_id", Integer),
        Column("supervision_class", Text, nullable=False),
        *(Column(counter, Integer) for counter in counters),
        Index(f"ix_{name}_z", "z", "tx", "ty"),
        Index(f"ix_{name}_unit_id", "unit_id", "z"),
        Index(f"ix_{name}_town_id", "town_id", "z"),
    )


HAZARD_CELL = _cells("hazard_cell", HAZARD_COUNTERS)
ENTERPRISE_CELL = _cells("enterprise_cell", ENTERPRISE_COUNTERS)


class MapVersion(Base):
    """One row a transaction that changed what a layer shows of an area; units are areas with a minus."""

    __tablename__ = "map_version"

    area: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    layer: Mapped[str] = mapped_column(primary_key=True)
    supervision_class: Mapped[str] = mapped_column(primary_key=True)
    xid: Mapped[int] = mapped_column(Xid8, primary_key=True, server_default=text("pg_current_xact_id()"))


class UnitOutline(Base):
    """A unit's outline for zooms 10 and 11 (near) and further out, simplified with its whole district: no gap opens."""

    __tablename__ = "unit_outline"

    unit_id: Mapped[int] = mapped_column(ForeignKey("grid_unit.id", ondelete="CASCADE"), primary_key=True)
    near_3857: Mapped[Any] = mapped_column(Geometry("MULTIPOLYGON", srid=3857, spatial_index=False))
    far_3857: Mapped[Any] = mapped_column(Geometry("MULTIPOLYGON", srid=3857, spatial_index=False))
