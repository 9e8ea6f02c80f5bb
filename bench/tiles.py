"""Tiles of enterprises, z8 to z16, full and nearly empty: ours over HTTP, the bare ST_AsMVT query, and tipg, in turn.

The bare query is all points of the tile through psycopg, prepared, on one connection: what the database can do without
a reader, a scope or a wire. It and tipg give the properties that ours gives where it draws points; they draw points
also where ours draws cells. Ours is asked without a tag, and again with it. tipg stops at 10,000 points, which helps it
where there are more.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

import psycopg

from bench import city, peer, plots, site
from bench.wire import Answer, Wire, sign_in
from gis.tiles import FEW_POINTS, NAMES_FROM
from server.config import Settings

ZOOMS: Final = range(8, 17)
TINY_FROM: Final = 13
CLIENTS: Final = 16
ROUNDS: Final = 5
_SLICE_S: Final = 0.3
_CROWD_S: Final = 1.5
_TINY_POINTS: Final = 65
FEW_BYTES: Final = 20_000
MOST_BYTES: Final = 500_000
BUDGETS: Final = {"dense": 0.85, "tiny": 0.4, "304": 50.0, "dense tipg": 1.4, "tiny tipg": 4.0}
_BARE: Final = """
SELECT ST_AsMVT(t.*, 'enterprise', 4096, 'geom') FROM (
  SELECT ST_AsMVTGeom(point_3857, ST_TileEnvelope(%(z)s, %(x)s, %(y)s), 4096, 64, true) AS geom, id::text, {properties}
  FROM enterprise WHERE point_3857 && ST_TileEnvelope(%(z)s, %(x)s, %(y)s)) t WHERE t.geom IS NOT NULL
"""
_FIND: Final = """
SELECT tile_index(ST_X(point_3857), %(z)s) AS x, (1 << %(z)s) - 1 - tile_index(ST_Y(point_3857), %(z)s) AS y, count(*)
FROM enterprise GROUP BY 1, 2 ORDER BY {order} LIMIT 1
"""
Ask = Callable[[], int]


@dataclass(slots=True, kw_only=True)
class Case:
    """A tile, and what was measured: rates a second by who served it, one for each round, and its bytes."""

    kind: str
    z: int
    x: int
    y: int
    points: int
    bytes: int = 0
    rates: dict[str, list[float]] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """Name it as ours."""
        return f"/tiles/enterprise/{self.z}/{self.x}/{self.y}.mvt"

    @property
    def properties(self) -> tuple[str, ...]:
        """Name what ours says of a point, beside its id."""
        named = self.z >= NAMES_FROM and self.points <= FEW_POINTS
        return (*(("name",) if named else ()), "grade", "risk_colour", "status", "position_quality")

    def rate(self, who: str) -> float:
        """Return the median rate."""
        return statistics.median(self.rates[who])

    def ratio(self, who: str, to: str) -> float:
        """Return the median of the rounds' ratios."""
        pairs = zip(self.rates[who], self.rates[to], strict=True)
        return statistics.median(own / other for own, other in pairs)


def run(scale: float) -> list[dict[str, Any]]:
    """Measure; the plots and the table go under docs/bench/ where that folder is."""
    with (
        city.loaded(scale) as place,
        tempfile.TemporaryDirectory(prefix="wangge-bench-") as folder,
        psycopg.connect(place.url, autocommit=True, prepare_threshold=0) as bare,
        site.serving(
            Settings(data_dir=Path(folder), port=site.free_port(), workers=2, database_url=place.url)
        ) as address,
        peer.serving(place.url) as (other, reason),
    ):
        cookie = sign_in(address, "city", city.PASSWORD)
        cases = _cases(bare)
        with Wire(address, cookie) as ours:
            for case in cases:
                _measure(case, bare, ours, other)
        crowds = {kind: _crowd(_first(cases, kind), address, cookie, bare) for kind in ("dense", "tiny")}
    plots.of_tiles(cases, scale)
    return [*_rows(cases, crowds), *([] if other else [_row(reason, 0, "", None, ok=True)])]


def _cases(bare: psycopg.Connection[Any]) -> list[Case]:
    """Find the fullest tile of every zoom, and one with about as many points as a village has."""
    orders = [("dense", z, "3 DESC, 1, 2") for z in ZOOMS]
    orders += [("tiny", z, f"abs(count(*) - {_TINY_POINTS}), 1, 2") for z in ZOOMS if z >= TINY_FROM]
    found = []
    for kind, z, order in orders:
        row = bare.execute(_FIND.format(order=order), {"z": z}).fetchone()
        assert row is not None
        found.append(Case(kind=kind, z=z, x=row[0], y=row[1], points=row[2]))
    return found


