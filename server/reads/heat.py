"""Heat on the ground: cells with a rate, its two numbers, what the rate is worth, and the worst places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis import heat
from gis.heat import Raster
from grids.heat import HeatPolicy, Measure, Verdict, verdict
from grids.permissions import Scope
from server.catalogue import LANGUAGES
from server.catalogue import text as sentence
from server.reads import scope as bind
from server.reads.heat_counts import Counts, count, industries
from server.reads.heat_question import Cells, Question
from server.store.columns.keeping import Columns

MOST_PLACES: Final = 12
VERDICTS: Final = tuple(Verdict)
_NOTHING: Final = Raster(x0=0, y0=0, side=1, nx=1, ny=1, side_m=1, bandwidth_m=1, latitude=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """How the counted is shown: divided by what, weighed or not, smoothed how far."""

    measure: Measure
    weighted: bool
    bandwidth_m: int


def cells(
    session: Session, columns: Columns | None, question: Question, wish: Wish, policy: HeatPolicy
) -> dict[str, Any]:
    """Return the cells that hold or border an enterprise or a hazard, as lists of one length, and the worst places.

    The colour of a cell is a ratio of kernel sums; its numbers are those of the square of a bandwidth each way, so
    that a list of the square holds exactly them. Source: docs/rules.md 4.3; Marshall 1991 for the order of the places.
    """
    box = _extent(session, question)
    on = heat.raster(box, wish.bandwidth_m) if box else _NOTHING
    counts = count(session, columns, question, Cells(raster=on, at_enterprise=wish.measure is not Measure.COUNT))
    field = _Field(counts.grouped(), on, wish, policy)
    worst, unvisited = field.worst(), field.unvisited()
    named = _named(session, question.scope, [*worst, *unvisited])
    return {
        "raster": _told(on),
        "industries": industries(session, columns, question),
        "cells": field.shown(),
        "total": counts.total(),
        "elsewhere": {name: int(getattr(counts, name)[-1]) for name in ("hazards", "enterprises", "visits")},
        "places": named[: len(worst)],
        "unvisited": named[len(worst) :],
    }


def about(question: Question, wish: Wish, policy: HeatPolicy) -> dict[str, Any]:
    """Say what a figure is made of: formula, numbers of policy, days."""
    return {
        "measure": wish.measure.value, "weighted": wish.weighted,
        "period": {"from": question.first.isoformat(), "to": question.last.isoformat()},
        "denominator_min": policy.denominator_min, "significance": policy.significance,
        "weights": dict(policy.weights),
        "formula": {lang: sentence("figures", f"heat.{wish.measure.value}.formula", lang) for lang in LANGUAGES},
    }  # fmt: skip


class _Field:
    """The cells of one question: kernel sums for the colour, square sums for the numbers."""

    def __init__(self, counts: Counts, on: Raster, wish: Wish, policy: HeatPolicy) -> None:
        self._on, self._policy, self._wish = on, policy, wish
        self._weights = dict(policy.weights) if wish.weighted else {"general": 1, "major": 1}
        self._square = {
            name: heat.square_sums(getattr(counts, name), on, on.radius)
            for name in ("hazards", "majors", "enterprises", "visited", "visits")
        }
        self._value = self._colour(counts)
        self._weight = self._weigh(self._square["hazards"], self._square["majors"])
        self._base = self._square[{"per_visit": "visits"}.get(wish.measure, "enterprises")]
        self._verdicts = verdicts(wish.measure, self._square, policy)

    def shown(self) -> dict[str, list[Any]]:
        """Return the cells with something in their square."""
        kept = np.flatnonzero((self._square["enterprises"] > 0) | (self._square["hazards"] > 0))
        return {
            "index": kept.tolist(),
            "value": heat.significant(self._value[kept], 3).tolist(),
            "verdict": self._verdicts[kept].tolist(),
            **{name: numbers[kept].tolist() for name, numbers in self._square.items()},
        }

    def worst(self) -> list[dict[str, Any]]:
        """Return the places with the highest rate that is certain, by the rate pulled to the mean of all."""
        able = (self._verdicts == VERDICTS.index(Verdict.CERTAIN)) & (self._weight > 0)
        ratio = self._wish.measure is not Measure.COUNT
        certain = np.where(able, self._base, 0)
        score = heat.shrink(np.where(able, self._weight, 0), certain) if ratio else self._weight.astype(np.float64)
        return [self._place(key, float(score[key])) for key in self._peaks(score, able)]

    def unvisited(self) -> list[dict[str, Any]]:
        """Return the places with the most enterprises where nobody has been."""
        able = self._verdicts == VERDICTS.index(Verdict.UNVISITED)
        score = self._square["enterprises"].astype(np.float64)
        return [self._place(key, None) for key in self._peaks(score, able)]

    def _peaks(self, score: NDArray[np.float64], able: NDArray[np.bool_]) -> list[int]:
        return heat.peaks(score, able, self._on, self._on.radius, MOST_PLACES)

    def _place(self, key: int, score: float | None) -> dict[str, Any]:
        square = self._on.square(key, self._on.radius)
        numbers = {name: int(sums[key]) for name, sums in self._square.items()}
        return {"square": list(square), "adjusted": score and float(f"{score:.3g}"), **numbers}

    def _colour(self, counts: Counts) -> NDArray[np.float64]:
        weight = heat.smooth(self._weigh(counts.hazards, counts.majors), self._on)
        if self._wish.measure is Measure.COUNT:
            return weight / heat.kernel_km2(self._on)
        base = heat.smooth(counts.visits if self._wish.measure is Measure.PER_VISIT else counts.enterprises, self._on)
        return np.divide(weight, base, out=np.zeros_like(weight), where=base > 0)

    def _weigh(self, hazards: NDArray[np.int64], majors: NDArray[np.int64]) -> NDArray[np.int64]:
        return self._weights["general"] * (hazards - majors) + self._weights["major"] * majors


def verdicts(measure: Measure, numbers: Mapping[str, NDArray[np.int64]], policy: HeatPolicy) -> NDArray[np.int8]:
    """Judge each group by the rule of grids/heat.py; equal numbers are judged once."""
    base = numbers["visits"] if measure is Measure.PER_VISIT else numbers["enterprises"]
    has = (numbers["enterprises"] > 0) * 2 + (numbers["visits"] > 0)
    kinds = has * (policy.denominator_min + 1) + np.minimum(base, policy.denominator_min)
    judged = np.zeros(int(kinds.max(initial=0)) + 1, np.int8)
    for kind in np.unique(kinds):
        has_one, least = divmod(int(kind), policy.denominator_min + 1)
        found = verdict(
            measure, enterprises=has_one // 2, visits=has_one % 2, denominator=least, least=policy.denominator_min
        )
        judged[kind] = VERDICTS.index(found)
    verdicts_of: NDArray[np.int8] = judged[kinds]
    return verdicts_of


def _extent(session: Session, question: Question) -> tuple[float, float, float, float] | None:
    units, enterprises = bind.units(question.scope), bind.enterprises(question.scope)
    where = {"unit_area": "", "enterprise_area": ""}
    values: dict[str, Any] = {}
    if question.area is not None:
        level, values = question.area[0], {"area": question.area[1]}
        column = "id" if level == "unit" else f"{level}_id"
        where = {"unit_area": f"AND u.{column} = :area", "enterprise_area": f"AND e.{level}_id = :area"}
    sql = bind.statement("heat_extent").format(scope=units.sql, enterprises=enterprises.sql, **where)
    row = session.execute(text(sql), {**units.values, **enterprises.values, **values}).one_or_none()
    return None if row is None else (row[0], row[1], row[2], row[3])


def _named(session: Session, scope: Scope, places: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Add to each place where it is and what it is called."""
    if not places:
        return []
    squares = [place["square"] for place in places]
    units, enterprises = bind.units(scope), bind.enterprises(scope)
    sql = bind.statement("heat_named").format(scope=units.sql, enterprises=enterprises.sql)
    middles = {"x": [(s[0] + s[2]) / 200 for s in squares], "y": [(s[1] + s[3]) / 200 for s in squares]}
    rows = session.execute(text(sql), {**units.values, **enterprises.values, **middles}).mappings()
    return [
        {**place, "at": [row["lon"], row["lat"]], "unit_id": row["unit_id"], "unit": row["unit"], "near": row["near"]}
        for place, row in zip(places, rows, strict=True)
    ]


def _told(on: Raster) -> dict[str, Any]:
    return {
        "x0": on.x0, "y0": on.y0, "side": on.side, "nx": on.nx, "ny": on.ny, "side_m": on.side_m,
        "bandwidth_m": on.bandwidth_m, "radius": on.radius, "error": round(on.error(), 4) if on is not _NOTHING else 0,
    }  # fmt: skip
