"""Plans of boundaries as lists and maps, and the grid map of any day; always in the reader's scope."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from grids.errors import Refusal
from grids.levels import Place
from grids.permissions import MAY, SEES_REDRAWS, SEES_SITES, Person, Scope, scope
from grids.redraws import BEFORE, RedrawState
from server.reads import scope as bind
from server.store import redraws
from server.store.tables import RedrawRow

Box = tuple[float, float, float, float]
_LISTED: Final = 500
_SITES: Final = 5000
_STEPS: Final = tuple(sorted(step for step in BEFORE if step in MAY))


def seen(person: Person) -> Scope:
    """Return where a person sees plans."""
    return scope(person.grants, SEES_REDRAWS)


def is_wide(held: Scope) -> bool:
    """Tell whether who sees a plan sees more than towns, and so may know of every unit in it."""
    return bool(held.cities or held.districts)


def sees_town(held: Scope, town: int | None) -> bool:
    """Tell whether who sees a plan may know of its units in a town."""
    return is_wide(held) or town in held.towns


def listed(session: Session, person: Person, states: Sequence[RedrawState]) -> list[dict[str, Any]]:
    """List the plans in scope, newest first; without states all but those put away."""
    wanted = [state.value for state in states] or [each.value for each in RedrawState if each != RedrawState.ARCHIVED]
    return _rows(session, person, "AND r.state = ANY(:states)", {"states": wanted})


def one(session: Session, person: Person, redraw_id: UUID) -> dict[str, Any]:
    """Return one plan with every edit ever made of it and what the reader may do next, or refuse."""
    found = _rows(session, person, "AND r.id = :wanted", {"wanted": redraw_id})
    if not found:
        raise Refusal("not-found", thing="redraw")
    plan = found[0]
    return {**plan, "history": _history(session, redraw_id), "may": _may(person, plan)}


def row(session: Session, person: Person, redraw_id: UUID) -> RedrawRow:
    """Find a plan in scope to look into, or refuse."""
    one_of_mine = _rows(session, person, "AND r.id = :wanted", {"wanted": redraw_id})
    if not one_of_mine:
        raise Refusal("not-found", thing="redraw")
    return redraws.load(session, redraw_id, lock=False)


def units(
    session: Session, person: Person, plan: RedrawRow, box: Box | None, keys: Sequence[str], *, changed: bool
) -> str:
    """Return the units of a plan in scope as a GeoJSON FeatureCollection text."""
    filters, values = [], {"redraw": plan.id, "district": plan.district_id, **_edges(box)}
    filters += ["AND v.geom && ST_MakeEnvelope(:west, :south, :east, :north, 4326)"] if box else []
    filters += ["AND v.key = ANY(:keys)"] if keys else []
    filters += ["AND v.changed"] if changed else []
    bound = bind.units(seen(person), "v")
    sql = bind.statement("redraw_units").format(scope=bound.sql, filter=" ".join(filters))
    rows = session.scalars(text(sql), {**bound.values, **values, **({"keys": list(keys)} if keys else {})})
    return collection(list(rows), revision=plan.revision)


def sites(session: Session, person: Person, plan: RedrawRow, unit: int) -> list[dict[str, Any]]:
    """List the enterprises of a unit of the plan's district by name, address and place: what handing them over needs.

    Nothing else of their files: no hazard, no grade, no person, no telephone.
    """
    bound = bind.enterprises(scope(person.grants, SEES_SITES), "e")
    sql = bind.statement("redraw_sites").format(scope=f"{bound.sql} AND e.district_id = :district")
    values = {**bound.values, "district": plan.district_id, "unit": unit, "most": _SITES}
    rows = session.execute(text(sql), values)
    return [{"id": str(row.id), "name": row.name, "address": row.address, "point": [row.lon, row.lat]} for row in rows]


def units_on(session: Session, seen_units: Scope, on: date, box: Box | None) -> str:
    """Return the grid units in scope as they were on a day, as a GeoJSON FeatureCollection text."""
    bound = bind.units(seen_units)
    filter_ = "AND u.geom && ST_MakeEnvelope(:west, :south, :east, :north, 4326)" if box else ""
    sql = bind.statement("units_on").format(scope=bound.sql, filter=filter_)
    return collection(list(session.scalars(text(sql), {**bound.values, "on": on, **_edges(box)})))


def collection(features: Sequence[str], revision: int | None = None) -> str:
    """Join features into a FeatureCollection; `revision` says on which one of a plan they are."""
    told = "" if revision is None else f'"revision":{revision},'
    return f'{{"type":"FeatureCollection",{told}"features":[{",".join(features)}]}}'


def _rows(session: Session, person: Person, filter_: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    bound = bind.redraws(seen(person))
    sql = bind.statement("redraws").format(scope=bound.sql, filter=filter_)
    found = session.execute(text(sql), {**bound.values, **values, "limit": _LISTED})
    return [{name: _plain(value) for name, value in each._mapping.items()} for each in found]  # noqa: SLF001


def _history(session: Session, redraw_id: UUID) -> list[dict[str, Any]]:
    """List the edits of a plan that the caller found in scope."""
    sql = text(
        "SELECT e.n, e.op, e.state, e.at, p.name AS by_name, e.turned_at, t.name AS turned_by_name, "
        "(SELECT count(*) FROM jsonb_object_keys(e.after)) AS units FROM redraw_edit e "
        "JOIN person p ON p.id = e.by_person LEFT JOIN person t ON t.id = e.turned_by "
        "WHERE e.redraw_id = :redraw ORDER BY e.n"
    )
    rows = session.execute(sql, {"redraw": redraw_id})
    return [{name: _plain(value) for name, value in each._mapping.items()} for each in rows]  # noqa: SLF001


def _may(person: Person, plan: Mapping[str, Any]) -> list[str]:
    """Name the steps the reader's roles and the state allow; the rules may still refuse one, with a reason."""
    place = Place(town=plan["town_id"], district=plan["district_id"], city=plan["city_id"])
    state, here = RedrawState(plan["state"]), person.roles(place)
    return [step for step in _STEPS if state in BEFORE[step] and MAY[step] & here]


def _edges(box: Box | None) -> dict[str, float]:
    return {} if box is None else dict(zip(("west", "south", "east", "north"), box, strict=True))


def _plain(value: Any) -> Any:  # noqa: ANN401 - a column of any type
    if isinstance(value, UUID):
        return str(value)
    return value.isoformat() if hasattr(value, "isoformat") else value
