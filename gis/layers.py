"""The layers that other GIS programs read, as data: columns, geometry, time, who sees; titles are in the catalogues."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from grids.commands import HazardLevel
from grids.enterprises import PositionQuality, Status
from grids.hazards import Source, State
from grids.levels import Level
from grids.permissions import READS_HAZARDS, SEES_UNITS, Role


class Kind(StrEnum):
    """What a column holds."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    MOMENT = "moment"
    UUID = "uuid"
    GEOMETRY = "geometry"


@dataclass(frozen=True, slots=True, kw_only=True)
class Property:
    """One column of a layer.

    `joined`: it comes from `Layer.joins`, which a filter on it must join too. `values`: all it can be, if few.
    """

    name: str
    sql: str
    kind: Kind
    values: tuple[str, ...] = ()
    joined: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Layer:
    """A layer: where its rows come from and how they are shown. Each is itself alone: it is a key of what is kept.

    `bound` names the function of server/reads/scope.py that binds what a reader may see. `search` is a column in
    EPSG:3857 with a spatial index; without it `geometry` has one. `metric` is the outline on the 1 mm grid, the
    authority. `temporal` is the moment a row belongs to, or from when until when (open without the second).
    """

    name: str
    table: str
    alias: str
    key: Kind
    bound: str
    sees: frozenset[Role]
    shape: str
    geometry: str
    search: str | None
    holds: str
    properties: tuple[Property, ...]
    temporal: tuple[str, ...]
    joins: str = ""
    metric: str | None = None
    tiles: str | None = None

    @property
    def columns(self) -> Mapping[str, Property]:
        """Return the columns by name."""
        return _by_name(self)


@functools.cache
def _by_name(layer: Layer) -> Mapping[str, Property]:
    return {each.name: each for each in layer.properties}


def _text(name: str, sql: str, *values: str) -> Property:
    return Property(name=name, sql=sql, kind=Kind.TEXT, values=values)


def _of(kind: Kind, name: str, sql: str) -> Property:
    return Property(name=name, sql=sql, kind=kind)


def _joined(kind: Kind, name: str, sql: str) -> Property:
    return Property(name=name, sql=sql, kind=kind, joined=True)


_OPEN: Final = "h.state IN ('open', 'rectifying', 'plan_review')"
_FIGURES: Final = (
    "LEFT JOIN area t ON t.id = u.town_id "  # noqa: S608 - texts of this module
    "LEFT JOIN LATERAL (SELECT "
    f"count(*) FILTER (WHERE {_OPEN} OR h.state = 'submitted') AS open, "
    f"count(*) FILTER (WHERE {_OPEN} AND h.due_on < :today) AS overdue, "
    "count(*) FILTER (WHERE h.state = 'closed') AS closed, count(*) AS found "
    "FROM hazard h WHERE h.unit_id = u.id AND {counted} "
    "AND h.state NOT IN ('reported', 'transfer_pending', 'invalid', 'merged', 'void')) f ON true"
)
"""The figures of a unit's tile (sql/unit_tile.sql), of hazards the reader may see only."""

_KNOWN: Final = "e.position_quality IN ('site', 'address')"
"""As `grids.enterprises.POINTS`: a village's centre is no enterprise's place."""

