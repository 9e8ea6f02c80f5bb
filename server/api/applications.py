"""Applications of enterprises: written without an account, opened by number and secret, decided by the town office."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from flask import Response, g, request
from flask_openapi3 import APIBlueprint
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import text

from grids.errors import Refusal
from grids.permissions import Role, Scope, scope
from grids.policy import local_day
from server import applying, throttle
from server.api import context
from server.api.asked import Asked
from server.applying import Form, NotOpenedError
from server.reads import applications
from server.store import places
from server.store.onboarding import onboarding_on
from server.store.tables import Application

api = APIBlueprint("applications", __name__, url_prefix="/api/v1")
_DECIDES = (Role.TOWN_OFFICER, Role.DISTRICT)
_MOST_BYTES = 20_000


class ApplicationBody(BaseModel):
    """What an enterprise says of itself, and the account it wants."""

    model_config = ConfigDict(extra="forbid")

    uscc: str = Field(min_length=18, max_length=18, examples=["91320412MA1MX1X00W"])
    name: str = Field(min_length=2, max_length=200)
    address: str = Field(min_length=2, max_length=200)
    town: int
    village: int | None = None
    lon: float | None = Field(default=None, ge=-180, le=180)
    lat: float | None = Field(default=None, ge=-90, le=90)
    radius_m: float | None = Field(default=None, ge=0, le=100_000)
    principal: str = Field(min_length=1, max_length=60)
    phone: str = Field(min_length=7, max_length=40)
    username: str = Field(min_length=3, max_length=32)
    password: str = Field(max_length=200)
    claims: bool = Field(default=False, description="The enterprise has a file already, as far as the registrant knows")


class Key(BaseModel):
    """What opens an application."""

    model_config = ConfigDict(extra="forbid")

    number: str = Field(max_length=40)
    secret: str = Field(max_length=60)


class Correction(Key):
    """What opens an application that was sent back, and the whole of it as it should be."""

    form: ApplicationBody


class ApplicationPath(BaseModel):
    """Which application."""

    id: UUID


class Queue(Asked):
    """In which state; without it, all."""

    state: Literal["waiting", "returned", "approved"] | None = None


@api.get("/public/places", summary="Districts, towns and villages to choose from")
def places_to_choose() -> Response:
    """Return the tree of divisions by name, which is public knowledge."""
    sql = text(
        "SELECT a.id, a.level, a.name, a.name_en, a.parent_id FROM area a "
        "WHERE a.level IN ('district', 'town', 'village') AND a.valid_to IS NULL AND (a.level <> 'district' "
        "OR EXISTS (SELECT FROM area t WHERE t.parent_id = a.id AND t.level = 'town' AND t.valid_to IS NULL)) "
        "ORDER BY a.level, a.name"
    )
    with context.reading().session() as session:
        rows = [dict(row) for row in session.execute(sql).mappings()]
    return context.as_json(rows)


@api.post("/public/applications", summary="Apply for an enterprise's account, without one")
def apply(body: ApplicationBody) -> Response:
    """Take an application in; its secret is told this once."""
    _small()
    at = context.now()
    policy = onboarding_on(local_day(at))
    with context.database().transaction() as session:
        applying.count_try(session, _own(at), at, policy)
    with context.database().transaction() as session:
        receipt = applying.apply(session, _form(body), _own(at), at, policy)
    return context.as_json({"number": receipt.number, "secret": receipt.secret, "state": "waiting"})


@api.post("/public/applications/state", summary="How my application stands")
def state(body: Key) -> Response:
    """Return an application to whoever holds its number and secret: what they wrote, and what was decided."""
    _small()
    with context.database().session() as session, session.begin():
        row = _opened(session, body)
        if row is not None:
            return context.as_json(_shown(row))
    raise Refusal("not-found", thing="application")


@api.post("/public/applications/correction", summary="Correct my application and send it again")
def correction(body: Correction) -> Response:
    """Send an application again that was sent back."""
    _small()
    at = context.now()
    with context.database().transaction() as session:
        applying.count_try(session, _own(at), at, onboarding_on(local_day(at)))
    with context.database().session() as session, session.begin():
        row = _opened(session, body)
        if row is not None:
            applying.correct(session, row, _form(body.form), context.now())
            return context.as_json(_shown(row))
    raise Refusal("not-found", thing="application")


@api.get("/applications", summary="Applications of enterprises to the offices of my area")
def listed(query: Queue) -> Response:
    """List applications, those that wait first."""
    office = _office()
    with context.database().session() as session:
        return context.as_json(applications.listed(session, office, query.state))


@api.get("/applications/<uuid:id>", summary="One application beside its likely entries")
def one(path: ApplicationPath) -> Response:
    """Return an application with the entries of my area it may be: by code, name and distance, telephone."""
    office = _office()
    policy = onboarding_on(local_day(context.now()))
    with context.database().session() as session:
        return context.as_json(applications.one(session, office, path.id, policy))


def _office() -> Scope:
    return scope(context.signed_in_as(*_DECIDES).person.grants, frozenset(_DECIDES))


def _small() -> None:
    """Read as the reader's page speaks: there is no account to take a language from."""
    request.max_content_length = _MOST_BYTES
    g.locale = request.headers.get("X-Wangge-Language")


def _own(at: datetime) -> str:
    return throttle.fingerprint(context.secret(), context.client_address(), at)


def _form(body: ApplicationBody) -> Form:
    return Form(**body.model_dump())


def _opened(session: Any, key: Key) -> Application | None:  # noqa: ANN401 - a session
    """Find the application, or nothing, with the failure kept."""
    at = context.now()
    try:
        return applying.look(session, key.number, key.secret, _own(at), at, onboarding_on(local_day(at)))
    except NotOpenedError:
        return None


def _shown(row: Application) -> dict[str, Any]:
    """Tell the registrant what they wrote themselves, and the decision; nothing of the register."""
    with context.database().session() as session:
        town = places.area_name(session, row.asked_town_id)
        lon_lat = session.execute(
            text("SELECT ST_X(point) AS lon, ST_Y(point) AS lat FROM application WHERE id = :id"), {"id": row.id}
        ).one_or_none()
    return {
        "number": row.number, "state": row.state, "reason": row.reason if row.state == "returned" else "",
        "uscc": row.uscc, "name": row.name, "address": row.address, "town": row.asked_town_id, "town_name": town,
        "village": row.village_id, "lon": lon_lat and lon_lat.lon, "lat": lon_lat and lon_lat.lat,
        "radius_m": row.radius_m, "principal": row.principal, "phone": row.phone, "username": row.username,
        "claims": row.is_claim, "at": row.at, "changed_at": row.changed_at, "decided_at": row.decided_at,
    }  # fmt: skip
