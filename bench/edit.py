"""One boundary edit in a whole city: check and save against the bare geometry, trying with its impact, and who moves.

Edits hand a strip along a common border to the neighbour, in every district. The bare run is what any program has to
do: node the boundaries of the units and their neighbours, polygonize, join the faces; prove each valid, prove that the
coverage is valid with the next ring of neighbours, and that the ground is the same.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID, uuid4

import numpy as np
import shapely
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from bench import city, plots
from gis import crs
from gis.coverage import GRID_M
from gis.crs import WGS84
from gis.tiling import Tiling, cut, joined
from grids import boundaries as b
from grids.errors import Refusal
from grids.levels import Level
from grids.permissions import Grant, Person, Role
from server.db import Database
from server.reads import redraw_impact
from server.store import redraw_edits, redraw_moves, redraws
from server.store.tables import PersonRow, RedrawRow

STRIP_M: Final = 80.0
EDITS: Final = 30
SIZES: Final = (1, 2, 4, 8, 16)
RATIO: Final = 3.0
TRY_MS: Final = 200.0


@dataclass(frozen=True, slots=True)
class Case:
    """A strip to hand over in a plan."""

    plan: UUID
    op: b.GiveGround


def run(scale: float) -> list[dict[str, Any]]:
    """Measure."""
    times: dict[str, list[float]] = {"bare": [], "check": [], "save": [], "ratio": [], "try": [], "try in a plan": []}
    with city.loaded(scale) as place:
        plans = _plans(place.database)
        cases = list(_cases(place.database, plans))
        for case in cases:
            _edit(place.database, case, times)
        whole = _drawn(place.database, cases)
        for case in whole:
            times["try in a plan"].append(_tried(place.database, case))
        grown = [_moved(place.database, plans[0], size) for size in SIZES]
    plots.of_edit(times, grown, scale)
    slope, rest = np.polyfit([n for n, _ in grown], [ms for _, ms in grown], 1)
    return [
        _row("edit bare", _median_ms(times["bare"]), "ms", None),
        _row("edit check", _median_ms(times["check"]), "ms", None),
        _row("edit save", _median_ms(times["save"]), "ms", None),
        _row("edit ratio", statistics.median(times["ratio"]), "x", RATIO),
        _row("edit try with impact", _median_ms(times["try"]), "ms", TRY_MS),
        _row("edit try with impact p95", _p95_ms(times["try"]), "ms", TRY_MS),
        _row("edit try in a plan of many edits", _median_ms(times["try in a plan"]), "ms", TRY_MS),
        _row("edit moves, each enterprise inside", float(slope), "ms", None),
        _row("edit moves, before the first", float(rest), "ms", None),
    ]


def _plans(database: Database) -> list[UUID]:
    """Begin a plan in every district."""
    made = []
    with database.transaction() as session:
        author = session.scalars(select(PersonRow.id).order_by(PersonRow.username).limit(1)).one()
        districts = session.execute(
            text(
                "SELECT DISTINCT ON (u.district_id) u.district_id, u.city_id, ST_SRID(u.geom_metric) AS srid, "
                "ST_X(ST_Centroid(u.geom)) AS lon, ST_Y(ST_Centroid(u.geom)) AS lat FROM grid_unit u "
                "WHERE u.valid_to IS NULL AND u.kind = 'general' ORDER BY u.district_id, u.id"
            )
        ).all()
        for row in districts:
            own = uuid4()
            session.add(
                RedrawRow(
                    id=own, city_id=row.city_id, district_id=row.district_id, title="bench", why="", state="draft",
                    metric_srid=row.srid or crs.metric_srid(row.lon, row.lat), author=author, created_at=_now(),
                    touched_at=_now(), touched_by=author,
                )
            )  # fmt: skip
            made.append(own)
    return made


def _cases(database: Database, plans: Sequence[UUID]) -> Iterator[Case]:
    """Choose the fullest units of each district, each with a neighbour."""
    each = -(-EDITS // len(plans))
    with database.session() as session:
        for plan in plans:
            row = redraws.load(session, plan, lock=False)
            codes = session.scalars(
                text(
                    "SELECT u.code FROM grid_unit u JOIN (SELECT unit_id, count(*) AS n FROM enterprise GROUP BY 1) e "
                    "ON e.unit_id = u.id WHERE u.district_id = :district AND u.valid_to IS NULL "
                    "ORDER BY e.n DESC LIMIT :most"
                ),
                {"district": row.district_id, "most": 3 * each},
            ).all()
            found = (op for code in codes if (op := _strip(session, row, code)) is not None)
            yield from (Case(plan, op) for op, _ in zip(found, range(each), strict=False))


def _strip(session: Session, row: RedrawRow, code: str) -> b.GiveGround | None:
    """Describe a strip along the longest border of a unit, if it can be handed over."""
    metric = redraws.metric_of(row)
    tiling = redraws.tiling_of(redraws.around(session, row, [code], []))
    shape = tiling.shape(code)
    borders = {other: shapely.intersection(shape, tiling.shape(other)) for other in tiling.beside([code])}
    other = max(borders, key=lambda each: shapely.length(borders[each]))
    middle = shapely.line_interpolate_point(_longest(borders[other]), 0.5, normalized=True)
    ground = shapely.buffer(middle, STRIP_M, quad_segs=4)
    ring = shapely.get_coordinates(crs.move(ground, metric, WGS84)).tolist()
    op = b.GiveGround(giver=code, taker=other, ground=tuple((lon, lat) for lon, lat in ring))
    try:
        redraw_edits.draw(session, row, op)
    except Refusal:
        return None
    return op


def _longest(border: Any) -> Any:  # noqa: ANN401 - a geometry
    lines = [part for part in shapely.get_parts(shapely.line_merge(border)) if part.geom_type == "LineString"]
    return max(lines, key=shapely.length, default=shapely.get_parts(border)[0])


def _edit(database: Database, case: Case, times: dict[str, list[float]]) -> None:
    """Measure one edit: bare, then checked and saved, then tried with its impact; and take it back."""
    with database.session() as session:
        row = redraws.load(session, case.plan, lock=False)
        tiling = redraws.tiling_of(redraws.around(session, row, [case.op.giver, case.op.taker], []))
        ground = crs.move(shapely.Polygon(case.op.ground), WGS84, redraws.metric_of(row))
        bare = min(_seconds(lambda: _bare(tiling, case.op, ground)) for _ in range(3))
    both = min(_saved(database, case) for _ in range(3))
    check = _checked(database, case)
    times["bare"].append(bare)
    times["check"].append(check)
    times["save"].append(max(0.0, both - check))
    times["ratio"].append(both / bare)
    times["try"].append(_tried(database, case))


def _bare(tiling: Tiling, op: b.GiveGround, ground: Any) -> bool:  # noqa: ANN401 - a Polygon
    pair = [op.giver, op.taker]
    local = [*pair, *tiling.beside(pair)]
    shapes = np.array([tiling.shape(unit) for unit in local], dtype=object)
    faces = cut(shapes, [shapely.boundary(ground)])
    points = shapely.point_on_surface(faces)
    face, held = shapely.STRtree(shapes).query(points, predicate="intersects")
    owner = np.array(held)
    inside = shapely.intersects(points[face], ground)
    owner[inside & (owner == 0)] = 1
    made = np.array([joined(faces[face[owner == n]]) for n in range(len(local)) if (owner == n).any()], dtype=object)
    ring = np.array([tiling.shape(unit) for unit in tiling.beside(local)], dtype=object)
    same = shapely.area(shapely.symmetric_difference(shapely.union_all(made), shapely.union_all(shapes)))
    valid = shapely.is_valid(made).all() and shapely.coverage_is_valid(np.concatenate((made, ring)))
    return bool(valid) and float(same) < shapely.length(made).sum() * GRID_M


def _checked(database: Database, case: Case) -> float:
    with database.session() as session:
        row = redraws.load(session, case.plan, lock=False)
        return min(_seconds(lambda: redraw_edits.draw(session, row, case.op)) for _ in range(3))


def _saved(database: Database, case: Case) -> float:
    since = time.perf_counter()
    with database.transaction() as session:
        row = redraws.load(session, case.plan)
        made = redraw_edits.draw(session, row, case.op)
        redraw_edits.keep(session, row, case.op, made, row.author, _now())
    spent = time.perf_counter() - since
    with database.transaction() as session:
        row = redraws.load(session, case.plan)
        redraw_edits.turn(session, row, back=True, person=row.author, at=_now())
    return spent


def _tried(database: Database, case: Case) -> float:
    with database.session() as session:
        row = redraws.load(session, case.plan, lock=False)
        grant = Grant(role=Role.PLANNER, level=Level.DISTRICT, area=row.district_id)
        planner = Person(id=row.author, name="bench", grants=(grant,))
        return _seconds(lambda: redraw_impact.tried(session, planner, row, case.op, city.UNTIL))


def _drawn(database: Database, cases: Sequence[Case]) -> list[Case]:
    """Keep every second edit, and return the others: they are tried in plans that have many edits."""
    for case in cases[::2]:
        with database.transaction() as session:
            row = redraws.load(session, case.plan)
            try:
                made = redraw_edits.draw(session, row, case.op)
            except Refusal:
                continue
            redraw_edits.keep(session, row, case.op, made, row.author, _now())
    fit = []
    for case in cases[1::2]:
        with database.session() as session:
            try:
                redraw_edits.draw(session, redraws.load(session, case.plan, lock=False), case.op)
            except Refusal:
                continue
        fit.append(case)
    return fit


def _moved(database: Database, plan: UUID, size: int) -> tuple[int, float]:
    """Merge so many units into their neighbour and find who moves: how many, and in how many milliseconds."""
    with database.session() as session:
        row = redraws.load(session, plan, lock=False)
        units = dict(redraws.touched(session, row))
        first = next(key for key, unit in units.items() if unit.image.wkb is not None)
        names = [first]
        while len(names) <= size:
            tiling = redraws.tiling_of(redraws.around(session, row, names, []))
            names.append(tiling.beside(names)[0])
        made = redraw_edits.draw(session, row, b.MergeUnits(units=tuple(names), into=first))
        looked = redraw_moves.plan_of({key: made.known[key] for key in made.after})
        spent = min(_seconds(lambda: redraw_moves.moves(session, row, looked, made.after)) for _ in range(5))
        return len(redraw_moves.moves(session, row, looked, made.after)), spent * 1000


def _seconds(do: Callable[[], object]) -> float:
    since = time.perf_counter()
    do()
    return time.perf_counter() - since


def _now() -> datetime:
    return datetime.now(UTC)


def _median_ms(seconds: Sequence[float]) -> float:
    return statistics.median(seconds) * 1000


def _p95_ms(seconds: Sequence[float]) -> float:
    return sorted(seconds)[int(0.95 * (len(seconds) - 1))] * 1000


def _row(name: str, value: float, unit: str, most: float | None) -> dict[str, Any]:
    shown = round(value, 3)
    return {"name": name, "value": shown, "unit": unit, "budget": most, "ok": most is None or shown <= most}
