"""Heat: cells of the ground and areas of the tree by a fair measure, in one's own area."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final, Literal

from flask import Response
from flask_openapi3 import APIBlueprint
from pydantic import BaseModel, Field

from grids.commands import HazardLevel
from grids.errors import Refusal
from grids.hazards import Source, State
from grids.heat import BANDWIDTHS_M, FOUND, HeatPolicy, Measure, sources_of
from grids.permissions import Scope
from grids.policy import local_day
from server.api import context
from server.reads import heat, heat_areas
from server.reads.heat import Wish
from server.reads.heat_question import LEVELS, Question
from server.store.policy import heat_on

api = APIBlueprint("heat", __name__, url_prefix="/api/v1")
_YEAR: Final = timedelta(days=365)
_EARLIEST: Final = date(2000, 1, 1)
_DESCRIBED: Final[dict[type[BaseModel], dict[str, Any]]] = {}
Level = Literal["enterprise", "unit", "village", "town", "district", "city"]


class Asked(BaseModel):
    """What is counted: measure, days (both included; without them the last 365), kinds, and one area of the tree."""

    measure: Measure = Measure.PER_VISIT
    weighted: bool = True
    period_from: date | None = Field(default=None, ge=_EARLIEST)
    period_to: date | None = Field(default=None, ge=_EARLIEST)
    state: list[State] = Field(default_factory=list)
    source: list[Source] = Field(default_factory=list)
    level: HazardLevel | None = None
    category: str | None = Field(default=None, pattern=r"^[A-Z][0-9]{0,2}$")
    supervision_class: list[str] = Field(default_factory=list, max_length=20)
    industry: str | None = Field(default=None, max_length=100)
    grade: Literal["A", "B", "C", "D", "none"] | None = None
    city: int | None = None
    district: int | None = None
    town: int | None = None
    village: int | None = None
    unit: int | None = None

    @classmethod
    def model_json_schema(cls, *args: Any, **named: Any) -> dict[str, Any]:  # noqa: ANN401 - as its base has it
        """Describe the query once: flask-openapi3 asks with every request, which would cost as much as the counting."""
        if args or named:
            return super().model_json_schema(*args, **named)
        if cls not in _DESCRIBED:
            _DESCRIBED[cls] = super().model_json_schema()
        return _DESCRIBED[cls]


class OnGround(Asked):
    """Cells are smoothed over this distance; without it, over the one of the level looked at."""

    bandwidth: Literal["250", "500", "1000", "2000"] | None = None


class ByArea(Asked):
    """Of which level the areas are; `enterprise` lists those of one unit, village or town."""

    by: Level = "unit"
    tested: bool = False


@api.get("/heat", summary="Heat on the ground: cells with rate, numerator and denominator, and the worst places")
def ground(query: OnGround) -> Response:
    """Return cells of my area as lists of one length; `index` counts row by row from the south-west corner."""
    question, policy = _question(query), heat_on(local_day(context.now()))
    bandwidth = int(query.bandwidth) if query.bandwidth else policy.bandwidth_m[_level(question)]
    wish = Wish(measure=query.measure, weighted=query.weighted, bandwidth_m=bandwidth)
    with context.reading().session() as session:
        columns = context.columns().current(session)
        body = heat.cells(session, columns, question, wish, policy)
    return _answer({**body, "bandwidths_m": BANDWIDTHS_M}, question, wish, policy, from_columns=columns is not None)


@api.get("/figures/areas", summary="The same measures by area of one level")
def by_area(query: ByArea) -> Response:
    """Return a row for each area of a level in my area; `tested` adds which of them stand out (Getis-Ord Gi*)."""
    question, policy = _question(query), heat_on(local_day(context.now()))
    wish = Wish(measure=query.measure, weighted=query.weighted, bandwidth_m=0)
    with context.reading().session() as session:
        columns = context.columns().current(session)
        body = heat_areas.areas(session, columns, question, wish, policy, level=query.by, tested=query.tested)
    return _answer(body, question, wish, policy, from_columns=columns is not None)


def _answer(
    body: dict[str, object], question: Question, wish: Wish, policy: HeatPolicy, *, from_columns: bool
) -> Response:
    told = heat.about(question, wish, policy)
    counted = "columns" if from_columns else "database"
    whole = {"as_of": context.now().isoformat(), "counted_in": counted, **told, **body}
    return context.as_json(whole)


def _question(query: Asked) -> Question:
    """Bind the question to the asker's scope; sources are those the measure can divide."""
    today = local_day(context.now())
    first, last = query.period_from or today - _YEAR, query.period_to or today
    if first > last:
        raise Refusal("bad-act", at="period_from")
    areas = {level: getattr(query, level) for level in LEVELS}
    area = next(((level, id_) for level, id_ in areas.items() if id_ is not None), None)
    able = sources_of(query.measure)
    return Question(
        scope=context.seen(), first=first, last=last, states=frozenset(query.state) or FOUND,
        sources=(frozenset(query.source) & able) if query.source else able, level=query.level, category=query.category,
        classes=frozenset(query.supervision_class), industry=query.industry or None, grade=query.grade, area=area,
    )  # fmt: skip


def _level(question: Question) -> str:
    """Return the level that is looked at: of the area asked for, else of the widest grant."""
    if question.area is not None:
        return "unit" if question.area[0] == "village" else question.area[0]
    seen: Scope = question.scope
    return "city" if seen.cities else "district" if seen.districts else "town" if seen.towns else "unit"
