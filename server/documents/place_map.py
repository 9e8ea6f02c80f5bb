"""A place as a small drawing for a paper: pure SVG from outlines, water, the enterprise and numbered hazards.

Nothing is fetched; what is drawn is what the database holds. It is a sketch and says so on the paper.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

import shapely
from shapely.geometry.base import BaseGeometry

from server.documents.map_frame import METRES_PER_DEGREE, Frame

_ROUND: Final = (1, 2, 5, 10)
_FONT: Final = "'Noto Sans CJK SC',sans-serif"
_WATER, _WATER_EDGE, _LAND, _OWN, _EDGE = "#cfe3ec", "#9dbfce", "#ffffff", "#f1efe6", "#8a8a86"
_INK: Final = "#111"
_DOT_MM: Final = 2.1
_BESIDE_MM: Final = 3.2
_LINE: Final = 1.4
"""Height of a name with the room above and below it, in letters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A hazard by its number on the paper, where it was found and how sure that is."""

    number: int
    lon: float
    lat: float
    radius_m: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What may be drawn, all in WGS-84."""

    own: BaseGeometry | None = None
    own_label: str = ""
    others: Sequence[tuple[str, BaseGeometry]] = ()
    water: Sequence[tuple[str, BaseGeometry]] = ()
    site: BaseGeometry | None = None
    enterprise: tuple[float, float] | None = None
    marks: Sequence[Mark] = ()


def draw(scene: Scene, window: Frame, *, north: str, with_marks: bool, letters: float = 1) -> str:
    """Draw the scene through a window: outlines far off, numbers close by; `letters`: names so many times as large."""
    width, height = window.width_mm, window.height_mm
    parts = [f'<rect width="{width}" height="{height}" fill="{_LAND}"/>']
    parts += [area(window, shape, fill="none", stroke=_EDGE, width=0.2) for _, shape in scene.others]
    if scene.own is not None:
        parts.append(area(window, scene.own, fill=_OWN, stroke=_INK, width=0.55))
    if with_marks:
        parts.append(_grid(window))
    parts += [area(window, shape, fill=_WATER, stroke=_WATER_EDGE, width=0.15) for _, shape in scene.water]
    if scene.site is not None:
        parts.append(area(window, scene.site, fill="none", stroke=_INK, width=0.3, dash="1 .7"))
    if not with_marks:
        parts += _labels(window, scene, letters)
    if scene.enterprise is not None:
        parts.append(_enterprise(window, *scene.enterprise))
    if with_marks:
        parts += _marks(window, scene.marks)
    parts += [scale_bar(window), north_arrow(window, north)]
    parts.append(
        f'<rect x=".2" y=".2" width="{width - 0.4}" height="{height - 0.4}" fill="none" stroke="{_INK}" '
        'stroke-width=".3"/>'
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}mm" height="{height}mm" '
        f'viewBox="0 0 {width} {height}">{"".join(parts)}</svg>'
    )


def area(window: Frame, shape: BaseGeometry, *, fill: str, stroke: str, width: float, dash: str = "") -> str:
    """Draw an outline, clipped to the window."""
    clipped = shapely.clip_by_rect(shapely.make_valid(shape), *_bounds(window))
    simple = shapely.simplify(clipped, window.metres_per_mm * 0.1 / METRES_PER_DEGREE)
    path = "".join(_ring(window, ring) for polygon in _polygons(simple) for ring in _rings(polygon))
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<path d="{path}" fill="{fill}" fill-rule="evenodd" stroke="{stroke}" stroke-width="{width}"{dashed} '
        'stroke-linejoin="round"/>'
    )


def _bounds(window: Frame) -> tuple[float, float, float, float]:
    """Return the window, a little larger: the edge of the clip stays outside of the picture."""
    pad_x, pad_y = (window.east - window.west) * 0.05, (window.north - window.south) * 0.05
    return window.west - pad_x, window.south - pad_y, window.east + pad_x, window.north + pad_y


def _polygons(shape: BaseGeometry) -> list[shapely.Polygon]:
    parts = shapely.get_parts(shape)
    return [part for part in parts if isinstance(part, shapely.Polygon) and not part.is_empty]


def _rings(polygon: shapely.Polygon) -> Iterable[shapely.LinearRing]:
    return [polygon.exterior, *polygon.interiors]


