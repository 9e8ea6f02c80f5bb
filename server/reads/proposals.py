"""Proposals of a plan: the list with how far each is, and one with its alternatives; always in the reader's scope."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from grids.errors import Refusal
from grids.permissions import Person
from server.reads import proposal_ground
from server.reads import redraws as reads
from server.store.tables import Area, PersonRow, RedrawProposal, RedrawRow
from server.store.tables.redraws import UNFINISHED_PROPOSAL

_LISTED: Final = 50
_STEP: Final = "edit-redraw"


def may_ask(session: Session, person: Person, redraw_id: UUID) -> bool:
    """Tell whether somebody may draw on a plan now: who may not, has nothing proposed for it."""
    try:
        return _STEP in reads.one(session, person, redraw_id)["may"]
    except Refusal:
        return False


def listed(session: Session, plan: RedrawRow) -> list[dict[str, Any]]:
    """List the proposals of a plan that the caller found in scope, newest first."""
    query = (
        select(RedrawProposal, PersonRow.name, Area.name)
        .join(PersonRow, PersonRow.id == RedrawProposal.by_person)
        .join(Area, Area.id == RedrawProposal.town_id)
        .where(RedrawProposal.redraw_id == plan.id)
        .order_by(RedrawProposal.n.desc())
        .limit(_LISTED)
    )
    return [head(row, by, town) for row, by, town in session.execute(query)]


def one(session: Session, person: Person, plan: RedrawRow, n: int) -> dict[str, Any]:
    """Return a proposal with its alternatives; `fits`: the ground is still as it was when they were computed.

    Raises: Refusal `not-found`.
    """
    row = session.get(RedrawProposal, (plan.id, n))
    if row is None:
        raise Refusal("not-found", thing="proposal")
    by, town = session.get_one(PersonRow, row.by_person).name, session.get_one(Area, row.town_id).name
    shown = {**head(row, by, town), "revision": plan.revision, "result": None, "fits": False}
    if row.result is None:
        return shown
    kept = dict(row.result)
    shown["fits"] = kept.pop("mark") == _mark(session, plan, row.town_id)
    return {**shown, "result": {**kept, "alternatives": [_shown(person, each) for each in kept["alternatives"]]}}


def head(row: RedrawProposal, by: str, town: str) -> dict[str, Any]:
    """Tell what was asked and how far it is."""
    return {
        "n": row.n, "town_id": row.town_id, "town": town, "goal": row.goal, "units": row.units, "seed": row.seed,
        "locked": row.locked, "state": row.state, "share": row.share, "by_name": by, "at": row.at.isoformat(),
        "finished_at": row.finished_at and row.finished_at.isoformat(), "problem": row.problem,
    }  # fmt: skip


def unfinished(session: Session, redraw_id: UUID) -> RedrawProposal | None:
    """Return the one that is being computed for a plan."""
    query = select(RedrawProposal).where(
        RedrawProposal.redraw_id == redraw_id, RedrawProposal.state.in_(UNFINISHED_PROPOSAL)
    )
    return session.scalars(query).one_or_none()


def _mark(session: Session, plan: RedrawRow, town: int) -> str | None:
    try:
        return proposal_ground.ground(session, plan, town).mark
    except Refusal:
        return None


def _shown(person: Person, alternative: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out the units of other towns for who has the own town only."""
    seen = reads.seen(person)
    own = [each for each in alternative["units"] if reads.sees_town(seen, each["properties"]["town_id"])]
    return {**alternative, "units": {"type": "FeatureCollection", "features": own}}
