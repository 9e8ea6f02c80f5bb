"""Indicators: shares with numerator and denominator, by place or class, and the list behind each of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final, Literal
from uuid import UUID

from flask import Response, jsonify
from flask_openapi3 import APIBlueprint
from pydantic import BaseModel, Field

from grids.errors import Refusal
from grids.indicators import Period
from grids.permissions import SEES_FIGURES, Scope, scope
from grids.policy import local_day
from server.api import context
from server.api.asked import Asked, Day
from server.catalogue import LANGUAGES
from server.catalogue import text as sentence
from server.reads import indicators
from server.reads.indicator_terms import INDICATORS, Question, Rules
from server.reads.marks import after, mark
from server.store.policy import indicators_on

api = APIBlueprint("indicators", __name__, url_prefix="/api/v1")
By = Literal["town", "village", "unit", "class"]
_YEAR: Final = timedelta(days=365)


class Wanted(Asked):
    """Which days (both included; without them the last 365), and which part of one's own area."""

    period_from: Day | None = None
    period_to: Day | None = None
    by: By = "town"
    city: int | None = None
    district: int | None = None
    town: int | None = None
    village: int | None = None
    unit: int | None = None
    enterprise: UUID | None = None
    supervision_class: list[str] = Field(default_factory=list, max_length=20)
    name: list[str] = Field(
        default_factory=list, max_length=len(INDICATORS), description="Which; all when none is named"
    )


class Listed(Wanted):
    """Which facts: all below the line (`of`), those that count above it (`counted`), or the others (`rest`).

    `key`: the row of the table whose figure it is; empty is the row without a place. Without it, the total.
    """

    side: Literal["of", "counted", "rest"] = "counted"
    key: str | None = Field(default=None, max_length=60)
    limit: int = Field(default=50, ge=1, le=500)
    after: str | None = Field(default=None, max_length=200)


class Named(BaseModel):
    """Which indicator."""

    name: str = Field(max_length=40)


@api.get("/indicators", summary="Indicators of an area and a period, by place or class")
def figures(query: Wanted) -> Response:
    """Return shares as of the end of the period, in all and row by row."""
    question, rules = _question(query), _rules()
    with context.reading().session() as session:
        body = indicators.table(session, question, rules, query.by, context.columns())
    described = {
        each.id: {
            "item": each.item,
            "facts": each.facts,
            "is_good": each.is_good,
            "name": {lang: sentence("figures", f"indicator.{each.id}", lang) for lang in LANGUAGES},
            "formula": {lang: sentence("figures", f"indicator.{each.id}.formula", lang) for lang in LANGUAGES},
        }
        for each in question.indicators()
    }
    head = {
        "as_of": context.now().isoformat(),
        "by": query.by,
        "period": _told(question.period),
        "denominator_min": rules.indicators.denominator_min,
        "indicators": described,
    }
    return jsonify({**head, **body})


@api.get("/indicators/earlier", summary="The same indicators of the period before and of the year before, in all")
def earlier(query: Wanted) -> Response:
    """Return totals to compare with: of the period before, and of the same days a year before."""
    question, rules = _question(query), _rules()
    periods = {"before": question.period.before(), "year_before": question.period.year_before()}
    with context.reading().session() as session:
        body = {
            name: {
                "period": _told(period),
                "total": indicators.totals(session, replace(question, period=period), rules, context.columns()),
            }
            for name, period in periods.items()
        }
    return jsonify(body)


@api.get("/indicators/<string:name>/facts", summary="The facts behind one figure")
def facts(path: Named, query: Listed) -> Response:
    """List exactly what was counted, newest first."""
    indicator = INDICATORS.get(path.name)
    if indicator is None:
        raise Refusal("not-found", thing="indicator")
    key = None if query.key is None else (query.by, _key(query.by, query.key))
    since = after(query.after, datetime.fromisoformat, str)
    with context.reading().session() as session:
        body = indicators.listed(
            session, _question(query), _rules(), indicator, side=query.side, key=key, after=since, limit=query.limit
        )
    items = [
        {
            **item,
            "enterprise_id": item["enterprise_id"] and str(item["enterprise_id"]),
            "hazard_id": item["hazard_id"] and str(item["hazard_id"]),
            "moment": item["moment"].isoformat(),
        }
        for item in body["items"]
    ]
    following = mark(items[-1]["moment"], items[-1]["id"]) if len(items) == query.limit else None
    return jsonify({"total": body["total"], "facts": indicator.facts, "items": items, "next": following})


def _question(query: Wanted) -> Question:
    seen = _seen()
    today = local_day(context.now())
    last = query.period_to or today
    first = query.period_from or last - _YEAR + timedelta(days=1)
    if last < first:
        raise Refusal("bad-act", at="period_from")
    levels = ("unit", "village", "town", "district", "city")
    area = next(((level, getattr(query, level)) for level in levels if getattr(query, level) is not None), None)
    unknown = set(query.name) - set(INDICATORS)
    if unknown:
        raise Refusal("unknown-thing", thing=min(unknown))
    return Question(
        scope=seen, period=Period(first, last), area=area, enterprise=query.enterprise,
        classes=frozenset(query.supervision_class),
        names=frozenset(query.name or INDICATORS),
    )  # fmt: skip


def _told(period: Period) -> dict[str, str]:
    return {"from": period.first.isoformat(), "to": period.last.isoformat()}


def _seen() -> Scope:
    found = context.signed_in_as(*SEES_FIGURES)
    return scope(found.person.grants, SEES_FIGURES)


def _rules() -> Rules:
    today: date = local_day(context.now())
    return Rules(indicators=indicators_on(today))


def _key(by: str, key: str) -> str | None:
    if key == "":
        return None
    if by != "class" and not key.isdigit():
        raise Refusal("unknown-thing", thing="key")
    return key
