"""Maps of streets and imagery from elsewhere, by configuration: where their tiles are and what their owners ask for.

Nothing is passed through this server: Tianditu and Amap forbid it, and a proxy would count as one heavy user. The
browser asks the tiles' own host, which is therefore the one host that the content policy opens.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, assert_never
from urllib.parse import quote, urlsplit

from server.catalogue import LANGUAGES
from server.catalogue import text as sentence
from server.config import BasemapCrs, Settings

Name = Literal["streets", "imagery"]
_TIANDITU: Final = (
    "https://t{host}.tianditu.gov.cn/{layer}_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER={layer}"
    "&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={{z}}&TILEROW={{y}}&TILECOL={{x}}&tk={key}"
)
_AMAP: Final = {
    "road": "https://webrd0{host}.is.autonavi.com/appmaptile?lang=zh_cn&size=1&scale=1&style=8&x={{x}}&y={{y}}&z={{z}}",
    "image": "https://webst0{host}.is.autonavi.com/appmaptile?style=6&x={{x}}&y={{y}}&z={{z}}",
    "name": "https://webst0{host}.is.autonavi.com/appmaptile?style=8&x={{x}}&y={{y}}&z={{z}}",
}
_DEEPEST: Final = 18
"""Both serve whole countries down to here; nearer in, the last tiles are enlarged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Online:
    """One map: sheets that lie on each other, the lowest first, each with the same tile at several hosts."""

    name: Name
    sheets: tuple[tuple[str, ...], ...]
    crs: BasemapCrs
    deepest: int = _DEEPEST


def online(settings: Settings) -> tuple[Online, ...]:
    """List the maps that the settings name."""
    match settings.basemap:
        case "none" | "pmtiles":
            return ()
        case "tianditu":
            return (
                Online(name="streets", sheets=_tianditu(settings, "vec", "cva"), crs="wgs84"),
                Online(name="imagery", sheets=_tianditu(settings, "img", "cia"), crs="wgs84"),
            )
        case "amap":
            return (
                Online(name="streets", sheets=_amap("road"), crs="gcj02"),
                Online(name="imagery", sheets=_amap("image", "name"), crs="gcj02"),
            )
        case "xyz":
            return (Online(name="streets", sheets=((settings.basemap_url or "",),), crs=settings.basemap_crs),)
        case unknown:
            assert_never(unknown)


def hosts(settings: Settings) -> tuple[str, ...]:
    """List the origins that those tiles come from, each once: what the content policy must let through."""
    found = (urlsplit(url) for each in online(settings) for sheet in each.sheets for url in sheet)
    return tuple(dict.fromkeys(f"{url.scheme}://{url.netloc}" for url in found))


def credit(settings: Settings, own: str = "") -> dict[str, str]:
    """Say, by language, what the corner of the map must show: the owner's words and the approval number."""
    return {language: " · ".join(filter(None, _credit(settings, own, language))) for language in LANGUAGES}


def _credit(settings: Settings, own: str, language: str) -> tuple[str, str]:
    words = own or settings.basemap_attribution or ""
    if not words and settings.basemap in {"tianditu", "amap"}:
        words = sentence("words", f"basemap.{settings.basemap}", language)
    number = settings.basemap_approval
    return words, sentence("words", "basemap.approval", language, {"number": number}) if number else ""


def _tianditu(settings: Settings, *layers: str) -> tuple[tuple[str, ...], ...]:
    key = quote(settings.tianditu_key or "", safe="")
    return tuple(tuple(_TIANDITU.format(host=host, layer=layer, key=key) for host in range(8)) for layer in layers)


def _amap(*layers: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(_AMAP[layer].format(host=host) for host in range(1, 5)) for layer in layers)
