"""Lists: what departments publish, the key supervision list, cohorts of model enterprises, supervisors, industries."""

from __future__ import annotations

import io
from uuid import UUID

from flask import Response, send_file
from flask_openapi3 import APIBlueprint
from pydantic import BaseModel, Field

from grids.commands import ListKind
from grids.key_list import KeyState
from grids.permissions import SEES_LISTS, Person
from grids.policy import local_day
from grids.supervisors import Gap
from server import problems
from server.api import context
from server.api.asked import Asked, Day
from server.exports import list_book
from server.exports.balance_book import MIME, By
from server.reads import cohorts, key_list, published_lists, supervisors

api = APIBlueprint("lists", __name__, url_prefix="/api/v1")


class ListPath(BaseModel):
    """Which version."""

    id: UUID


class CohortPath(BaseModel):
    """Which cohort."""

    id: UUID


class KeyPath(BaseModel):
    """Which entry."""

    id: UUID


class SupervisedPath(BaseModel):
    """Which enterprise."""

    enterprise: UUID


class WantedEntries(Asked):
    """As of which day; of which enterprise; in which state."""

    on: Day | None = None
    enterprise: UUID | None = None
    state: KeyState | None = None


class WantedRows(Asked):
    """Of which of its lists; with which text in the name."""

    kind: ListKind | None = None
    q: str | None = Field(default=None, max_length=100)


class WantedGaps(Asked):
    """Which gap, or all."""

    gap: Gap | None = None


@api.get("/lists", summary="Lists that departments publish")
def versions() -> Response:
    """List the versions of my district by department, the newest first, with counts that sum to the total."""
    with context.reading().session() as session:
        return context.as_json({"items": published_lists.versions(session, _reader())})


@api.get("/lists/<uuid:id>", summary="One version of a department's lists")
def version(path: ListPath, query: WantedRows) -> Response:
    """Return a version with its rows in my area, what differs from the one before, and where locks say otherwise."""
    with context.reading().session() as session:
        return context.as_json(published_lists.one(session, _reader(), path.id, query.kind, query.q))


@api.get("/lists/<uuid:id>/book.xlsx", summary="One version as a workbook")
def book(path: ListPath) -> Response:
    """Return a version as XLSX: its three lists, and the differences from the one before."""
    person, out = _reader(), io.BytesIO()
    with context.reading().session() as session:
        told = published_lists.one(session, person, path.id, whole=True)
    list_book.write(told, out, By(person.name, context.now(), problems.language()))
    out.seek(0)
    name = f"list_{told['number'] or 'draft'}.xlsx"
    return send_file(out, mimetype=MIME, as_attachment=True, download_name=name)


@api.get("/key-list", summary="The key supervision list")
def entries(query: WantedEntries) -> Response:
    """List entries in my area: all, or those in force on a day; an enterprise sees its own."""
    person = context.signed_in_as(*key_list.SEES).person
    with context.reading().session() as session:
        found = key_list.listed(session, person, query.on, query.enterprise, query.state, local_day(context.now()))
    return context.as_json(found)


@api.get("/key-list/<uuid:id>", summary="One entry of the key supervision list")
def entry(path: KeyPath) -> Response:
    """Return an entry with every step of its history and what I may do next."""
    person = context.signed_in_as(*key_list.SEES).person
    with context.reading().session() as session:
        return context.as_json(key_list.one(session, person, path.id))


@api.get("/cohorts", summary="Cohorts of model enterprises")
def all_cohorts() -> Response:
    """List the cohorts of my district."""
    with context.reading().session() as session:
        return context.as_json({"items": cohorts.all_of(session, _reader())})


@api.get("/cohorts/<uuid:id>", summary="One cohort with its quotas")
def cohort(path: CohortPath) -> Response:
    """Return a cohort: members, and how far each place and department keeps its quota."""
    with context.reading().session() as session:
        return context.as_json(cohorts.one(session, _reader(), path.id, local_day(context.now())))


@api.get("/supervisors", summary="Enterprises without a supervisor, or with two")
def gaps(query: WantedGaps) -> Response:
    """List the enterprises of my area whose supervisors are not in order, with counts over all."""
    with context.reading().session() as session:
        return context.as_json(supervisors.gaps(session, _reader(), query.gap))


@api.get("/supervisors/<uuid:enterprise>", summary="Who supervises an enterprise, and who can be named")
def supervisor(path: SupervisedPath) -> Response:
    """Return who was named for an enterprise, with history, and who works there."""
    with context.reading().session() as session:
        return context.as_json(supervisors.of_enterprise(session, _reader(), path.enterprise))


@api.get("/industries", summary="The archive of every industry")
def industries() -> Response:
    """Summarize the enterprises of my area by class and industry."""
    with context.reading().session() as session:
        return context.as_json(supervisors.industries(session, _reader(), local_day(context.now())))


def _reader() -> Person:
    return context.signed_in_as(*SEES_LISTS).person
