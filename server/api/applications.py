"""Applications of enterprises: written without an account, opened by number and secret, decided by the town office."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from flask import Response, g, request
from flask_openapi3 import APIBlueprint
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from grids.errors import Refusal
from grids.permissions import SEES_APPLICATIONS, Scope, scope
from grids.policy import local_day
from server import applying, throttle
from server.api import context
from server.api.asked import Asked
from server.applying import Form, NotOpenedError
from server.reads import applications, reporting
from server.store.onboarding import onboarding_on
from server.store.tables import Application

api = APIBlueprint("applications", __name__, url_prefix="/api/v1")
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
    with context.reading().session() as session:
        return context.as_json(reporting.places(session))


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
            return context.as_json(applications.own(session, row))
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
            return context.as_json(applications.own(session, row))
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
    return scope(context.signed_in_as(*SEES_APPLICATIONS).person.grants, SEES_APPLICATIONS)


def _small() -> None:
    """Read as the reader's page speaks: there is no account to take a language from."""
    request.max_content_length = _MOST_BYTES
    g.locale = request.headers.get("X-Wangge-Language")


def _own(at: datetime) -> str:
    return throttle.fingerprint(context.secret(), context.client_address(), at)


def _form(body: ApplicationBody) -> Form:
    return Form(**body.model_dump())


def _opened(session: Session, key: Key) -> Application | None:
    """Find the application, or nothing, with the failure kept."""
    at = context.now()
    try:
        return applying.look(session, key.number, key.secret, _own(at), at, onboarding_on(local_day(at)))
    except NotOpenedError:
        return None
