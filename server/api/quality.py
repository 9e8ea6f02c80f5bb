"""The quality of files: scores by place, what each rule counts, the files it finds, the score day by day."""

from __future__ import annotations

from typing import Any, Final, Literal
from uuid import UUID

from flask import Response, jsonify
from flask_openapi3 import APIBlueprint
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from gis.quality import FACTS
from grids.errors import Refusal
from grids.permissions import SEES_FIGURES, Scope, scope
from grids.policy import local_day
from grids.quality import Rule
from server.api import context
from server.api.asked import Asked
from server.catalogue import LANGUAGES
from server.catalogue import text as sentence
from server.reads import quality
from server.reads.marks import after, mark
from server.reads.quality import Question
from server.store import quality as rules

api = APIBlueprint("quality", __name__, url_prefix="/api/v1")
_TREND_DAYS: Final = 400


class Wanted(Asked):
    """By what, and of which town in one's area."""

    by: Literal["town", "village", "unit", "class"] = "town"
    town: int | None = None


class RulePath(BaseModel):
    """Which rule."""

    rule: str = Field(max_length=40)


class Listed(Asked):
    """Which page of files."""

    town: int | None = None
    limit: int = Field(default=50, ge=1, le=500)
    after: str | None = Field(default=None, max_length=600)


class Since(Asked):
    """How far back."""

    town: int | None = None
    days: int = Field(default=180, ge=1, le=_TREND_DAYS)


@api.get("/quality", summary="The quality of files: score and rules, in all and by place or class")
def scores(query: Wanted) -> Response:
    """Count every rule over the files of my area as they are now."""
    at = context.now()
    with context.reading().session() as session:
        question = _question(session, query.town)
        body = quality.table(session, question, query.by)
    head = {
        "as_of": at.isoformat(),
        "by": query.by,
        "facts": sorted(FACTS.columns),
        "rules": [_described(rule) for rule in question.rules],
    }
    return jsonify({**head, **body})


@api.get("/quality/<string:rule>/files", summary="The files that one rule finds")
def files(path: RulePath, query: Listed) -> Response:
    """List files to which the rule applies and for which it does not hold, by name."""
    with context.reading().session() as session:
        question = _question(session, query.town)
        rule = next((each for each in question.rules if each.id == path.rule), None)
        if rule is None:
            raise Refusal("not-found", thing="rule")
        body = quality.files(session, question, rule, after=after(query.after, str, UUID), limit=query.limit)
    items = [{**item, "id": str(item["id"])} for item in body["items"]]
    following = mark(items[-1]["name"], items[-1]["id"]) if len(items) == query.limit else None
    return jsonify({"total": body["total"], "items": items, "next": following})


@api.get("/quality/trend", summary="The score of files day by day, as it was counted then")
def trend(query: Since) -> Response:
    """Return the days that were counted; who sees single units or files has none."""
    seen = _seen()
    with context.reading().session() as session:
        days = quality.trend(session, seen, local_day(context.now()), query.days, query.town)
    return jsonify({"days": [{**row, "day": row["day"].isoformat()} for row in days]})


def _question(session: Session, town: int | None) -> Question:
    seen = _seen()
    today = local_day(context.now())
    districts = quality.districts_of(session, seen)
    return Question(scope=seen, rules=rules.in_force(session, today, districts), today=today, town=town)


def _seen() -> Scope:
    found = context.signed_in_as(*SEES_FIGURES)
    return scope(found.person.grants, SEES_FIGURES)


def _described(rule: Rule) -> dict[str, Any]:
    own = rule.name != ""
    words = {
        part: {lang: given if own else sentence("quality", f"{rule.id}.{part}", lang) for lang in LANGUAGES}
        for part, given in (("name", rule.name), ("advice", rule.advice))
    }
    return {
        "id": rule.id, "own": own, "aspect": rule.aspect.value, "owner": rule.owner.value, "weight": rule.weight,
        "applies": rule.applies, "holds": rule.holds, "valid_from": rule.valid_from.isoformat(), **words,
    }  # fmt: skip
