"""Proposals of units for a town of a plan: asked for here, computed by the worker, taken by an edit of the plan."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from flask import Response, jsonify
from flask_openapi3 import APIBlueprint
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from grids import redraws as rules
from grids.errors import Refusal
from grids.levels import Place
from grids.permissions import DRAWS_UNITS, Person
from server import problems
from server.api import context
from server.api.redraws import RedrawPath
from server.queue import enqueue
from server.reads import proposal_ground, proposals, redraws
from server.store import redraws as store
from server.store.tables import Area, RedrawProposal, RedrawRow
from server.store.tables.redraws import UNFINISHED_PROPOSAL

api = APIBlueprint("proposals", __name__, url_prefix="/api/v1")
_INT4 = 2**31 - 1


class ProposalPath(RedrawPath):
    """Which proposal of which plan."""

    n: int = Field(ge=1, le=_INT4)


class Wanted(BaseModel):
    """What a planner asks for; `town` where the plan is of the whole district, `units` for `count` only."""

    model_config = ConfigDict(extra="forbid")
    goal: Literal["count", "even", "one-more"]
    units: int | None = Field(default=None, ge=1, le=2000)
    seed: int = Field(default=0, ge=0, le=_INT4)
    town: int | None = Field(default=None, ge=1, le=_INT4)
    locked: list[Annotated[str, Field(max_length=200)]] = Field(default_factory=list, max_length=2000)


@api.post("/redraws/<uuid:id>/proposals", summary="Have units proposed for a town of a plan")
def ask(path: RedrawPath, body: Wanted) -> Response:
    """Let the worker compute, one at a time for a plan: the same wish asked again is that one, another is refused."""
    person = context.signed_in_as(*DRAWS_UNITS).person
    with context.database().transaction() as session:
        plan = _open(session, person, path.id)
        town = _town(session, plan, body)
        wish = _wish(session, plan, town, body)
        row = proposals.unfinished(session, plan.id)
        if row is None:
            row = RedrawProposal(
                redraw_id=plan.id, n=1 + _last(session, plan), state="waiting", share=0, by_person=person.id,
                at=context.now(), **wish,
            )  # fmt: skip
            session.add(row)
            session.flush()
            enqueue(session, "propose_units", redraw_id=str(plan.id), n=row.n)
        elif any(getattr(row, name) != value for name, value in wish.items()):
            raise Refusal("proposal-running", percent=round(100 * row.share))
        own = row.n
        return jsonify(_said(next(each for each in proposals.listed(session, plan) if each["n"] == own)))


@api.get("/redraws/<uuid:id>/proposals", summary="Proposals of a plan")
def listed(path: RedrawPath) -> Response:
    """List what was asked for, newest first, and how far it is."""
    person = context.signed_in().person
    with context.database().session() as session:
        plan = redraws.row(session, person, path.id)
        return jsonify([_said(each) for each in proposals.listed(session, plan)])


@api.get("/redraws/<uuid:id>/proposals/<int:n>", summary="One proposal with its alternatives")
def one(path: ProposalPath) -> Response:
    """Return the alternatives with figures and outlines; what is `changed` makes the edit `replace` that takes it."""
    person = context.signed_in().person
    with context.database().session() as session:
        plan = redraws.row(session, person, path.id)
        return jsonify(_said(proposals.one(session, person, plan, path.n)))


@api.delete("/redraws/<uuid:id>/proposals/<int:n>", summary="Call a proposal off")
def cancel(path: ProposalPath) -> Response:
    """Stop what is being computed; one that is finished stays as it is."""
    person = context.signed_in_as(*DRAWS_UNITS).person
    with context.database().transaction() as session:
        plan = redraws.row(session, person, path.id)
        if not DRAWS_UNITS & person.roles(Place(town=plan.town_id, district=plan.district_id, city=plan.city_id)):
            raise Refusal("area-not-yours", step="edit-redraw")
        row = session.get(RedrawProposal, (plan.id, path.n))
        if row is None:
            raise Refusal("not-found", thing="proposal")
        change = update(RedrawProposal).where(
            RedrawProposal.redraw_id == plan.id, RedrawProposal.n == path.n,
            RedrawProposal.state.in_(UNFINISHED_PROPOSAL),
        )  # fmt: skip
        session.execute(change.values(state="cancelled", finished_at=context.now()))
    return Response(status=204)


def _open(session: Session, person: Person, redraw_id: UUID) -> RedrawRow:
    """Find a plan that may be drawn on, locked so that two ask one after the other, or refuse."""
    redraws.row(session, person, redraw_id)
    plan = store.load(session, redraw_id)
    rules.check_step(store.value(plan), "edit-redraw")
    if not proposals.may_ask(session, person, redraw_id):
        raise Refusal("area-not-yours", step="edit-redraw")
    return plan


def _town(session: Session, plan: RedrawRow, body: Wanted) -> int:
    """Return the town to divide: that of the plan, or the one named of its district."""
    if plan.town_id is not None:
        if body.town not in {None, plan.town_id}:
            raise Refusal("unknown-thing", thing="town")
        return plan.town_id
    if body.town is None:
        raise Refusal("proposal-town")
    area = session.get(Area, body.town)
    if area is None or area.level != "town" or area.district_id != plan.district_id:
        raise Refusal("unknown-thing", thing="town")
    return area.id


def _wish(session: Session, plan: RedrawRow, town: int, body: Wanted) -> dict[str, Any]:
    """Read what is wanted, or refuse what no search can give."""
    own = proposal_ground.ground(session, plan, town).own
    unknown = sorted(set(body.locked) - set(own))
    if unknown:
        raise Refusal("redraw-no-unit", unit=unknown[0])
    if (body.goal == "count") != (body.units is not None):
        raise Refusal("proposal-units", units=body.units or 0)
    locked = sorted(set(body.locked))
    return {"town_id": town, "goal": body.goal, "units": body.units, "seed": body.seed, "locked": locked}


def _last(session: Session, plan: RedrawRow) -> int:
    return session.scalar(select(func.max(RedrawProposal.n)).where(RedrawProposal.redraw_id == plan.id)) or 0


def _said(shown: dict[str, Any]) -> dict[str, Any]:
    """Say why there are no alternatives, in the reader's language."""
    problem = shown["problem"]
    reason = None if problem is None else problems.sentence(problem["code"], problem["facts"], problems.language())
    return {**{name: value for name, value in shown.items() if name != "problem"}, "reason": reason}
