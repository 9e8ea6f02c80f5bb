"""A page of features as one document: what it says of itself, and the features as the database wrote them."""

from __future__ import annotations

from typing import Any

import orjson

from gis.layers import Layer
from gis.references import Reference
from server.api import context
from server.ogc import asked
from server.ogc.here import GEOJSON, HTML, Here, Link
from server.reads.features import Page


def head(here: Here, layer: Layer, found: Page) -> dict[str, Any]:
    """Say everything but the features. Source: OGC 17-069r4, 7.15."""
    said: dict[str, Any] = {
        "type": "FeatureCollection",
        "timeStamp": context.now().isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "numberReturned": found.returned,
        "links": _links(here, layer, found),
    }
    if found.matched is not None:
        said["numberMatched"] = found.matched
    return said


def body(said: dict[str, Any], found: Page) -> bytes:
    """Put the features into it."""
    return b'%s, "features": [%s]}' % (orjson.dumps(said)[:-1], found.features)


def headers(reference: Reference) -> dict[str, str]:
    """Say in which system the coordinates are. Source: OGC 18-058r1, /req/crs/ogc-crs-header."""
    return {"Content-Crs": f"<{reference.uri}>"}


def _links(here: Here, layer: Layer, found: Page) -> list[Link]:
    own = f"/collections/{layer.name}"
    links = [*here.own_links(GEOJSON), here.link("collection", here.address(own))]
    if found.following is not None:
        mark = asked.cursor(found.following, here.given.get("sortby"))
        kind = HTML if here.is_page else GEOJSON
        links.append(here.link("next", here.address(f"{own}/items", **{**here.given, "cursor": mark}), kind))
    return links
