"""A report as one HTML page that opens from a disk on a machine without network: folium, with everything inside.

folium's own pages name a dozen addresses of public networks; here its classes name none and the library's text
stands in the page. Nothing a reader types or a row holds gets into the page but as JSON or escaped text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any, Final

import folium
import numpy as np
import shapely
from branca.element import Element, MacroElement
from jinja2 import Template

CLASSES: Final = ("#ddf4f2", "#a9d9d5", "#4fa19b", "#2e827e", "#054744")
"""One hue, light to dark, as on the screens; red, orange, yellow and blue mean grades of risk by law."""
RAMP: Final[Mapping[float, str]] = {0.2: "#fee838", 0.4: "#cbba69", 0.6: "#7d7c78", 0.8: "#38476b", 1.0: "#00224e"}
"""Perceptually even, readable with any colour vision. Source: cividis (Nunez et al. 2018), reversed."""
_FULL: Final = 95
"""The percentile of the bins that is drawn full: one crowded bin does not pale all others."""
_PLAIN_DECIMALS: Final = 5
_PAGES: Final = Path(__file__).with_name("pages")
_STYLE: Final = (_PAGES / "report.css").read_text("utf-8")
_HEAT: Final = Path(folium.__file__).parent / "templates" / "leaflet_heat.min.js"
_ADDRESS: Final = re.compile(r"https?://(?!www\.w3\.org/)[^\s'\"`)<>]+")
_TEMPLATE: Final = re.compile(r"\{(?=[{%#])")
_OUTSIDE: Final = re.compile(r"url\((?!data:)[^)]*\)")


@dataclass(frozen=True, slots=True)
class Unit:
    """A grid unit with the texts its label shows and the number that colours it."""

    shape: Any
    name: str
    lines: Sequence[tuple[str, str]]
    value: int


@dataclass(frozen=True, slots=True)
class Pin:
    """A hazard on the map; `picture` is a data: address or empty. Unit: degrees WGS-84."""

    lon: float
    lat: float
    title: str
    lines: Sequence[str]
    mark: str
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Library:
    """The map library's own texts: code, style and licence."""

    code: str
    style: str
    licence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """All a report page shows; words come ready in one language."""

    language: str
    title: str
    facts: Sequence[tuple[str, str]]
    tiles: Sequence[tuple[str, str, str]]
    """Name, figure, how it is made."""
    units: Sequence[Unit]
    land: Sequence[Any]
    water: Sequence[Any]
    bins: Mapping[str, Sequence[tuple[float, float, float]]]
    """Month -> lat, lon, weight of each bin."""
    pins: Sequence[Pin]
    words: Mapping[str, str]
    """units, heat, pins, month, all_months, legend, no_rows, more."""


class LocalMap(folium.Map):
    """A map that names no address: its library stands in the page."""

    default_js: list[tuple[str, str]] = []  # noqa: RUF012 - folium reads it from the class
    default_css: list[tuple[str, str]] = []  # noqa: RUF012 - the same


class _Heat(MacroElement):
    """Heat with a slider over the months; months are loaded from the page itself."""

    _template = Template((_PAGES / "report_heat.html").read_text("utf-8"))

    def __init__(self, page: Page) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.bins = _data(normalised(page.bins))
        self.whole = _data(_summed(page.bins))
        self.words = _data(dict(page.words))
        self.ramp = _data({str(at): colour for at, colour in RAMP.items()})


