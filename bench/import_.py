"""Import of 200,000 generated enterprises against a bare COPY plus one set-based UPDATE on the same tables.

Both end with the same rows in the same table with all its indexes and triggers; the import also reads the file,
checks every field, matches, judges the coordinates, keeps history and reports. The peak of memory of one import is
measured in a process of its own (import_peak.py), from CSV and from XLSX.
"""

from __future__ import annotations

import csv
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import numpy as np
import psycopg
import xlsxwriter
from psycopg import sql
from sqlalchemy import make_url
from stdnum.cn import uscc

from server import cluster, migrate
from server.db import Database
from server.imports.order import Kind, Order
from server.imports.run import start

ROWS: Final = 200_000
ROUNDS: Final = 1
"""One, because a round takes a minute or more; raise it where time is no matter."""
BUDGET: Final = 2.5
PEAK_MB: Final = 400
_SIDE: Final = 55
_WEST, _SOUTH, _STEP = 119.6, 31.4, 0.012
_TOWN: Final = 7
_COLUMNS: Final = (
    "企业名称", "统一社会信用代码", "地址", "行业", "主要负责人", "联系电话", "从业人数",
    "区县", "镇街道", "经度", "纬度",
)  # fmt: skip
_TARGET: Final = (
    "name", "uscc", "address", "industry", "principal", "contact_phone", "employees", "point", "position_quality",
    "supervision_class", "district_id", "city_id", "town_id",
)  # fmt: skip
_LAY: Final = """
INSERT INTO area (id, level, name) VALUES (1, 'city', '测试市');
INSERT INTO area (id, parent_id, level, name, city_id, geom)
SELECT 2, 1, 'district', '测试区', 1, ST_Multi(ST_MakeEnvelope(%(west)s, %(south)s,
       %(west)s + %(side)s * %(step)s, %(south)s + %(side)s * %(step)s, 4326));
INSERT INTO area (id, parent_id, level, name, city_id, district_id, geom)
SELECT 3 + c * %(towns)s + r, 2, 'town', format('第%%s镇', c * %(towns)s + r), 1, 2,
       ST_Multi(ST_MakeEnvelope(%(west)s + c * %(town)s * %(step)s, %(south)s + r * %(town)s * %(step)s,
           %(west)s + least((c + 1) * %(town)s, %(side)s) * %(step)s,
           %(south)s + least((r + 1) * %(town)s, %(side)s) * %(step)s, 4326))
FROM generate_series(0, %(towns)s - 1) c, generate_series(0, %(towns)s - 1) r;
INSERT INTO grid_unit (code, name, town_id, district_id, city_id, geom, valid_from)
SELECT format('G%%s-%%s', c, r), format('网格%%s-%%s', c, r), 3 + c / %(town)s * %(towns)s + r / %(town)s, 2, 1,
       ST_Multi(ST_Segmentize(ST_MakeEnvelope(%(west)s + c * %(step)s, %(south)s + r * %(step)s,
           %(west)s + (c + 1) * %(step)s, %(south)s + (r + 1) * %(step)s, 4326), %(step)s / 18)), '2026-01-01'
FROM generate_series(0, %(side)s - 1) c, generate_series(0, %(side)s - 1) r;
"""
_ASSIGN: Final = """
UPDATE enterprise e
SET unit_id = u.id, town_id = u.town_id, unit_source = 'point'
FROM grid_unit u
WHERE ST_Intersects(u.geom, e.point) AND u.valid_to IS NULL AND e.unit_id IS DISTINCT FROM u.id
"""


def run() -> list[dict[str, Any]]:
    """Measure rows per second of both and their ratio; the median of the rounds, taken in turn."""
    with tempfile.TemporaryDirectory(prefix="wangge-bench-") as folder:
        place = Path(folder)
        place.chmod(0o711)
        lines = _generate()
        file = place / "enterprises.csv"
        with file.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows([_COLUMNS, *lines])
        workbook = _workbook(place / "enterprises.xlsx", lines)
        with _server(place / "data") as url:
            times = [(_bare(url, lines), _import(url, file)) for _ in range(ROUNDS)]
            peaks = {"csv": _peak(url, file), "xlsx": _peak(url, workbook)}
    bare, imported = (statistics.median(t) for t in zip(*times, strict=True))
    ratio = statistics.median(own / base for base, own in times)
    return [
        {
            "name": "import bare copy and update",
            "value": round(ROWS / bare),
            "unit": "rows/s",
            "budget": None,
            "ok": True,
        },
        {"name": "import", "value": round(ROWS / imported), "unit": "rows/s", "budget": None, "ok": True},
        {"name": "import ratio", "value": round(ratio, 2), "unit": "x", "budget": BUDGET, "ok": ratio <= BUDGET},
        *(
            {"name": f"import {kind} peak", "value": round(mb), "unit": "MB", "budget": PEAK_MB, "ok": mb <= PEAK_MB}
            for kind, mb in peaks.items()
        ),
    ]