UNITS: Final = Layer(
    name="units",
    table="grid_unit",
    alias="u",
    key=Kind.INTEGER,
    bound="units",
    sees=SEES_UNITS,
    shape="MultiPolygon",
    geometry="u.geom",
    search="u.geom_3857",
    metric="u.geom_metric",
    holds="u.valid_to IS NULL",
    joins=_FIGURES,
    temporal=("u.valid_from",),
    tiles="unit",
    properties=(
        _text("code", "u.code"),
        _text("name", "u.name"),
        _text("kind", "u.kind", "general", "dedicated"),
        _of(Kind.INTEGER, "town_id", "u.town_id"),
        _joined(Kind.TEXT, "town", "t.name"),
        _joined(Kind.INTEGER, "open", "f.open"),
        _joined(Kind.INTEGER, "overdue", "f.overdue"),
        _joined(Kind.INTEGER, "closed", "f.closed"),
        _joined(Kind.INTEGER, "found", "f.found"),
        _joined(Kind.NUMBER, "closed_percent", "round(100.0 * f.closed / nullif(f.found, 0), 2)"),
        _of(Kind.DATE, "valid_from", "u.valid_from"),
    ),
)
ENTERPRISES: Final = Layer(
    name="enterprises",
    table="enterprise",
    alias="e",
    key=Kind.UUID,
    bound="enterprises",
    sees=READS_HAZARDS,
    shape="Point",
    geometry=f"CASE WHEN {_KNOWN} THEN e.point END",
    search="e.point_3857",
    holds="e.status <> 'merged'",
    joins="LEFT JOIN area t ON t.id = e.town_id LEFT JOIN grid_unit g ON g.id = e.unit_id",
    temporal=("e.listed_on",),
    tiles="enterprise",
    properties=(
        _text("name", "e.name"),
        _text("uscc", "e.uscc"),
        _text("address", "e.address"),
        _text("industry", "e.industry"),
        _text("supervision_class", "e.supervision_class"),
        _text("grade", "e.grade", "A", "B", "C", "D"),
        _text("risk_colour", "e.risk_colour", "red", "orange", "yellow", "blue"),
        _of(Kind.BOOLEAN, "key_list", "e.key_list"),
        _text("status", "e.status", *(each for each in Status if each is not Status.MERGED)),
        _of(Kind.INTEGER, "employees", "e.employees"),
        _text("position_quality", "e.position_quality", *PositionQuality),
        _of(Kind.INTEGER, "unit_id", "e.unit_id"),
        _joined(Kind.TEXT, "unit", "g.code"),
        _of(Kind.INTEGER, "town_id", "e.town_id"),
        _joined(Kind.TEXT, "town", "t.name"),
        _of(Kind.DATE, "listed_on", "e.listed_on"),
        _of(Kind.DATE, "last_visit_on", "e.last_visit_on"),
    ),
)
HAZARDS: Final = Layer(
    name="hazards",
    table="hazard",
    alias="h",
    key=Kind.UUID,
    bound="hazards",
    sees=READS_HAZARDS,
    shape="Point",
    geometry="h.point",
    search="h.point_3857",
    holds="h.state NOT IN ('invalid', 'merged', 'void')",
    joins=(
        "LEFT JOIN area t ON t.id = h.town_id LEFT JOIN grid_unit g ON g.id = h.unit_id "
        "LEFT JOIN enterprise n ON n.id = h.enterprise_id"
    ),
    temporal=("h.found_at", "h.found_at"),
    tiles="hazard",
    properties=(
        _text("ledger_no", "h.ledger_no"),
        _text("state", "h.state", *(each for each in State if each not in {"invalid", "merged", "void"})),
        _text("level", "h.level", *HazardLevel),
        _text("category", "h.category"),
        _text("source", "h.source", *Source),
        _text("place", "h.place"),
        _text("description", "h.description"),
        _of(Kind.MOMENT, "found_at", "h.found_at"),
        _of(Kind.DATE, "due_on", "h.due_on"),
        _of(Kind.BOOLEAN, "overdue", f"({_OPEN} AND h.due_on < :today) IS TRUE"),
        _of(Kind.MOMENT, "closed_at", "h.closed_at"),
        _of(Kind.UUID, "enterprise_id", "h.enterprise_id"),
        _joined(Kind.TEXT, "enterprise", "n.name"),
        _of(Kind.INTEGER, "unit_id", "h.unit_id"),
        _joined(Kind.TEXT, "unit", "g.code"),
        _of(Kind.INTEGER, "town_id", "h.town_id"),
        _joined(Kind.TEXT, "town", "t.name"),
    ),
)
DIVISIONS: Final = Layer(
    name="divisions",
    table="area",
    alias="a",
    key=Kind.INTEGER,
    bound="areas",
    sees=SEES_UNITS,
    shape="MultiPolygon",
    geometry="a.geom",
    search=None,
    holds="a.valid_to IS NULL",
    joins="LEFT JOIN area p ON p.id = a.parent_id",
    temporal=("a.valid_from", "a.valid_to"),
    properties=(
        _text("level", "a.level", *Level),
        _text("name", "a.name"),
        _text("name_en", "a.name_en"),
        _of(Kind.INTEGER, "parent_id", "a.parent_id"),
        _joined(Kind.TEXT, "parent", "p.name"),
        _of(Kind.DATE, "valid_from", "a.valid_from"),
    ),
)
LAYERS: Final[Mapping[str, Layer]] = {layer.name: layer for layer in (UNITS, ENTERPRISES, HAZARDS, DIVISIONS)}
GEOMETRY: Final = "geometry"
"""The name by which a filter means the geometry of any layer."""