class _Pins(MacroElement):
    """Hazards as pins whose cards are built as nodes, never from text."""

    _template = Template((_PAGES / "report_pins.html").read_text("utf-8"))

    def __init__(self, page: Page, units: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        names = ("lon", "lat", "title", "lines", "mark", "picture")
        self.pins = _data([{name: getattr(pin, name) for name in names} for pin in page.pins])
        self.units = units


def render(page: Page, leaflet: Library) -> str:
    """Make the page; `leaflet` is the library that stands in it.

    Heat comes in bins whose weights are normalised; raw points saturate (docs/exports.md).
    """
    drawn = LocalMap(tiles=None, prefer_canvas=True, zoom_control="topleft", height="100%", zoom_snap=0.25)
    figure: Any = drawn.get_root()
    figure.title = _safe(page.title)
    _inside(figure, page, leaflet)
    _shapes(drawn, page.land, {"color": "#b9b6aa", "weight": 1, "fillColor": "#faf9f5", "fillOpacity": 1})
    _shapes(drawn, page.water, {"color": "#9dbfce", "weight": 0.6, "fillColor": "#cfe3ec", "fillOpacity": 1})
    units = _units(page)
    units.add_to(drawn)
    _Heat(page).add_to(drawn)
    _Pins(page, units.get_name()).add_to(drawn)
    bounds = _bounds(page)
    if bounds is not None:
        drawn.fit_bounds(bounds, padding=(12, 12))
    html: str = figure.render()
    return html.replace("<html>", f'<html lang="{"zh-CN" if page.language == "zh" else "en"}">', 1)


def normalised(bins: Mapping[str, Sequence[tuple[float, float, float]]]) -> dict[str, list[list[float]]]:
    """Scale the weights so that the 95th percentile of all bins is 1 and nothing is more."""
    weights = [weight for month in bins.values() for _, _, weight in month]
    full = float(np.percentile(weights, _FULL)) if weights else 1.0
    return {
        month: [[round(lat, 5), round(lon, 5), round(min(weight / full, 1.0), 3)] for lat, lon, weight in rows]
        for month, rows in bins.items()
    }


def classes(values: Sequence[int]) -> list[int]:
    """Choose the lower ends of up to five classes; 0 is a class of its own.

    >>> classes([0, 1, 2, 3, 9])
    [0, 1, 2, 3, 9]
    """
    above = sorted({value for value in values if value > 0})
    if len(above) <= len(CLASSES) - 1:
        return [0, *above]
    cuts = np.quantile(above, [0, 0.25, 0.5, 0.75], method="lower")
    return [0, *sorted({int(cut) for cut in cuts})]


def colour_of(value: int, ends: Sequence[int]) -> str:
    """Colour a number by its class."""
    return CLASSES[max(n for n, end in enumerate(ends) if value >= end)]


def _summed(bins: Mapping[str, Sequence[tuple[float, float, float]]]) -> list[list[float]]:
    total: dict[tuple[float, float], float] = {}
    for rows in bins.values():
        for lat, lon, weight in rows:
            key = (round(lat, _PLAIN_DECIMALS), round(lon, _PLAIN_DECIMALS))
            total[key] = total.get(key, 0.0) + weight
    return normalised({"all": [(lat, lon, weight) for (lat, lon), weight in total.items()]})["all"]


def _units(page: Page) -> folium.GeoJson:
    ends = classes([unit.value for unit in page.units])
    features = [
        {
            "type": "Feature",
            "geometry": shapely.geometry.mapping(shapely.set_precision(unit.shape, 1e-5)),
            "properties": {"fill": colour_of(unit.value, ends), "card": _card(unit)},
        }
        for unit in page.units
    ]
    tip = folium.GeoJsonTooltip(fields=["card"], labels=False, sticky=True)
    return folium.GeoJson(
        {"type": "FeatureCollection", "features": features},
        style_function=lambda each: {
            "fillColor": each["properties"]["fill"], "fillOpacity": 0.62, "color": "#4a4668", "weight": 1.2,
        },
        tooltip=tip if features else None,
    )  # fmt: skip


def _card(unit: Unit) -> str:
    lines = "".join(f"<br>{_safe(name)} <b>{_safe(text)}</b>" for name, text in unit.lines)
    return f"<b>{_safe(unit.name)}</b>{lines}"


def _shapes(drawn: folium.Map, shapes: Sequence[Any], style: Mapping[str, Any]) -> None:
    if shapes:
        gathered = shapely.geometry.mapping(shapely.geometrycollections(list(shapes)))
        folium.GeoJson(gathered, style_function=lambda _: dict(style), interactive=False).add_to(drawn)


def _bounds(page: Page) -> list[list[float]] | None:
    shapes = [unit.shape for unit in page.units] or list(page.land)
    if not shapes:
        return None
    west, south, east, north = shapely.total_bounds(shapes).tolist()
    return [[south, west], [north, east]]


def _inside(figure: Any, page: Page, leaflet: Library) -> None:  # noqa: ANN401 - folium types its root as any element
    """Put the libraries, the frame and its words into the page."""
    code = "\n".join((_script(leaflet.code), _script(_HEAT.read_text("utf-8"))))
    style = _ADDRESS.sub("#", _OUTSIDE.sub("none", leaflet.style))
    notice = f"<!-- Leaflet, Leaflet.heat:\n{leaflet.licence.replace('--', '- -')}\n-->"
    figure.header.add_child(_as_is(f"<style>{style}{_STYLE}</style>{notice}"))
    figure.header.add_child(_as_is(f"<script>{code}</script>"))
    figure.html.add_child(_as_is(_frame(page)))


def _as_is(html: str) -> Element:
    """Put text into the page that no template engine reads."""
    return Element("{% raw %}" + html + "{% endraw %}")


def _script(code: str) -> str:
    """Leave out of a library the addresses in its remarks, its source map, and what would end the script."""
    plain = re.sub(r"//# sourceMappingURL=.*", "", code).replace("</script", "<\\/script")
    return _ADDRESS.sub("#", plain)


def _frame(page: Page) -> str:
    w = {name: _safe(word) for name, word in page.words.items()}
    facts = "".join(f"<span><i>{_safe(name)}</i>{_safe(text)}</span>" for name, text in page.facts)
    tiles = "".join(
        f"<li><b>{_safe(figure)}</b><span>{_safe(name)}</span><small>{_safe(how)}</small></li>"
        for name, figure, how in page.tiles
    )
    ends = classes([unit.value for unit in page.units])
    steps = "".join(
        f'<li><i style="background:{CLASSES[n]}"></i>{_span(end, ends[n + 1] if n + 1 < len(ends) else None)}</li>'
        for n, end in enumerate(ends)
    )
    ramp = ",".join(f"{colour} {round(at * 100)}%" for at, colour in RAMP.items())
    tick = '<label><input type="checkbox" id="show-{}" checked>{}</label>'
    marks = "".join(f'<i class="{name}"></i>{w[name]}' for name in ("overdue", "major", "open", "closed"))
    month = f'<span>{w["month"]}</span><input type="range" min="0" step="1" value="0" aria-label="{w["month"]}">'
    return f"""
<header><h1>{_safe(page.title)}</h1><p class="facts">{facts}</p><ul class="tiles">{tiles}</ul></header>
<aside id="legend">{tick.format("units", w["units"])}<ul class="steps">{steps}</ul>
{tick.format("heat", w["heat"])}<div class="ramp" style="background:linear-gradient(90deg,{ramp})"></div>
<div id="months">{month}<output></output></div>
{tick.format("pins", w["pins"])}<p class="marks">{marks}</p>
<p>{w["more"]}</p></aside>"""


def _safe(words: str) -> str:
    return escape(words).replace("{", "&#123;")


def _data(thing: object) -> str:
    """Write data into a script that folium's template engine reads once more: nothing in it is a template.

    In JSON a brace that opens an object is followed by a quote; one followed by a brace, % or # stands in a text.
    """
    text = json.dumps(thing, ensure_ascii=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return _TEMPLATE.sub(r"\\u007b", text)


def _span(low: int, following: int | None) -> str:
    if following is None:
        return f"{low}" if low == 0 else f"≥ {low}"
    return f"{low}" if following == low + 1 else f"{low}–{following - 1}"
