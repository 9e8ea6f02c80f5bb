"""Applications of enterprises as the town office sees them, each beside the entries of the register it may be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from grids.applications import ApplicationState
from grids.company_names import core, phone_key
from grids.doubles import Entry, Likeness, likeness
from grids.errors import Refusal
from grids.onboarding import OnboardingPolicy
from grids.permissions import Scope
from server.reads import scope as bind
from server.reads.counted import counted
from server.store.tables import Application

_ORDER = {reason: place for place, reason in enumerate(Likeness)}
_JUDGED = 200
_LISTED = 500
_OWN = text(
    "SELECT ST_X(a.point) AS lon, ST_Y(a.point) AS lat, t.name AS town_name FROM application a "
    "JOIN area t ON t.id = a.asked_town_id WHERE a.id = :id"
)


def listed(session: Session, office: Scope, state: str | None) -> dict[str, Any]:
    """List the applications that go to the reader's towns, those that wait first; `total` says how many there are."""
    rows, total = _rows(session, office, state, None)
    return {"items": rows, "total": total}


def one(session: Session, office: Scope, application: UUID, policy: OnboardingPolicy) -> dict[str, Any]:
    """Return an application with its likely entries in the reader's own area, or refuse."""
    found, _ = _rows(session, office, None, application)
    if not found:
        raise Refusal("not-found", thing="application")
    return {**found[0], "likely": _likely(session, office, found[0], policy)}


def own(session: Session, row: Application) -> dict[str, Any]:
    """Tell the registrant what they wrote themselves, and the decision; nothing of the register.

    No scope: whoever holds the number and the secret has been let in (server/applying.look).
    """
    values = session.execute(_OWN, {"id": row.id}).one()
    return {
        "number": row.number, "state": row.state,
        "reason": row.reason if row.state == ApplicationState.RETURNED else "",
        "uscc": row.uscc, "name": row.name, "address": row.address, "town": row.asked_town_id,
        "town_name": values.town_name, "village": row.village_id, "lon": values.lon, "lat": values.lat,
        "radius_m": row.radius_m, "principal": row.principal, "phone": row.phone, "username": row.username,
        "claims": row.is_claim, "at": row.at, "changed_at": row.changed_at, "decided_at": row.decided_at,
    }  # fmt: skip


def _rows(
    session: Session, office: Scope, state: str | None, application: UUID | None
) -> tuple[list[dict[str, Any]], int]:
    bound = bind.applications(office)
    sql = text(bind.statement("applications").format(scope=bound.sql))
    rows = session.execute(sql, {**bound.values, "state": state, "id": application, "limit": _LISTED}).mappings()
    return counted(rows)


def _likely(session: Session, office: Scope, row: dict[str, Any], policy: OnboardingPolicy) -> list[dict[str, Any]]:
    """Judge what the database found alike: the surest first, then by likeness of the name."""
    bound = bind.enterprises(office)
    numbers = phone_key(row["phone"])
    point = None if row["lon"] is None else f"SRID=4326;POINT({row['lon']} {row['lat']})"
    values = {
        "uscc": row["uscc"], "phones": [f"%{number}%" for number in sorted(numbers)], "name": row["name"],
        "point": point, "near_m": policy.near_m, "most": _JUDGED,
    }  # fmt: skip
    found = session.execute(text(bind.statement("likely").format(scope=bound.sql)), {**bound.values, **values}).all()
    places = place_names(session, row["district_id"])
    own = Entry(uscc=row["uscc"], core=core(row["name"], places), address=row["address"], phones=numbers)
    judged = []
    for each in found:
        held = phone_key(f"{each.principal_phone or ''}、{each.contact_phone or ''}")
        other = Entry(uscc=each.uscc, core=core(each.name, places), address=each.address, phones=held)
        why = likeness(own, other, each.distance_m, policy)
        if why or each.alike >= policy.name_alike_min:
            judged.append((min((_ORDER[reason] for reason in why), default=len(_ORDER)), -each.alike, _told(each, why)))
    judged.sort(key=lambda each: each[:2])
    return [told for _, _, told in judged[: policy.candidates_max]]


def _told(row: Any, why: Sequence[Likeness]) -> dict[str, Any]:  # noqa: ANN401 - a row by names
    return {
        "id": row.id, "name": row.name, "uscc": row.uscc, "address": row.address, "principal": row.principal,
        "principal_phone": row.principal_phone, "status": row.status, "town": row.town,
        "has_account": row.has_account, "alike": round(float(row.alike), 2),
        "distance_m": None if row.distance_m is None else round(row.distance_m),
        "why": [reason.value for reason in why],
    }  # fmt: skip


def place_names(session: Session, district: int) -> list[str]:
    """Name the city, the district and its towns: what stands before a company's own name."""
    sql = (
        "SELECT name FROM area WHERE id = :district OR (district_id = :district AND level = 'town') "
        "OR id = (SELECT city_id FROM area WHERE id = :district)"
    )
    return list(session.scalars(text(sql), {"district": district}))
