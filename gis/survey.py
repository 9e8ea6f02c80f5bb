"""Outlines that should tile an area, face by face: what is wrong where, and the coverage that a person's choices make.

The same faces as `gis.repair` (whose limits say what is clear); there the computer decides what has one answer, here a
person does, one by one or all at once. Inside districts that have units today their outer boundary stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, Final

import numpy as np
import shapely

from gis import faces as cutting
from gis.coverage import Shapes, invalid_rings, width_m
from gis.faces import Index
from gis.repair import Limits
from gis.survey_ground import HOLLOW, Ground, Placed, Stated
from grids.surveys import ALLOWED, Choice, Choices, Fault, FaultKind, Remedy

_ROUNDING_M2: Final = 0.01
"""Faults below this are rounding: settled as suggested, counted and not listed. The same as in `coverage.py`."""
_NOBODY: Final = -1
_MOST_ROUNDS: Final = 5
_LIMITS: Final = Limits()


@dataclass(frozen=True, slots=True)
class Rounding:
    """What was too small to be listed."""

    pieces: int
    area_m2: float


class Sheet:
    """Units cut into faces once; lists and coverages are made of them for any choices."""

    def __init__(self, units: Mapping[str, Stated], grounds: Mapping[int, Any], limits: Limits = _LIMITS) -> None:
        """Cut the ground along all outlines. Error: vertices move to the 1 mm grid, so by at most 0.71 mm."""
        self._ground = Ground(units, grounds, limits)
        self.ids = self._ground.ids
        self._faces = self._ground.faces
        self._first, self.rounding = self._listed()

    def faults(self, choices: Choices) -> list[Placed]:
        """List the faults; pieces that come loose are found once everything else is settled."""
        if any(each.fault.id not in choices for each in self._first):
            return self._first
        return [*self._first, *self._loose(choices)[1]]

    def left_out(self, choices: Choices) -> frozenset[str]:
        """Name the units that somebody left unsettled."""
        return frozenset(
            unit for each in self._first for unit in each.fault.units if _is_left(choices.get(each.fault.id))
        )

    def clean(self, choices: Choices) -> dict[str, Any]:
        """Make the coverage of all choices: outlines in metres that share their edges vertex by vertex.

        Units left out, and units that no ground is left to, are not in it.
        """
        owner, _ = self._loose(choices)
        out = self.left_out(choices)
        made: dict[str, Any] = {}
        for n, unit in enumerate(self.ids):
            mine = self._faces.shapes[owner == n]
            if len(mine) and unit not in out:
                made[unit] = shapely.coverage_union_all(mine)
        return made

    def shape(self, placed: Placed) -> Any:  # noqa: ANN401 - a geometry
        """Draw a fault: its ground, or for a ring the loops beside the largest and the crossing."""
        if placed.fault.kind is FaultKind.RING:
            loops = _loops(self._ground.shapes[self._ground.at[placed.fault.units[0]]])
            return shapely.union_all(loops) if len(loops) else shapely.Point(placed.fault.x, placed.fault.y)
        return shapely.union_all(self._faces.shapes[placed.faces])

    def areas_m2(self, choices: Choices) -> dict[str, tuple[float, float]]:
        """Measure every unit as stated and as the choices so far make it; open ground is nobody's yet."""
        owner = self._owner(choices)
        areas = self._faces.areas_m2
        stated = shapely.area(self._ground.shapes).tolist()
        return {unit: (stated[n], float(areas[owner == n].sum())) for n, unit in enumerate(self.ids)}

    def _listed(self) -> tuple[list[Placed], Rounding]:
        listed, pieces, area = [], 0, 0.0
        for each in self._grouped():
            if each.fault.area_m2 < _ROUNDING_M2 and each.fault.suggestion is not None:
                pieces, area = pieces + each.fault.pieces, area + each.fault.area_m2
                self._rounded.append(each)
            else:
                listed.append(each)
        listed.sort(key=lambda each: (-each.fault.area_m2, each.fault.id))
        return [*self._rings(), *listed], Rounding(pieces, area)

    def _grouped(self) -> Iterator[Placed]:
        """Find the open ground: wide places one by one, narrow strips between the same units together."""
        self._rounded: list[Placed] = []
        strips: dict[tuple[FaultKind, tuple[int, ...], frozenset[int]], list[tuple[Index, float]]] = {}
        for region in cutting.groups(self._faces, self._ground.label):
            kind = self._ground.kind(int(region[0]))
            units = self._faces.claims[region[0]] or tuple(sorted(self._ground.beside(region)))
            takers = (
                [] if kind is FaultKind.BEYOND else [unit for unit in units if self._ground.may(unit, int(region[0]))]
            )
            if not takers and kind in HOLLOW:
                continue  # beside the ground that is drawn, and none of its units may grow
            limit = self._ground.limit_m[kind]
            width = self._ground.width(region, limit)
            if width <= limit:
                strips.setdefault((kind, units, frozenset(takers)), []).append((region, width))
            else:
                yield self._ground.open(kind, units, takers, [(region, width)], is_clear=False)
        for (kind, units, among), found in strips.items():
            yield self._ground.open(kind, units, sorted(among), found, is_clear=True)

    def _rings(self) -> Iterator[Placed]:
        for ring in invalid_rings(self.ids, self._ground.stated):
            loops = _loops(self._ground.shapes[self._ground.at[ring.unit]])
            fault = Fault(
                id=f"ring {ring.unit}", kind=FaultKind.RING, units=(ring.unit,), takers=(),
                remedies=ALLOWED[FaultKind.RING], suggestion=Choice(remedy=Remedy.MEND), is_clear=True,
                area_m2=float(shapely.area(loops).sum()), width_m=max((width_m(loop) for loop in loops), default=0.0),
                pieces=len(loops), x=ring.x, y=ring.y, note=ring.reason,
            )  # fmt: skip
            yield Placed(fault, np.empty(0, dtype=np.intp))

    def _owner(self, choices: Choices) -> Index:
        """Say whose each face is: of the one unit that claims it, or as chosen."""
        owner: Index = np.array(
            [c[0] if len(c) == 1 and self._ground.may(c[0], n) else _NOBODY for n, c in enumerate(self._faces.claims)]
        )
        settled = ((each, each.fault.suggestion) for each in self._rounded)
        for each, choice in chain(settled, ((each, choices.get(each.fault.id)) for each in self._first)):
            self._put(owner, each, choice)
        return owner

    def _put(self, owner: Index, each: Placed, choice: Choice | None) -> None:
        if choice is not None and choice.remedy is Remedy.GIVE and choice.taker is not None:
            owner[each.faces] = self._ground.at[choice.taker]

    def _loose(self, choices: Choices) -> tuple[Index, list[Placed]]:
        """Find pieces that touch nothing of their unit, and give those away that somebody gave away."""
        owner, found = self._owner(choices), list[Placed]()
        seen: set[str] = set()
        for _ in range(_MOST_ROUNDS):
            fresh = [each for each in self._pieces(owner) if each.fault.id not in seen]
            if not fresh:
                break
            for each in fresh:
                seen.add(each.fault.id)
                is_rounding = each.fault.area_m2 < _ROUNDING_M2
                self._put(owner, each, each.fault.suggestion if is_rounding else choices.get(each.fault.id))
                found += [] if is_rounding else [each]
        return owner, found

    def _pieces(self, owner: Index) -> Iterator[Placed]:
        """Find the pieces beside the largest of each unit; they go to a body of ground, not to another loose piece."""
        by_unit: dict[int, list[Index]] = {}
        names = owner.tolist()
        for region in cutting.groups(self._faces, lambda n: None if names[n] < 0 else names[n]):
            by_unit.setdefault(names[region[0]], []).append(region)
        loose: list[tuple[int, Index]] = []
        for unit, regions in by_unit.items():
            regions.sort(key=lambda region: -float(self._faces.areas_m2[region].sum()))
            loose += [(unit, region) for region in regions[1:]]
        bodies = owner.copy()
        for _, region in loose:
            bodies[region] = _NOBODY
        on_bodies = [each for each in loose if cutting.borders(self._faces, each[1], bodies)]
        for unit, region in on_bodies or loose:  # one that touches only other pieces waits until these are settled
            yield self._piece(bodies if on_bodies else owner, unit, region)

    def _piece(self, owner: Index, unit: int, region: Index) -> Placed:
        lengths = cutting.borders(self._faces, region, owner)
        lengths.pop(unit, None)
        lawful = [other for other in lengths if self._ground.may(other, int(region[0]))]
        takers = tuple(sorted(lawful, key=lambda other: (-lengths[other], other)))
        limit = self._ground.limit_m[FaultKind.PIECE]
        width = self._ground.width(region, limit)
        placed = self._ground.placed(FaultKind.PIECE, (unit,), takers, [(region, width)], is_clear=width <= limit)
        if width <= limit or not takers:
            return placed
        return replace(placed, fault=replace(placed.fault, suggestion=None))  # an exclave, or somebody else's ground


def _is_left(choice: Choice | None) -> bool:
    return choice is not None and choice.remedy is Remedy.LEAVE


def _loops(shape: Any) -> Shapes:  # noqa: ANN401 - a geometry
    parts: Shapes = shapely.get_parts(shape)
    return parts[np.argsort(-shapely.area(parts), kind="stable")][1:]
