"""An area's grid units coloured by a figure, as a drawing for a paper: pure SVG, nothing is fetched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import shapely
from shapely.geometry.base import BaseGeometry

from gis.report_maps import classes, colour_of
from server.documents.map_frame import Frame, frame
from server.documents.place_map import area, lettering, north_arrow, scale_bar

_EDGE, _INK, _WATER, _WATER_EDGE, _TOWN = "#5a5a56", "#111", "#cfe3ec", "#9dbfce", "#b9b6aa"
_SIZE_MM: Final = (172.0, 96.0)
_LEAST_M: Final = 1000
_LABEL: Final = 2.5
_WIDE_FROM: Final = 0x2E80
"""From here on letters are as wide as they are high."""


@dataclass(frozen=True, slots=True)
class Region:
    """One unit: its outline in WGS-84, its name and its figure."""

    shape: BaseGeometry
    name: str
    value: int


def draw(regions: Sequence[Region], water: Sequence[BaseGeometry], towns: Sequence[BaseGeometry], *, north: str) -> str:
    """Draw units by class with their figure, water and outlines beneath; nothing where there are no units."""
    if not regions:
        return ""
    whole = shapely.union_all([region.shape for region in regions]).envelope
    window = frame(whole, *_SIZE_MM, least_m=_LEAST_M, margin=1.06)
    ends = classes([region.value for region in regions])
    parts = [f'<rect width="{window.width_mm}" height="{window.height_mm}" fill="#fff"/>']
    parts += [area(window, shape, fill="#f6f5f0", stroke=_TOWN, width=0.25) for shape in towns]
    parts += [area(window, r.shape, fill=colour_of(r.value, ends), stroke=_EDGE, width=0.25) for r in regions]
    parts += [
        area(window, shape, fill=_WATER, stroke=_WATER_EDGE, width=0.15) for shape in water if shape.intersects(whole)
    ]
    parts += _labels(window, regions)
    parts += [scale_bar(window), north_arrow(window, north)]
    size = f'width="{window.width_mm - 0.3}" height="{window.height_mm - 0.3}"'
    border = f'<rect x=".15" y=".15" {size} fill="none" stroke="{_INK}" stroke-width=".3"/>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{window.width_mm}mm" height="{window.height_mm}mm" '
        f'viewBox="0 0 {window.width_mm} {window.height_mm}">{"".join(parts)}{border}</svg>'
    )


def steps(values: Sequence[int]) -> list[tuple[str, str]]:
    """Describe the legend: colour and span of each class."""
    ends = classes(values)
    spans = []
    for number, end in enumerate(ends):
        after = ends[number + 1] if number + 1 < len(ends) else None
        span = f"≥ {end}" if after is None and end else f"{end}" if after in {None, end + 1} else f"{end}–{after - 1}"
        spans.append((colour_of(end, ends), span))
    return spans


def _labels(window: Frame, regions: Sequence[Region]) -> list[str]:
    """Write each unit's name and figure where there is room; no words over others."""
    taken: list[BaseGeometry] = [
        shapely.box(window.width_mm - 8, 0, window.width_mm, 12),
        shapely.box(0, window.height_mm - 7, 60, window.height_mm),
    ]
    found = []
    for region in sorted(regions, key=lambda each: -each.shape.area):
        x, y = window.at(*region.shape.representative_point().coords[0])
        said = f"{region.name} {region.value}"
        half = sum(1.0 if ord(c) > _WIDE_FROM else 0.55 for c in said) * _LABEL / 2
        place = shapely.box(x - half, y - _LABEL * 0.65, x + half, y + _LABEL * 0.65)
        inside = half < x < window.width_mm - half
        if inside and not any(place.intersects(other) for other in taken):
            taken.append(place)
            found.append(lettering(x, y, said, size=_LABEL, colour=_INK))
    return found