def _ring(window: Frame, ring: shapely.LinearRing) -> str:
    points = [window.at(lon, lat) for lon, lat in ring.coords]
    return "M" + "L".join(f"{x},{y}" for x, y in points) + "Z"


def _labels(window: Frame, scene: Scene, letters: float) -> list[str]:
    """Name what is large enough: its own unit first, then water, then the neighbours; no name over another."""
    named = [(scene.own_label, scene.own, _INK, 2.8)] if scene.own is not None and scene.own_label else []
    named += [(name, shape, "#4d7f93", 2.3) for name, shape in scene.water if name]
    named += [(name, shape, "#777", 2.3) for name, shape in scene.others]
    named = [(name, shape, colour, round(size * letters, 2)) for name, shape, colour, size in named]
    view = shapely.box(window.west, window.south, window.east, window.north)
    arrow = shapely.box(window.width_mm - 7, 0, window.width_mm, 11)
    bar = shapely.box(0, window.height_mm - 7, window.width_mm * 0.36, window.height_mm)
    taken = [arrow, bar]
    found = []
    for name, shape, colour, size in named:
        seen = shapely.intersection(shapely.make_valid(shape), view)
        half = len(name) * size / 2
        room = math.sqrt(seen.area) * METRES_PER_DEGREE / window.metres_per_mm
        if room < half * 1.4 or 2 * half > window.width_mm:
            continue
        x, y = window.at(*_middle(seen, len(name) / _LINE).coords[0])
        x = min(max(x, half + 0.5), window.width_mm - half - 0.5)
        y = min(max(y, size), window.height_mm - size)
        place = shapely.box(x - half, y - size * 0.7, x + half, y + size * 0.7)
        if not any(place.intersects(other) for other in taken):
            taken.append(place)
            found.append(lettering(x, y, name, size=size, colour=colour))
    return found


def _middle(shape: BaseGeometry, aspect: float) -> shapely.Point:
    """Return where a name so many times as wide as it is high has the most room, in the largest part.

    Squeezed by its aspect a name is a square, and the most room for it is the largest circle inside.
    """
    parts = _polygons(shape)
    if not parts:
        return shape.representative_point()
    largest = max(parts, key=lambda part: part.area)
    squeezed = shapely.transform(largest, lambda at: at * (1 / aspect, 1))
    x, y = shapely.maximum_inscribed_circle(squeezed).coords[0]
    return shapely.Point(x * aspect, y)


def lettering(x: float, y: float, words: str, *, size: float, colour: str) -> str:
    """Write words on a white edge, drawn first: not every typesetter knows the order of painting."""
    where = f'x="{x:.2f}" y="{y + size * 0.35:.2f}" font-size="{size}" font-family="{_FONT}" text-anchor="middle"'
    said = escape(words)
    edge = f'<text {where} fill="#fff" stroke="#fff" stroke-width=".7">{said}</text>'
    return edge + f'<text {where} fill="{colour}">{said}</text>'


def _enterprise(window: Frame, lon: float, lat: float) -> str:
    x, y = window.at(lon, lat)
    side = 2.4
    return (
        f'<rect x="{round(x - side / 2, 2)}" y="{round(y - side / 2, 2)}" width="{side}" height="{side}" fill="{_INK}" '
        f'stroke="#fff" stroke-width=".5"/>'
    )