def _generate() -> list[tuple[Any, ...]]:
    """Make enterprises, the same every time: crowded in 700 places, as they are."""
    random = np.random.default_rng(20240601)
    width = _SIDE * _STEP
    centres = random.uniform(0.02, width - 0.02, (700, 2))
    weight = 1 / np.arange(1, 701) ** 0.9
    chosen = random.choice(700, ROWS, p=weight / weight.sum())
    xy = np.clip(centres[chosen] + random.normal(0, 0.006, (ROWS, 2)), 1e-4, width - 1e-4)
    people = random.integers(1, 800, ROWS)
    towns = -(-_SIDE // _TOWN)
    lines = []
    for n in range(ROWS):
        body = f"91320412M{n:08d}"
        x, y = float(xy[n, 0]), float(xy[n, 1])
        town = int(x / _STEP) // _TOWN * towns + int(y / _STEP) // _TOWN
        lines.append((
            f"测试第{n}机械制造有限公司", body + uscc.calc_check_digit(body), f"测试区第{town}镇工业园路{n % 900}号",
            "通用设备制造业", "张三", f"138{n:08d}", int(people[n]), "测试区", f"第{town}镇",
            f"{_WEST + x:.7f}", f"{_SOUTH + y:.7f}",
        ))  # fmt: skip
    return lines


def _bare(url: str, lines: list[tuple[Any, ...]]) -> float:
    """Time a COPY of ready rows and the assignment of units by one UPDATE."""
    with _database(url) as fresh, psycopg.connect(fresh) as connection, connection.cursor() as cursor:
        columns = sql.SQL(", ").join(map(sql.Identifier, _TARGET))
        since = time.perf_counter()
        with cursor.copy(sql.SQL("COPY enterprise ({}) FROM STDIN").format(columns)) as copy:
            for name, code, address, industry, principal, phone, people, _, _, lon, lat in lines:
                point = f"SRID=4326;POINT({lon} {lat})"
                copy.write_row(
                    (name, code, address, industry, principal, phone, people, point, "address", "other", 2, 1, None)
                )
        cursor.execute(_ASSIGN)
        connection.commit()
        return time.perf_counter() - since


def _import(url: str, file: Path) -> float:
    """Time the import of the file from its first byte to the report."""
    with _database(url) as fresh:
        database = Database.at(fresh, statement_timeout_s=0)
        order = Order(kind=Kind.ENTERPRISES, path=file, file_name=file.name, at=datetime.now(UTC))
        since = time.perf_counter()
        report = start(database, order)
        seconds = time.perf_counter() - since
        database.close()
    assert report.inserted == ROWS, report.as_json("en")
    return seconds


def _workbook(path: Path, lines: list[tuple[Any, ...]]) -> Path:
    """Write the same rows as a workbook, its texts in one table as Excel writes them."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for number, line in enumerate([_COLUMNS, *lines]):
            sheet.write_row(number, 0, line)
    return path


def _peak(url: str, file: Path) -> float:
    """Import a file in a process of its own and return its peak of resident memory, in MB."""
    with _database(url) as fresh:
        told = subprocess.run(
            [sys.executable, "-m", "bench.import_peak", fresh, str(file)], capture_output=True, text=True, check=True
        )
    peak, inserted = told.stdout.split()
    assert int(inserted) == ROWS, told.stderr
    return float(peak)


@contextmanager
def _server(folder: Path) -> Iterator[str]:
    """Start a private PostgreSQL with the divisions and units laid out in a template."""
    folder.mkdir()
    private = cluster.of(folder)
    url = cluster.start(private)
    try:
        migrate.upgrade(url)
        towns = -(-_SIDE // _TOWN)
        binds = {"west": _WEST, "south": _SOUTH, "side": _SIDE, "step": _STEP, "town": _TOWN, "towns": towns}
        with psycopg.connect(url, cursor_factory=psycopg.ClientCursor) as connection:
            connection.execute(_LAY, binds)
        yield url
    finally:
        cluster.stop(private)


@contextmanager
def _database(url: str) -> Iterator[str]:
    """Copy the template, and drop the copy again."""
    name = f"bench_import_{os.getpid()}"
    template = str(make_url(url).database)
    admin = make_url(url).set(database="postgres").render_as_string(hide_password=False)
    with psycopg.connect(admin, autocommit=True) as connection:
        make = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
        connection.execute(make)
        try:
            fresh = make_url(url).set(database=name).render_as_string(hide_password=False)
            with psycopg.connect(fresh) as warm:
                warm.execute("ANALYZE")
            yield fresh
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
