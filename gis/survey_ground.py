"""The ground of a survey cut into faces: what is wrong with each, whose it may become, and faults made of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely

from gis import faces as cutting
from gis.coverage import Shapes, point_inside, polygonal, width_bound_m, width_m
from gis.faces import Index
from gis.repair import Limits, lids
from grids.surveys import ALLOWED, Choice, Fault, FaultKind, Remedy

HOLLOW: Final = frozenset({FaultKind.GAP, FaultKind.INLET})
"""Ground that nobody claims."""


@dataclass(frozen=True, slots=True)
class Stated:
    """A unit as a file states it, in metres; `ground` names the outline of today that it may not leave."""

    shape: Any
    ground: int | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """A fault and the faces it is made of."""

    fault: Fault
    faces: Index


class Ground:
    """Faces and who claims them; nothing here changes."""

    def __init__(self, units: Mapping[str, Stated], grounds: Mapping[int, Any], limits: Limits) -> None:
        """Cut the ground along all outlines. Error: vertices move to the 1 mm grid, so by at most 0.71 mm."""
        self.ids = list(units)
        self.at = {unit: n for n, unit in enumerate(self.ids)}
        self.stated: Shapes = np.array([unit.shape for unit in units.values()], dtype=object)
        self.shapes = polygonal(self.stated)
        self._home = [unit.ground for unit in units.values()]
        outlines: Shapes = np.array(list(grounds.values()), dtype=object)
        self.faces = cutting.cut(self.shapes, lids(self.shapes, limits.inlet_m), outlines)
        points = shapely.point_on_surface(self.faces.shapes)
        self._within = {key: shapely.intersects(_prepared(ground), points) for key, ground in grounds.items()}
        self.limit_m = {
            FaultKind.OVERLAP: limits.overlap_m, FaultKind.BEYOND: limits.overlap_m, FaultKind.GAP: limits.gap_m,
            FaultKind.INLET: limits.inlet_m, FaultKind.PIECE: limits.gap_m,
        }  # fmt: skip

    def label(self, n: int) -> tuple[object, ...] | None:
        """Tell faces apart that are different questions; none for a face that is none."""
        claims = self.faces.claims[n]
        lawful = tuple(c for c in claims if self.may(c, n))
        if len(claims) == 1 and lawful:
            return None
        inside = tuple(key for key, within in self._within.items() if within[n])
        return self.kind(n), claims, lawful, inside

    def kind(self, n: int) -> FaultKind:
        """Say what is wrong with an open face."""
        claims = self.faces.claims[n]
        if claims:
            return FaultKind.OVERLAP if any(self.may(c, n) for c in claims) else FaultKind.BEYOND
        inside = any(within[n] for within in self._within.values())
        return FaultKind.INLET if self.faces.lids[n] and not inside else FaultKind.GAP

    def may(self, unit: int, face: int) -> bool:
        """Tell whether a unit may have a face: inside the outline of today where there is one."""
        home = self._home[unit]
        return home is None or bool(self._within[home][face])

    def beside(self, region: Index) -> dict[int, float]:
        """Measure the border of a region with every unit that claims ground along it. Unit: m."""
        edges = self.faces.across(region)
        edges = edges[~np.isin(self.faces.beyond[edges], region)]
        found: dict[int, float] = {}
        beyond, lengths = self.faces.beyond[edges].tolist(), self.faces.length_m[edges].tolist()
        for face, length in zip(beyond, lengths, strict=True):
            claims = self.faces.claims[face]
            for unit in claims:
                found[unit] = found.get(unit, 0.0) + length / len(claims)
        return found

    def open(
        self, kind: FaultKind, units: tuple[int, ...], takers: list[int], found: list[tuple[Index, float]], *,
        is_clear: bool,
    ) -> Placed:  # fmt: skip
        """Make a fault of open ground; who may get it stands in the order of the border shared with it."""
        beside: Counter[int] = Counter()  # metres, not whole ones
        for region, _ in found:
            beside.update(self.beside(region))
        ordered = tuple(sorted(takers, key=lambda unit: (-beside[unit], unit)))
        return self.placed(kind, units, ordered, found, is_clear=is_clear)

    def placed(
        self, kind: FaultKind, units: tuple[int, ...], takers: tuple[int, ...], found: list[tuple[Index, float]], *,
        is_clear: bool,
    ) -> Placed:  # fmt: skip
        """Make a fault of regions; the widest and the largest of them stand for all."""
        faces = np.concatenate([region for region, _ in found])
        largest = max((region for region, _ in found), key=lambda region: float(self.faces.areas_m2[region].sum()))
        x, y = point_inside(self.faces.shapes[largest[np.argmax(self.faces.areas_m2[largest])]])
        names = tuple(self.ids[n] for n in takers)
        remedies = ALLOWED[kind] - ({Remedy.GIVE} if not names else set())
        if any(within[faces[0]] for within in self._within.values()):
            remedies -= {Remedy.KEEP} if kind in HOLLOW else set()
        if kind is FaultKind.BEYOND:
            suggestion = Choice(remedy=Remedy.CUT)
        else:
            suggestion = Choice(remedy=Remedy.GIVE, taker=names[0]) if names else Choice(remedy=Remedy.KEEP)
        whose = f" {self.ids[units[0]]}" if kind is FaultKind.PIECE else ""
        fault = Fault(
            id=f"{kind} {round(x * 1000)} {round(y * 1000)}{whose}", kind=kind, units=tuple(self.ids[n] for n in units),
            takers=names, remedies=remedies, suggestion=suggestion, is_clear=is_clear,
            area_m2=float(self.faces.areas_m2[faces].sum()), width_m=max(width for _, width in found),
            pieces=len(found), x=x, y=y,
        )  # fmt: skip
        return Placed(fault, faces)

    def width(self, region: Index, enough: float) -> float:
        """Measure a region's width, or give its upper bound when that is not more than `enough`."""
        bound = width_bound_m(float(self.faces.areas_m2[region].sum()))
        return bound if bound <= enough else width_m(shapely.coverage_union_all(self.faces.shapes[region]))


def _prepared(shape: Any) -> Any:  # noqa: ANN401 - a geometry
    shapely.prepare(shape)
    return shape
