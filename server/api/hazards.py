"""Hazards: the ledger as a list, one hazard with its whole life, the chain as a paper."""

from __future__ import annotations

import json
from datetime import date
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from flask import Response
from flask_openapi3 import APIBlueprint
from pydantic import AfterValidator, BaseModel, Field
from pydantic_core import PydanticCustomError
from sqlalchemy.orm import Session

from grids.commands import HazardLevel
from grids.errors import Refusal
from grids.hazards import Source, State
from grids.permissions import Person, Scope, scope
from grids.policy import local_day
from server.api import context
from server.api.asked import Asked
from server.api.shapes import HazardList
from server.reads import chains, documents, lists, treatment
from server.reads.documents import Filter
from server.reads.lists import Page
from server.store.policy import policy_on

api = APIBlueprint("hazards", __name__, url_prefix="/api/v1")


def _four(square: list[int]) -> list[int]:
    if len(square) not in {0, 4} or any(abs(edge) >= _FARTHEST for edge in square):
        raise PydanticCustomError("square", "four whole numbers of the map are needed")
    return square


_FARTHEST: Final = 2**31
_SQUARE: Final = "West, south, east, north in whole centimetres of EPSG:3857, the last two outside"


Square = Annotated[list[int], AfterValidator(_four)]


class HazardPath(BaseModel):
    """Which hazard."""

    id: UUID


class Wanted(Asked):
    """Which hazards, in which order, from where on."""

    state: list[State] = Field(default_factory=list)
    level: HazardLevel | None = None
    overdue: bool | None = None
    extension: bool | None = None
    stopped: bool | None = None
    stop_proposed: bool | None = None
    resume_asked: bool | None = None
    listed: bool | None = None
    decision_due: bool | None = Field(default=None, description="Overdue so long that a decision must be taken")
    sampled: bool | None = None
    source: list[Source] = Field(default_factory=list)
    category: str | None = Field(default=None, max_length=3)
    supervision_class: list[str] = Field(default_factory=list)
    grade: Literal["A", "B", "C", "D", "none"] | None = None
    industry: str | None = Field(default=None, max_length=100)
    city: int | None = None
    district: int | None = None
    town: int | None = None
    village: int | None = None
    unit: int | None = None
    enterprise: UUID | None = None
    notice: UUID | None = None
    q: str | None = Field(default=None, max_length=100)
    found_from: date | None = None
    found_to: date | None = None
    square: Square = Field(default_factory=list, description=_SQUARE)
    enterprise_square: Square = Field(default_factory=list, description=f"{_SQUARE}, by the enterprise's place")
    lying: bool | None = None
    sort: Literal["-found_at", "found_at", "due_on"] = "-found_at"
    limit: int = Field(default=50, ge=1, le=500)
    after: str | None = Field(default=None, max_length=400)


@api.get("/hazards", responses={200: HazardList}, summary="The list-and-close ledger")
def listed(query: Wanted) -> Response:
    """List hazards in my area."""
    wanted = query.model_dump(exclude={"sort", "limit", "after"}, mode="python")
    wanted["state"] = [state.value for state in query.state]
    wanted["source"] = [source.value for source in query.source]
    if wanted.pop("decision_due"):
        wanted["overdue_days"] = policy_on(local_day(context.now())).treatment.decision_days
    with context.reading().session() as session:
        page = Page(after=query.after, limit=query.limit)
        today = local_day(context.now())
        return context.raw_json(lists.hazards(session, context.seen(), today, wanted, query.sort, page))


@api.get("/hazards/<uuid:id>", summary="One hazard with its whole life")
def one(path: HazardPath) -> Response:
    """Return a hazard, its enterprise, its notice, what happened to it and what I may do next."""
    found = context.signed_in()
    with context.database().session() as session:
        return context.raw_json(whole(session, found.person, path.id))


def in_scope(session: Session, seen: Scope, hazard_id: UUID) -> str:
    """Return the hazard's document, or refuse as if it did not exist."""
    found = Filter(sql="AND h.id = :wanted", values={"wanted": hazard_id})
    docs = documents.hazards(session, seen, local_day(context.now()), found)
    if not docs:
        raise Refusal("not-found", thing="hazard")
    return docs[0]


def whole(session: Session, person: Person, hazard_id: UUID) -> str:
    """Put together a hazard with everything around it, as JSON text."""
    seen = scope(person.grants)
    doc = in_scope(session, seen, hazard_id)
    facts = json.loads(doc)
    today = local_day(context.now())
    policy = policy_on(today)
    enterprise = documents.enterprises(session, seen, today, _by("e", facts["enterprise_id"]))
    notice = documents.notices(session, seen, _by("n", facts["notice_id"])) if facts["notice_id"] else []
    parts: dict[str, str] = {
        "enterprise": enterprise[0] if enterprise else "null",
        "notice": notice[0] if notice else "null",
        "events": _json(chains.events(session, hazard_id)),
        "may": _json(chains.may(session, person, hazard_id, policy, context.now())),
        "treatment": _json(treatment.of_hazard(session, hazard_id, policy, context.now())),
    }
    return doc[:-1] + "".join(f',"{name}":{value}' for name, value in parts.items()) + "}"


def _by(alias: str, wanted: str) -> Filter:
    return Filter(sql=f"AND {alias}.id = :wanted", values={"wanted": UUID(wanted)})


def _json(thing: Any) -> str:  # noqa: ANN401 - anything JSON can hold
    return json.dumps(thing, ensure_ascii=False, default=context.plain)
