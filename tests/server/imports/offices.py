"""An office that imports: a small district drawn in degrees, files written for it, orders with few words."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import mapping as as_geojson
from sqlalchemy import text
from stdnum.cn import uscc

from server.db import Database
from server.imports.order import Kind, Order
from server.imports.report import Report
from server.imports.run import start

AT = datetime(2026, 11, 20, 2, 30, tzinfo=UTC)
WEST, SOUTH, STEP = 119.80, 31.60, 0.02
TOWNS = ("湖塘镇", "礼嘉镇", "横林街道")
COLUMNS = ["企业名称", "统一社会信用代码", "地址", "镇街道", "经度", "纬度"]


def credit_code(serial: int) -> str:
    """Make a valid credit code."""
    body = f"91320412MA{serial:07d}"
    return body + uscc.calc_check_digit(body)


def square(column: int, row: int = 0, *, width: float = STEP) -> shapely.Polygon:
    west, south = WEST + column * STEP, SOUTH + row * STEP
    return shapely.box(west, south, west + width, south + STEP)


def write_csv(path: Path, columns: Sequence[str], rows: Sequence[Sequence[object]], encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows([columns, *rows])
    return path


def write_geojson(path: Path, features: Sequence[tuple[Mapping[str, object], Any]]) -> Path:
    collection = {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": dict(fields), "geometry": as_geojson(shape) if shape else None}
            for fields, shape in features
        ],
    }
    path.write_text(json.dumps(collection, ensure_ascii=False), "utf-8")
    return path


def do(database: Database, kind: str, path: Path, **more: Any) -> Report:
    return start(database, Order(**{"kind": Kind(kind), "path": path, "file_name": path.name, "at": AT, **more}))


def query(database: Database, sql: str, **binds: object) -> list[Any]:
    with database.session() as session:
        return list(session.execute(text(sql), binds))


def one(database: Database, sql: str, **binds: object) -> Any:
    return query(database, sql, **binds)[0][0]


def write(database: Database, sql: str) -> None:
    with database.transaction() as session:
        session.execute(text(sql))


def lay_divisions(database: Database, folder: Path) -> Report:
    """Import one city, one district and three towns side by side, each two squares wide and two high."""
    features: list[tuple[Mapping[str, object], Any]] = [
        ({"name": "常州市", "code": "320400000000"}, None),
        ({"name": "武进区", "code": "320412000000"}, shapely.box(WEST, SOUTH, WEST + 6 * STEP, SOUTH + 2 * STEP)),
    ]
    for n, name in enumerate(TOWNS):
        outline = shapely.box(WEST + 2 * n * STEP, SOUTH, WEST + (2 * n + 2) * STEP, SOUTH + 2 * STEP)
        features.append(({"name": name, "code": f"32041210{n}000"}, outline))
    path = write_geojson(folder / "divisions.geojson", features)
    return do(database, "divisions", path, code_system="nbs", code_edition="2023")


def lay_units(database: Database, folder: Path) -> Report:
    """Import twelve units, one a square, named by column and row."""
    features = [
        ({"编码": f"G{column}{row}", "名称": f"网格{column}{row}", "镇街道": TOWNS[column // 2]}, square(column, row))
        for column in range(6)
        for row in range(2)
    ]
    return do(database, "grids", write_geojson(folder / "units.geojson", features))


def firm(serial: int, column: float, row: float = 0.5, **more: str) -> list[object]:
    """Make a row of an enterprise in the middle of a square, or as far as said."""
    town = TOWNS[min(2, int(column // 2))]
    fields = {
        "企业名称": f"武进第{serial}厂", "统一社会信用代码": credit_code(serial),
        "地址": f"{town}{serial}号", "镇街道": town,
        "经度": f"{WEST + column * STEP:.6f}", "纬度": f"{SOUTH + row * STEP:.6f}",
    }  # fmt: skip
    return list((fields | more).values())
