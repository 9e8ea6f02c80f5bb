"""Divisions, their codes, grid units and the offline base map."""

from __future__ import annotations

from datetime import date
from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import CheckConstraint, Computed, ForeignKey, Identity, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from grids.levels import Level
from server.store.tables.base import AreaId, Base, one_of


class Area(Base):
    """A division of the tree city, district, town, village, with an id of our own."""

    __tablename__ = "area"
    __table_args__ = (
        UniqueConstraint("parent_id", "level", "name", postgresql_nulls_not_distinct=True),
        one_of("level", Level),
        Index("ix_area_geom", "geom", postgresql_using="gist"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    level: Mapped[str]
    name: Mapped[str]
    name_en: Mapped[str | None]
    kind: Mapped[str | None]
    city_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    district_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    town_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    geom: Mapped[Any | None] = mapped_column(Geometry("MULTIPOLYGON", srid=4326, spatial_index=False))
    point: Mapped[Any | None] = mapped_column(Geometry("POINT", srid=4326, spatial_index=False))
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]


class Authority(Base):
    """Who signs the papers of an area from a day until another, by the full legal name."""

    __tablename__ = "authority"
    __table_args__ = (CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="ends_after_it_begins"),)

    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    valid_to: Mapped[date | None]
    name: Mapped[str]
    seal_name: Mapped[str]
    short: Mapped[str] = mapped_column(server_default="")
    phone: Mapped[str] = mapped_column(server_default="")
    address: Mapped[str] = mapped_column(server_default="")


class AreaCode(Base):
    """An official code of a division, with the system and edition that make it mean something."""

    __tablename__ = "area_code"

    system: Mapped[str] = mapped_column(primary_key=True)
    edition: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    area_id: Mapped[AreaId]
    name: Mapped[str]


class GridUnit(Base):
    """A grid unit as it is or was; the metric outline on the 1 mm grid is the authority, the others derive."""

    __tablename__ = "grid_unit"
    __table_args__ = (
        one_of("kind", ("general", "dedicated")),
        Index("ix_grid_unit_geom", "geom", postgresql_using="gist"),
        Index("ix_grid_unit_geom_3857", "geom_3857", postgresql_using="gist"),
        Index("ix_grid_unit_label_3857", "label_3857", postgresql_using="gist"),
        Index("uq_grid_unit_code", "district_id", "code", unique=True, postgresql_where=text("valid_to IS NULL")),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    code: Mapped[str]
    name: Mapped[str]
    kind: Mapped[str] = mapped_column(server_default="general")
    village_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    town_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"), index=True)
    district_id: Mapped[AreaId]
    city_id: Mapped[AreaId]
    geom: Mapped[Any] = mapped_column(Geometry("MULTIPOLYGON", srid=4326, spatial_index=False))
    geom_metric: Mapped[Any | None] = mapped_column(Geometry("MULTIPOLYGON", srid=-1, spatial_index=False))
    geom_3857: Mapped[Any | None] = mapped_column(
        Geometry("MULTIPOLYGON", srid=3857, spatial_index=False),
        Computed("ST_Transform(geom, 3857)", persisted=True),
    )
    label_3857: Mapped[Any | None] = mapped_column(
        Geometry("POINT", srid=3857, spatial_index=False),
        Computed("ST_PointOnSurface(ST_Transform(geom, 3857))", persisted=True),
    )
    head: Mapped[str | None]
    head_phone: Mapped[str | None]
    remark: Mapped[str] = mapped_column(server_default="")
    is_demo: Mapped[bool] = mapped_column(server_default=text("false"))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    version: Mapped[int] = mapped_column(server_default="1")


class BasemapFeature(Base):
    """Water and other background shapes of the offline base map, with the source's licence line."""

    __tablename__ = "basemap_feature"
    __table_args__ = (Index("ix_basemap_feature_geom", "geom", postgresql_using="gist"),)

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    kind: Mapped[str]
    name: Mapped[str | None]
    name_en: Mapped[str | None]
    attribution: Mapped[str]
    geom: Mapped[Any] = mapped_column(Geometry("GEOMETRY", srid=4326, spatial_index=False))
