"""Maps under the work: which there are, tiles of the stored one, and the pack a phone keeps of it."""

from __future__ import annotations

import gzip
from typing import Any

from flask import Response, jsonify, request, send_file
from flask_openapi3 import APIBlueprint
from pydantic import BaseModel

from gis import tiles
from grids.errors import Refusal
from grids.permissions import SEES_UNITS, scope
from server import basemap, basemap_file
from server.api import context
from server.api.asked import Asked
from server.basemap_file import Pack, Stored
from server.reads import basemap as ground

api = APIBlueprint("basemap", __name__, url_prefix="/api/v1/basemap")


class StoredTilePath(BaseModel):
    """Which tile."""

    z: int
    x: int
    y: int


class StoredTileQuery(Asked):
    """Nothing is chosen; `v` only makes the address new."""

    v: str | None = None


@api.get("", summary="Maps of streets and imagery")
def offered() -> Response:
    """Say which maps there are besides the offline one, where their tiles are and whom they name."""
    context.signed_in()
    settings, found = context.settings(), _stored()
    body: dict[str, Any] = {
        each.name: {
            "sheets": [list(sheet) for sheet in each.sheets],
            "crs": each.crs,
            "deepest": each.deepest,
            "credit": basemap.credit(settings),
        }
        for each in basemap.online(settings)
    }
    return jsonify({"streets": None, "imagery": None, **body, "stored": None if found is None else _about(found)})


@api.get("/tiles/<int:z>/<int:x>/<int:y>", summary="A tile of the stored map")
def stored_tile(path: StoredTilePath, query: StoredTileQuery) -> Response:
    """Return a tile as it is stored, or 204 where the map has none. No scope: streets hold no fact of the work."""
    del query
    context.signed_in()
    tiles.Address(z=path.z, x=path.x, y=path.y).check()
    found = _stored()
    if found is None:
        raise Refusal("not-found", thing="basemap")
    content = found.archive.tile(path.z, path.x, path.y)
    about = found.archive.about
    response = Response(content or b"", 200 if content else 204, mimetype=about.mime)
    if content and about.is_gzipped:
        if request.accept_encodings["gzip"] > 0:
            response.headers["Content-Encoding"] = "gzip"
        else:
            response.set_data(gzip.decompress(content))
    response.headers["Cache-Control"] = "private, max-age=86400"
    response.set_etag(f"{found.sha256[:16]}.{path.z}.{path.x}.{path.y}", weak=True)
    response.make_conditional(request)
    return response


@api.get("/pack/about", summary="What the map pack of my area holds")
def about_pack() -> Response:
    """Say how large the pack is, how deep it goes, and which zooms found no room in it; null where there is none."""
    own = _pack()
    if own is None:
        return jsonify(None)
    found, cut = own
    said = {
        "sha256": cut.sha256,
        "bytes": cut.size,
        "budget": basemap_file.BUDGET_BYTES,
        "deepest": cut.deepest,
        "dropped": list(cut.dropped),
        "count": cut.tiles,
        "as_of": found.stored_at.isoformat(),
    }
    return jsonify({**_about(found), **said})


@api.get("/pack", summary="The map pack of my area")
def pack() -> Response:
    """Return the stored map cut to my area and a margin, as PMTiles; by ranges, so that a broken-off load goes on."""
    own = _pack()
    if own is None:
        raise Refusal("not-found", thing="basemap")
    _, cut = own
    response = send_file(cut.path, mimetype="application/vnd.pmtiles", etag=cut.sha256, conditional=True)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _pack() -> tuple[Stored, Pack] | None:
    """Find the asker's pack. Where no map is stored, or nothing of it lies in the own area, there is none."""
    seen = scope(context.signed_in().person.grants, SEES_UNITS)
    found = _stored()
    if found is None:
        return None
    with context.database().session() as session:
        boxes = ground.grounds(session, seen)
    cut = basemap_file.pack(found, context.settings().data_dir, boxes)
    return None if cut is None else (found, cut)


def _stored() -> Stored | None:
    """Return the stored map, unless only the offline one is to be shown."""
    settings = context.settings()
    return None if settings.basemap == "none" else basemap_file.stored(settings.data_dir)


def _about(found: Stored) -> dict[str, Any]:
    settings, about = context.settings(), found.archive.about
    own = found.credit
    return {
        "kind": about.kind,
        "tiles": f"/api/v1/basemap/tiles/{{z}}/{{x}}/{{y}}?v={found.sha256[:16]}",
        "shallowest": about.min_zoom,
        "deepest": about.max_zoom,
        "layers": list(about.layers),
        "box": list(about.box),
        "credit": basemap.credit(settings, own) if settings.basemap == "pmtiles" else dict.fromkeys(("zh", "en"), own),
    }
