"""What can be done to grid boundaries, as a planner means it: positions are WGS-84, units are named by their key.

The key of a unit is its code when the plan first saw it; a new unit's key is the code it is made with.
Source: docs/rules.md 3.5.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal
from uuid import UUID

from annotated_types import MaxLen, MinLen

from grids.units import Line, LonLat, Note, Strict

Path = Annotated[tuple[LonLat, ...], MinLen(2), MaxLen(4000)]
Ring = Annotated[tuple[LonLat, ...], MinLen(4), MaxLen(20_000)]
"""A closed line: the last position is the first."""
Part = Annotated[tuple[Ring, ...], MinLen(1), MaxLen(200)]
"""A polygon: the outer ring, then its holes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VertexMove(Strict):
    """From which boundary vertex to where."""

    at: LonLat
    to: LonLat


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveVertices(Strict):
    """Move shared vertices: every unit that has one follows."""

    kind: Literal["move"] = "move"
    moves: Annotated[tuple[VertexMove, ...], MinLen(1), MaxLen(2000)]


@dataclass(frozen=True, slots=True, kw_only=True)
class BendEdge(Strict):
    """Pull a straight piece of boundary, between two neighbouring vertices, to a point."""

    kind: Literal["bend"] = "bend"
    start: LonLat
    end: LonLat
    to: LonLat


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitUnit(Strict):
    """Split a unit along a line; the larger part keeps code and name. Without a code one is made."""

    kind: Literal["split"] = "split"
    unit: Line
    line: Path
    new_code: Line | None = None
    new_name: Line | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeUnits(Strict):
    """Merge units that touch into one of them; the others end."""

    kind: Literal["merge"] = "merge"
    units: Annotated[tuple[Line, ...], MinLen(2), MaxLen(200)]
    into: Line


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveGround(Strict):
    """Give the part of a unit inside a ring to another unit."""

    kind: Literal["give-ground"] = "give-ground"
    giver: Line
    taker: Line
    ground: Ring
    islands: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveEnterprises(Strict):
    """Give enterprises to another unit, with the ground that is nearer to them than to those that stay."""

    kind: Literal["give-enterprises"] = "give-enterprises"
    giver: Line
    taker: Line
    enterprises: Annotated[tuple[UUID, ...], MinLen(1), MaxLen(5000)]
    islands: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RedrawBorder(Strict):
    """Replace the border of two units, between where a line leaves and meets it, by the line."""

    kind: Literal["redraw-border"] = "redraw-border"
    one: Line
    other: Line
    line: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowLine(Strict):
    """Let the whole border of two units follow a guide, such as a road."""

    kind: Literal["follow"] = "follow"
    one: Line
    other: Line
    guide: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class RenameUnit(Strict):
    """Give a unit another name."""

    kind: Literal["rename"] = "rename"
    unit: Line
    name: Line


@dataclass(frozen=True, slots=True, kw_only=True)
class SetCode(Strict):
    """Give a unit another code, unique in the district."""

    kind: Literal["set-code"] = "set-code"
    unit: Line
    code: Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline(Strict):
    """A unit as a file or a proposal has it; a key that is not there yet makes a new unit of that code.

    `town` and `village` are only for the first units of a district; others belong where the ground belonged.
    """

    key: Line
    name: Note = ""
    town: int | None = None
    village: int | None = None
    parts: Annotated[tuple[Part, ...], MinLen(1), MaxLen(500)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplaceUnits(Strict):
    """Take the outlines of a file or a proposal for these units; `ended` names units that end."""

    kind: Literal["replace"] = "replace"
    units: Annotated[tuple[Outline, ...], MinLen(1), MaxLen(5000)]
    ended: Annotated[tuple[Line, ...], MaxLen(5000)] = ()


BoundaryOp = (
    MoveVertices
    | BendEdge
    | SplitUnit
    | MergeUnits
    | GiveGround
    | GiveEnterprises
    | RedrawBorder
    | FollowLine
    | RenameUnit
    | SetCode
    | ReplaceUnits
)


def named(op: BoundaryOp) -> tuple[str, ...]:
    """Return the keys of the units an edit names; moving vertices and bending edges name none.

    >>> named(RenameUnit(unit="G-1", name="东")), named(BendEdge(start=(0, 0), end=(1, 1), to=(0, 1)))
    (('G-1',), ())
    """
    match op:
        case SplitUnit() | RenameUnit() | SetCode():
            return (op.unit,)
        case MergeUnits():
            return tuple(dict.fromkeys((*op.units, op.into)))
        case GiveGround() | GiveEnterprises():
            return (op.giver, op.taker)
        case RedrawBorder() | FollowLine():
            return (op.one, op.other)
        case ReplaceUnits():
            return tuple(dict.fromkeys((*(unit.key for unit in op.units), *op.ended)))
        case MoveVertices() | BendEdge():
            return ()


def drawn(op: BoundaryOp) -> tuple[LonLat, ...]:
    """Return the positions an edit names: where to look for the units around it."""
    match op:
        case MoveVertices():
            return tuple(point for move in op.moves for point in (move.at, move.to))
        case BendEdge():
            return (op.start, op.end, op.to)
        case _:
            return ()
