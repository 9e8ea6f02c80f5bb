"""GeoJSON and KML, feature by feature as text."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import IO, Any
from xml.sax.saxutils import escape, quoteattr

import shapely

from gis.exchange.layer import Batches, Layer, Value, is_wgs84, moved
from grids.errors import Refusal

Told = Callable[[int], None]


def write_geojson(layer: Layer, batches: Batches, path: Path, told: Told) -> None:
    """Write RFC 7946; another system than WGS-84 is named by `crs`, the member of 2008, where it has a number.

    The file's statement is its member `about`.
    """
    head: dict[str, Any] = {"type": "FeatureCollection", "name": layer.name, "about": dict(layer.statement)}
    if not is_wgs84(layer.system) and layer.system.crs.epsg is not None:
        name = f"urn:ogc:def:crs:EPSG::{layer.system.crs.epsg}"
        head["crs"] = {"type": "name", "properties": {"name": name}}
    with path.open("w", encoding="utf-8") as file:
        file.write(f'{_json(head)[:-1]},"features":[')
        comma = "\n"
        for batch in batches:
            shapes = shapely.to_geojson(moved(batch, layer.system))
            for row, shape in zip(batch.rows, shapes, strict=True):
                fields = {column.name: _plain(value) for column, value in zip(layer.columns, row, strict=True)}
                file.write(f'{comma}{{"type":"Feature","properties":{_json(fields)},"geometry":{shape or "null"}}}')
                comma = ",\n"
            told(len(batch.rows))
        file.write("\n]}\n")


def write_kml(layer: Layer, batches: Batches, path: Path, told: Told) -> None:
    """Write KML 2.2, which knows no other system than WGS-84.

    Raises: Refusal `bad-crs` for another.
    """
    if not is_wgs84(layer.system):
        raise Refusal("bad-crs", cause="kml-is-wgs84", crs=layer.system.name, evidence="KML = WGS-84")
    about = "\n".join(f"{title}: {text}" for title, text in layer.statement)
    with path.open("w", encoding="utf-8") as file:
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document>\n')
        file.write(f"<name>{_xml(layer.title)}</name><description>{_xml(about)}</description>\n")
        file.write('<Style id="s"><LineStyle><color>ff8b5a1f</color><width>2</width></LineStyle>')
        file.write("<PolyStyle><color>338b5a1f</color></PolyStyle></Style>\n")
        for batch in batches:
            for row, shape in zip(batch.rows, moved(batch, layer.system), strict=True):
                _placemark(file, layer, row, shape)
            told(len(batch.rows))
        file.write("</Document></kml>\n")


def _placemark(file: IO[str], layer: Layer, row: Iterable[Value], shape: Any) -> None:  # noqa: ANN401 - a geometry
    values = [_plain(value) for value in row]
    named = [(c.title, "" if v is None else str(v)) for c, v in zip(layer.columns, values, strict=True)]
    data = "".join(f"<Data name={quoteattr(_legal(t))}><value>{_xml(v)}</value></Data>" for t, v in named)
    file.write(f"<Placemark><name>{_xml(named[0][1])}</name><styleUrl>#s</styleUrl>")
    file.write(f"<ExtendedData>{data}</ExtendedData>{_kml(shape)}</Placemark>\n")


def _kml(shape: Any) -> str:  # noqa: ANN401 - a geometry
    if shape is None:
        return ""
    if shape.geom_type == "Point":
        return f"<Point><coordinates>{shape.x!r},{shape.y!r}</coordinates></Point>"
    parts = "".join(
        f"<Polygon><outerBoundaryIs>{_ring(part.exterior)}</outerBoundaryIs>"
        + "".join(f"<innerBoundaryIs>{_ring(ring)}</innerBoundaryIs>" for ring in part.interiors)
        + "</Polygon>"
        for part in shapely.get_parts(shape)
    )
    return f"<MultiGeometry>{parts}</MultiGeometry>"


def _ring(ring: Any) -> str:  # noqa: ANN401 - a ring
    points = " ".join(f"{x!r},{y!r}" for x, y in shapely.get_coordinates(ring).tolist())
    return f"<LinearRing><coordinates>{points}</coordinates></LinearRing>"


def _plain(value: Value) -> str | int | float | bool | None:
    return value.isoformat() if isinstance(value, date) else value


def _json(thing: object) -> str:
    return json.dumps(thing, ensure_ascii=False, separators=(",", ":"))


def _xml(words: str) -> str:
    return escape(_legal(words))


def _legal(words: str) -> str:
    """Leave out what XML cannot hold at all."""
    return "".join(c for c in words if c >= " " or c in "\t\n")
