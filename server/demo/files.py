"""The files in data/, read once."""

from __future__ import annotations

import csv
import functools
import json
import tomllib
from pathlib import Path
from typing import Any, Final

import shapely

_DATA: Final = Path(__file__).with_name("data")

Row = dict[str, str]


@functools.cache
def rows(name: str) -> tuple[Row, ...]:
    """Read a CSV file: `divisions` (codes and names) or `centres` (points in WGS-84)."""
    with (_DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@functools.cache
def table(name: str) -> dict[str, Any]:
    """Read a TOML file."""
    return tomllib.loads((_DATA / f"{name}.toml").read_text("utf-8"))


def town_rows() -> list[dict[str, Any]]:
    """List the towns that have ground."""
    found: list[dict[str, Any]] = table("towns")["town"]
    return found


@functools.cache
def outlines() -> dict[str, Any]:
    """Read the districts' outlines by six-digit code, in WGS-84."""
    features = _features("districts")
    return {feature["properties"]["code"]: shapely.geometry.shape(feature["geometry"]) for feature in features}


@functools.cache
def water() -> tuple[tuple[str | None, str | None, Any], ...]:
    """Read lakes and rivers with their names, Chinese and English, in WGS-84."""
    features = [(f["properties"], shapely.geometry.shape(f["geometry"])) for f in _features("water")]
    return tuple((named["name"], named.get("name_en"), shape) for named, shape in features)


def _features(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((_DATA / f"{name}.geojson").read_text("utf-8"))["features"]
    return found
