"""GeoJSON, read strictly: a file that breaks off is refused, a broken shape marks its own feature."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
import shapely
from shapely.geometry import shape

from gis import crs, texts
from gis.records import Record, Source, clean
from grids.errors import Refusal

_SHAPE_ERRORS: Final = (
    shapely.errors.ShapelyError, ValueError, TypeError, KeyError, IndexError, AttributeError,
)  # fmt: skip


def open_geojson(path: Path) -> Source:
    """Open a FeatureCollection or a single Feature.

    Without a `crs` member the file says nothing of its system: the standard means WGS-84, but
    Chinese web maps write GCJ-02 without a word.
    """
    encoding = texts.detect(path)
    document = _document(path, encoding.name)
    features = document.get("features", [document])
    if document.get("type") not in {"FeatureCollection", "Feature"} or not isinstance(features, list):
        raise Refusal("bad-file", cause="no-features", name=path.name)
    text = _stated(document)
    found = None if text is None else crs.of_wkt(text)
    return Source(
        format="geojson",
        columns=tuple(dict.fromkeys(clean(key) for f in features for key in _properties(f))),
        read=lambda: _records(features),
        rows=len(features),
        encoding=encoding.name,
        crs=found,
        crs_text=None if found else text,
        has_geometry=True,
        notes=("encoding-detected",) if encoding.name == "gb18030" else (),
    )


def _document(path: Path, encoding: str) -> dict[str, Any]:
    try:
        document = json.loads(path.read_text(encoding))
    except json.JSONDecodeError as broken:
        raise Refusal("bad-file", cause="json", line=broken.lineno, name=path.name) from broken
    return document if isinstance(document, dict) else {}


def _stated(document: dict[str, Any]) -> str | None:
    """Give the system of the `crs` member of the older standard, if there is one."""
    member = document.get("crs")
    properties = member.get("properties") if isinstance(member, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    return str(name) if name else None


def _records(features: list[Any]) -> Iterator[Record]:
    for line, feature in enumerate(features, start=1):
        fields = {clean(key): _text(value) for key, value in _properties(feature).items()}
        geometry, defect = _shape(feature)
        yield Record(line, {key: text for key, text in fields.items() if text}, geometry, defect)


def _properties(feature: object) -> dict[str, Any]:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    return properties if isinstance(properties, dict) else {}


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else clean(value)


def _shape(feature: object) -> tuple[Any, str | None]:
    if not isinstance(feature, dict):
        return None, "bad-geometry"
    if feature.get("geometry") is None:
        return None, None
    try:
        made = shapely.force_2d(shape(feature["geometry"]))
    except _SHAPE_ERRORS:
        return None, "bad-geometry"
    if shapely.is_empty(made):
        return None, None
    finite = bool(np.isfinite(shapely.get_coordinates(made)).all())
    return (made, None) if finite else (None, "bad-geometry")
