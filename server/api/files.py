"""Enterprises' files: one whole file of any day, what files owe, papers that run out, national code lists."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from flask import Response, jsonify
from flask_openapi3 import APIBlueprint
from pydantic import BaseModel, Field

from grids.policy import local_day
from server.api import context
from server.api.asked import Asked, Day
from server.reads import enterprise_files, file_lists
from server.reads.enterprise_files import Looking
from server.store.code_lists import code_list

api = APIBlueprint("files", __name__, url_prefix="/api/v1")


class FilePath(BaseModel):
    """Whose file."""

    id: UUID


class CodePath(BaseModel):
    """Which code list."""

    list: Literal["gbt4754"]


class WantedDay(Asked):
    """As of which day; without one as it stands."""

    on: Day | None = None


class WantedFiles(Asked):
    """Which files, by place and by what they owe."""

    town: int | None = None
    unit: int | None = None
    owed_by: Literal["enterprise", "officer", "town", "department"] | None = None
    lacks: str | None = Field(default=None, max_length=40)
    below: int | None = Field(default=None, ge=1, le=100)
    stale: bool | None = None
    whole: bool | None = None
    limit: int = Field(default=100, ge=1, le=500)


class WantedPapers(Asked):
    """Which papers: those that have run out and those that do within some days."""

    within: int = Field(default=90, ge=0, le=730)
    town: int | None = None


@api.get("/enterprises/<uuid:id>/file", summary="One enterprise, one file, of any day")
def one(path: FilePath, query: WantedDay) -> Response:
    """Return facts, ledgers, papers, history and what is missing and who owes it."""
    looking = Looking(person=context.signed_in().person, at=context.now(), on=query.on)
    with context.database().session() as session:
        return jsonify(enterprise_files.one(session, path.id, looking))


@api.get("/files", summary="Files of my area by what they owe")
def owing(query: WantedFiles) -> Response:
    """List files from the least complete up, and count what each owner owes."""
    wanted = file_lists.Wanted(**query.model_dump(exclude={"limit"}))
    with context.database().session() as session:
        return jsonify(file_lists.owing(session, context.seen(), context.now(), wanted, query.limit))


@api.get("/papers", summary="Papers that have run out or are about to")
def papers(query: WantedPapers) -> Response:
    """List permits, certificates, tests and evaluations by their last day."""
    with context.reading().session() as session:
        return jsonify(file_lists.papers(session, context.seen(), context.now(), query.within, query.town))


@api.get("/codes/<string:list>", summary="A national code list")
def codes(path: CodePath) -> Response:
    """Return the edition that holds today."""
    context.signed_in()
    held = code_list(path.list, local_day(context.now()))
    answer = jsonify(
        {
            "id": held.id,
            "edition": held.edition,
            "name": held.name,
            "source": held.source,
            "valid_from": held.valid_from.isoformat(),
            "valid_to": held.valid_to and held.valid_to.isoformat(),
            "codes": [{"code": c.code, "name": c.name, "parent": c.parent} for c in held.codes.values()],
        }
    )
    answer.headers["Cache-Control"] = "private, max-age=86400"
    return answer