def _marks(window: Frame, marks: Sequence[Mark]) -> list[str]:
    """Draw numbers with the error of each fix; those that would lie on each other share one bubble."""
    circles, bubbles = [], list[_Bubble]()
    for mark in marks:
        x, y = window.at(mark.lon, mark.lat)
        error = (mark.radius_m or 0) / window.metres_per_mm
        if _DOT_MM < error < window.width_mm:
            circles.append(
                f'<circle cx="{x}" cy="{y}" r="{error:.2f}" fill="none" stroke="{_INK}" stroke-width=".15" '
                'stroke-dasharray=".8 .6"/>'
            )
        beside = _Bubble(x=x + _BESIDE_MM, y=y - _BESIDE_MM, numbers=(mark.number,), spots=((x, y),))
        bubbles = _with(bubbles, beside)
    return circles + [bubble.drawn() for bubble in bubbles]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bubble:
    """One or several numbers beside the spots they are for."""

    x: float
    y: float
    numbers: tuple[int, ...]
    spots: tuple[tuple[float, float], ...]

    @property
    def width(self) -> float:
        return max(2 * _DOT_MM, 1.5 * len(run(self.numbers)) + 2)

    def touches(self, other: _Bubble) -> bool:
        return abs(self.y - other.y) < 2 * _DOT_MM and abs(self.x - other.x) < (self.width + other.width) / 2

    def joined(self, other: _Bubble) -> _Bubble:
        mine, theirs = len(self.numbers), len(other.numbers)
        return _Bubble(
            x=(self.x * mine + other.x * theirs) / (mine + theirs),
            y=(self.y * mine + other.y * theirs) / (mine + theirs),
            numbers=self.numbers + other.numbers,
            spots=self.spots + other.spots,
        )

    def drawn(self) -> str:
        lines = "".join(f"M{x},{y}L{self.x:.2f},{self.y:.2f}" for x, y in self.spots)
        dots = "".join(f'<circle cx="{x}" cy="{y}" r=".6" fill="{_INK}"/>' for x, y in self.spots)
        return (
            f'<path d="{lines}" stroke="{_INK}" stroke-width=".2"/>{dots}'
            f'<rect x="{self.x - self.width / 2:.2f}" y="{self.y - _DOT_MM:.2f}" width="{self.width:.2f}" '
            f'height="{2 * _DOT_MM}" rx="{_DOT_MM}" fill="#fff" stroke="{_INK}" stroke-width=".45"/>'
            f'<text x="{self.x:.2f}" y="{self.y + 0.98:.2f}" font-size="2.8" font-weight="700" font-family="{_FONT}" '
            f'text-anchor="middle" fill="{_INK}">{run(self.numbers)}</text>'
        )


def _with(bubbles: Sequence[_Bubble], new: _Bubble) -> list[_Bubble]:
    """Add a bubble, joining it with every one it touches, and again until none is left that touches."""
    apart = [bubble for bubble in bubbles if not bubble.touches(new)]
    if len(apart) == len(bubbles):
        return [*bubbles, new]
    for bubble in bubbles:
        if bubble.touches(new):
            new = new.joined(bubble)
    return _with(apart, new)


def run(numbers: Sequence[int]) -> str:
    """Write numbers shortly.

    >>> run([1, 2, 3, 5])
    '1–3,5'
    """
    spans: list[list[int]] = []
    for number in sorted(numbers):
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ",".join(str(a) if a == b else f"{a},{b}" if b == a + 1 else f"{a}–{b}" for a, b in spans)


def _grid(window: Frame) -> str:
    """Draw a light grid of the scale bar's length, so that distances can be read without a ruler."""
    step = _bar_m(window) / window.metres_per_mm
    lines = [f"M{x * step:.2f},0V{window.height_mm}" for x in range(1, int(window.width_mm / step) + 1)]
    lines += [f"M0,{y * step:.2f}H{window.width_mm}" for y in range(1, int(window.height_mm / step) + 1)]
    return f'<path d="{"".join(lines)}" stroke="#d8d6cc" stroke-width=".15" fill="none"/>'


def _bar_m(window: Frame) -> float:
    """Return the longest round length that takes less than a third of the panel.

    Unit: metres.
    """
    room = window.width_mm * 0.3 * window.metres_per_mm
    unit = 10 ** math.floor(math.log10(room))
    return float(max(step * unit for step in _ROUND if step * unit <= room))


def scale_bar(window: Frame) -> str:
    """Draw a bar of a round length."""
    metres = _bar_m(window)
    length = metres / window.metres_per_mm
    x, y = 2.5, window.height_mm - 2.5
    said = f"{metres / 1000:g} km" if metres >= 1000 else f"{metres:g} m"  # noqa: PLR2004 - a kilometre
    return (
        f'<path d="M{x},{y - 1}V{y}H{x + length:.2f}V{y - 1}" fill="none" stroke="{_INK}" stroke-width=".3"/>'
        + lettering(x + length / 2, y - 2, said, size=2.2, colour=_INK)
    )


def north_arrow(window: Frame, word: str) -> str:
    """Draw an arrow to the north."""
    x, y = window.width_mm - 4, 7.5
    return f'<path d="M{x},{y - 4.6}L{x + 1.3},{y}L{x},{y - 1}L{x - 1.3},{y}Z" fill="{_INK}"/>' + lettering(
        x, y + 2, word, size=2.3, colour=_INK
    )
