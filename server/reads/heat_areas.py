"""Heat by area: the same measures for the areas of one level, which of them stand out, and the enterprises of one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis import heat, hotspots
from grids.errors import Refusal
from grids.heat import HeatPolicy, Measure, Verdict
from server.reads import heat_database
from server.reads import scope as bind
from server.reads.heat import VERDICTS, Wish, verdicts
from server.reads.heat_counts import Counts, count
from server.reads.heat_question import LEVELS, Areas, Question
from server.store.columns.keeping import Columns

MOST_ENTERPRISES: Final = 500
_UNITS: Final = (
    "SELECT u.id, u.name, u.version, u.village_id, u.town_id, u.district_id, u.city_id FROM grid_unit u "
    "WHERE u.valid_to IS NULL AND {scope} ORDER BY u.code, u.id"
)
_PLACE: Final = {"unit": 0, "village": 3, "town": 4, "district": 5, "city": 6}
"""Level -> where a row of units has the id of its area; a city has thousands of rows."""
_WORDS: Final = tuple(each.value for each in VERDICTS)
_AREAS: Final = text("SELECT a.id, a.name FROM area a WHERE a.id = ANY(:ids) ORDER BY a.name, a.id")


def areas(
    session: Session,
    columns: Columns | None,
    question: Question,
    wish: Wish,
    policy: HeatPolicy,
    *,
    level: str,
    tested: bool,
) -> dict[str, Any]:
    """Return a row for every area of a level in scope, and one for what lies in none of them.

    `tested`: with Getis-Ord Gi* over the areas whose rate is certain. Raises: Refusal("unknown-thing") for an
    enterprise list without the area it is of.
    """
    units = _units(session, question)
    if level == "enterprise":
        return {"level": level, "areas": _enterprises(session, question, wish, policy), "units": {}, "elsewhere": None}
    ids = _ids(units, level)
    counts = count(session, columns, question, Areas(level=level, ids=ids))
    own = counts.grouped()
    rows = _rows(_names(session, units, level, ids), ids, own, wish, policy)
    if tested:
        _stand_out(session, question, rows, units, level, policy)
    return {
        "level": level, "areas": rows,
        "units": {str(unit[0]): unit[_PLACE[level]] for unit in units},
        "elsewhere": {name: int(getattr(counts, name)[-1]) for name in Counts.__slots__},
    }  # fmt: skip


def _units(session: Session, question: Question) -> Sequence[Any]:
    bound = bind.units(question.scope)
    rows = session.execute(text(_UNITS.format(scope=bound.sql)), bound.values).all()
    if question.area is None:
        return rows
    level, wanted = question.area
    return [row for row in rows if row[_PLACE[level]] == wanted]


def _ids(units: Sequence[Any], level: str) -> tuple[int, ...]:
    at = _PLACE[level]
    return tuple(dict.fromkeys(unit[at] for unit in units if unit[at] is not None))


def _names(session: Session, units: Sequence[Any], level: str, ids: tuple[int, ...]) -> dict[int, str]:
    if level == "unit":
        return {unit.id: unit.name for unit in units}
    return {row.id: row.name for row in session.execute(_AREAS, {"ids": list(ids)})}


def _rows(
    names: dict[int, str], ids: tuple[int, ...], own: Counts, wish: Wish, policy: HeatPolicy
) -> list[dict[str, Any]]:
    numbers = {name: getattr(own, name) for name in Counts.__slots__}
    judged = verdicts(wish.measure, numbers, policy)
    weight = _weights(own.hazards, own.majors, wish, policy)
    base = own.visits if wish.measure is Measure.PER_VISIT else own.enterprises
    ratio = np.bool_(wish.measure is not Measure.COUNT)
    value = np.divide(weight, base, out=np.zeros(len(ids)), where=base > 0) if ratio else weight.astype(np.float64)
    adjusted = heat.shrink(weight, base) if ratio else value
    rated = (~ratio | (base > 0)).tolist()
    shown = {
        "id": ids,
        "name": [names.get(id_, "") for id_ in ids],
        "verdict": [_WORDS[each] for each in judged.tolist()],
        "value": [rate if has else None for rate, has in zip(_told(value), rated, strict=True)],
        "adjusted": _told(adjusted),
        "weight": weight.tolist(),
        **{name: of.tolist() for name, of in numbers.items()},
        "spot": [None] * len(ids),
    }
    return [dict(zip(shown, row, strict=True)) for row in zip(*shown.values(), strict=True)]


def _told(rates: NDArray[np.float64]) -> list[float]:
    told: list[float] = heat.significant(rates, 4).tolist()
    return told


def _weights(
    hazards: NDArray[np.int64], majors: NDArray[np.int64], wish: Wish, policy: HeatPolicy
) -> NDArray[np.int64]:
    if not wish.weighted:
        return hazards
    return policy.weights["general"] * (hazards - majors) + policy.weights["major"] * majors


def _stand_out(
    session: Session,
    question: Question,
    rows: list[dict[str, Any]],
    units: Sequence[Any],
    level: str,
    policy: HeatPolicy,
) -> None:
    """Test the areas with a certain rate; what is small or unvisited is neither tested nor anybody's neighbour."""
    certain = [row for row in rows if row["verdict"] == Verdict.CERTAIN]
    place = {row["id"]: n for n, row in enumerate(certain)}
    area_of = {unit.id: unit[_PLACE[level]] for unit in units}
    touching = _neighbours(session, question, tuple(sorted((unit.id, unit.version) for unit in units)))
    pairs = {(area_of[a], area_of[b]) for a, b in touching}
    near = np.array(sorted((place[a], place[b]) for a, b in pairs if a != b and a in place and b in place), np.intp)
    values = np.array([row["value"] for row in certain], np.float64)
    spots = hotspots.gi_star(values, near.reshape(-1, 2), policy.significance)
    for n, row in enumerate(certain):
        row["spot"] = {
            "stands": int(spots.stands[n]), "z": round(float(spots.z[n]), 3), "p": float(f"{spots.p[n]:.3g}"),
        }  # fmt: skip


_KEPT: dict[tuple[tuple[int, int], ...], list[tuple[int, int]]] = {}
_MOST_KEPT: Final = 16


def _neighbours(session: Session, question: Question, units: tuple[tuple[int, int], ...]) -> list[tuple[int, int]]:
    """Return the pairs that touch; borders move seldom, so pairs of the same units and versions are kept."""
    if units not in _KEPT:
        while len(_KEPT) >= _MOST_KEPT:
            _KEPT.pop(next(iter(_KEPT)), None)
        ids = {"ids": [id_ for id_, _ in units]}
        bound = bind.units(question.scope, "a")
        sql = text(bind.statement("heat_neighbours").format(scope=bound.sql))
        _KEPT[units] = [(row.a, row.b) for row in session.execute(sql, {**bound.values, **ids})]
    return _KEPT[units]


def _enterprises(session: Session, question: Question, wish: Wish, policy: HeatPolicy) -> list[dict[str, Any]]:
    if question.area is None or question.area[0] not in LEVELS[:3]:
        raise Refusal("unknown-thing", thing="level")
    found = heat_database.by_enterprise(session, question, MOST_ENTERPRISES)
    if not found:
        return []
    numbers = {name: np.array([row[name] for row in found], np.int64) for name in Counts.__slots__}
    rows = _rows({}, tuple(range(len(found))), Counts(**numbers), wish, policy)
    return [
        {**row, "id": str(own["id"]), "name": own["name"], "at": own["point"]}
        for row, own in zip(rows, found, strict=True)
    ]