def _measure(case: Case, bare: psycopg.Connection[Any], ours: Wire, other: str | None) -> None:
    """Take turns: each serves for a slice of time, round after round."""
    first = ours.get(case.path)
    case.bytes = len(first.body)
    asks: dict[str, Ask] = {
        "bare": lambda: len(_bare(bare, case)),
        "ours": lambda: _whole(ours.get(case.path)),
        "304": lambda: ours.get(case.path, first.tag).status,
    }
    if other is None:
        return _take_turns(case, asks)
    with Wire(other) as theirs:
        path = peer.path(case.z, case.x, case.y, case.properties)
        _take_turns(case, {**asks, "tipg": lambda: _whole(theirs.get(path))})
    return None


def _take_turns(case: Case, asks: dict[str, Ask]) -> None:
    for ask in asks.values():
        ask()
    for _ in range(ROUNDS):
        for who, ask in asks.items():
            case.rates.setdefault(who, []).append(_rate(ask, _SLICE_S))


def _whole(answer: Answer) -> int:
    """Make sure that a tile came and not a refusal, which would be quick."""
    assert answer.status == HTTPStatus.OK, answer.body[:300]
    return len(answer.body)


def _rate(ask: Ask, seconds: float) -> float:
    since, done = time.perf_counter(), 0
    while True:
        ask()
        done += 1
        spent = time.perf_counter() - since
        if spent >= seconds:
            return done / spent


def _bare(connection: psycopg.Connection[Any], case: Case) -> bytes:
    statement = _BARE.format(properties=", ".join(case.properties))
    cursor = connection.execute(statement, {"z": case.z, "x": case.x, "y": case.y}, binary=True)
    row = cursor.fetchone()
    return bytes(row[0]) if row else b""


def _crowd(case: Case, address: str, cookie: str, bare: psycopg.Connection[Any]) -> float:
    """Let 16 ask at once, and compare with one bare connection right before and after."""

    def ask(_: int) -> float:
        with Wire(address, cookie) as wire:
            return _rate(lambda: wire.get(case.path).status, _CROWD_S)

    before = _rate(lambda: len(_bare(bare, case)), _CROWD_S)
    with ThreadPoolExecutor(CLIENTS) as pool:
        served = sum(pool.map(ask, range(CLIENTS)))
    after = _rate(lambda: len(_bare(bare, case)), _CROWD_S)
    return served / statistics.mean((before, after))


def _first(cases: list[Case], kind: str) -> Case:
    return next(case for case in cases if case.kind == kind and case.z == 14)  # noqa: PLR2004 - where points begin


def _rows(cases: list[Case], crowds: dict[str, float]) -> list[dict[str, Any]]:
    rows = []
    for case in cases:
        name = f"tiles z{case.z} {case.kind} {case.points} points"
        rows += [
            _row(f"{name}, to bare", case.ratio("ours", "bare"), "x", BUDGETS[case.kind]),
            _row(f"{name}, time", 1000 / case.rate("ours"), "ms", None),
            _row(f"{name}, bytes", case.bytes, "B", None, ok=case.bytes <= MOST_BYTES),
        ]
        if "tipg" in case.rates:
            rows.append(_row(f"{name}, to tipg", case.ratio("ours", "tipg"), "x", BUDGETS[f"{case.kind} tipg"]))
    far = [case for case in cases if case.z < 14]  # noqa: PLR2004 - cells end and points begin
    dense = next(case for case in cases if case.kind == "dense" and case.z == 12)  # noqa: PLR2004 - a town fills it
    kept = statistics.median(seen / bare for seen, bare in zip(dense.rates["304"], dense.rates["bare"], strict=True))
    rows.append(_row("tiles 304 to bare dense z12", kept, "x", BUDGETS["304"]))
    most = max(case.bytes for case in far)
    rows.append({**_row("tiles largest of z8 to z13", most, "B", None), "budget": FEW_BYTES, "ok": most <= FEW_BYTES})
    rows += [_row(f"tiles z14 {kind}, {CLIENTS} clients to bare", value, "x", None) for kind, value in crowds.items()]
    return rows


def _row(name: str, value: float, unit: str, least: float | None, *, ok: bool = True) -> dict[str, Any]:
    shown = round(value, 2)
    return {"name": name, "value": shown, "unit": unit, "budget": least, "ok": ok if least is None else shown >= least}
