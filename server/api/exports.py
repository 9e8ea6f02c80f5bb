"""Exports: what a list or map shows, as a file; small ones at once, large ones and reports by the worker."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from typing import Any, Final, Literal
from urllib.parse import parse_qs
from uuid import UUID, uuid4

from flask import Response, jsonify, send_file
from flask_openapi3 import APIBlueprint
from pydantic import BaseModel, Field
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from gis import systems
from gis.exchange.layer import Format
from gis.systems import Family, System
from grids.errors import Refusal
from grids.permissions import READS_HAZARDS, SEES_UNITS, Person, scope
from grids.policy import local_day
from server import problems
from server.api import context, enterprises, hazards, maps, notices
from server.exports import making, monthly, statement
from server.exports.columns import say
from server.exports.making import LARGE, UNFINISHED, folder_of
from server.queue import enqueue
from server.reads import exports as reads
from server.reads import scope as bind
from server.reads.exports import What
from server.store.tables import ExportRow

api = APIBlueprint("exports", __name__, url_prefix="/api/v1")
_LISTED: Final = 100
_PAGE_ONLY: Final = {"limit", "after", "sort"}
_MONTH: Final = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


class Nothing(BaseModel):
    """No filter at all."""


class Month(BaseModel):
    """Which town, which month."""

    town: int | None = None
    month: str = Field(pattern=_MONTH.pattern)


_FILTERS: Final[Mapping[What, type[BaseModel]]] = {
    What.HAZARDS: hazards.Wanted,
    What.ENTERPRISES: enterprises.Wanted,
    What.NOTICES: notices.Wanted,
    What.UNITS: maps.Period,
    What.DIVISIONS: Nothing,
    What.MONTHLY: Month,
}
_REPORTS: Final = ("html", "pdf")


class Asked(BaseModel):
    """Which list with which filter (the list's own query string), as which file, in which system."""

    what: What
    format: Literal["geojson", "gpkg", "shapefile", "kml", "xlsx", "csv", "parquet", "html", "pdf"] = "xlsx"
    crs: str = Field(default="wgs84", max_length=40)
    filter: str = Field(default="", max_length=2000)


class ExportPath(BaseModel):
    """Which export."""

    id: UUID


@api.get("/exports/plan", summary="What an export would hold")
def plan(query: Asked) -> Response:
    """Say how many rows a file would hold, by which filter, and in which systems it may be written."""
    person, language = _person(query), problems.language()
    wanted = _wanted(query)
    with context.database().session() as session:
        offered = systems.offered(*_middle(session, person))
        rows = _count(session, person, query.what, wanted)
        body = {
            "rows": rows,
            "by_worker": _is_large(query, rows),
            "filter": statement.filter_in_words(session, wanted, language),
            "scope": statement.scope_in_words(session, scope(person.grants, SEES_UNITS), language),
            "systems": [_shown_system(system, language) for system in offered],
        }
    return jsonify(body)


@api.post("/exports", summary="Make an export or a report")
def start(body: Asked) -> Response:
    """Make a file of what I may read; a large one is made by the worker, and a message says when it is there."""
    person, at = _person(body), context.now()
    system = _system(body)
    wanted = _wanted(body)
    seen = bind.fingerprint(scope(person.grants))
    like = {"what": body.what.value, "format": body.format, "crs": system.name, "wanted": wanted}
    with context.database().transaction() as session:
        if body.what is What.MONTHLY:
            monthly.check_town(session, context.seen(), wanted.get("town"))
        row = making.unfinished(session, person.id, like)
        if row is not None:
            return jsonify(_shown(row))
        rows = _count(session, person, body.what, wanted)
        row = ExportRow(
            id=uuid4(), language=problems.language(), seen=seen, by_person=person.id, at=at, state="waiting",
            rows_total=rows, rows_done=0, fetched=0, **like,
        )  # fmt: skip
        session.add(row)
        session.flush()
        if _is_large(body, rows):
            enqueue(session, "make_export", export_id=str(row.id))
            return jsonify(_shown(row))
    making.make(context.database(), context.settings(), row.id, at)
    return _one(row.id)


@api.get("/exports", summary="My exports")
def listed() -> Response:
    """List my own exports and reports, newest first."""
    own = context.signed_in().person.id
    query = select(ExportRow).where(ExportRow.by_person == own).order_by(ExportRow.at.desc()).limit(_LISTED)
    with context.database().session() as session:
        return jsonify([_shown(row) for row in session.scalars(query)])


@api.get("/exports/<uuid:id>", summary="One export, how far it is")
def one(path: ExportPath) -> Response:
    """Return one of my exports."""
    return _one(path.id)


@api.get("/exports/<uuid:id>/file", summary="The file of an export")
def file(path: ExportPath) -> Response:
    """Return the finished file, while it is kept and while I may still read what it holds."""
    with context.database().transaction() as session:
        row = _own(session, path.id)
        if row.seen != bind.fingerprint(context.seen()) or row.state != "done" or row.file_name is None:
            raise Refusal("not-found", thing="export")
        target = folder_of(context.settings().data_dir, row.id) / row.file_name
        if not target.is_file():
            raise Refusal("not-found", thing="export")
        row.fetched, row.fetched_at = row.fetched + 1, context.now()
    answer = send_file(target, as_attachment=True, download_name=target.name, conditional=False, max_age=0)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@api.delete("/exports/<uuid:id>", summary="Cancel an export, or remove its file")
def cancel(path: ExportPath) -> Response:
    """Cancel what is being made; the file of a finished one is removed. The record stays."""
    with context.database().transaction() as session:
        row = _own(session, path.id)
        state = "cancelled" if row.state in UNFINISHED else "expired"
        change = update(ExportRow).where(ExportRow.id == row.id, ExportRow.state.in_((*UNFINISHED, "done")))
        session.execute(change.values(state=state, finished_at=context.now()))
    shutil.rmtree(folder_of(context.settings().data_dir, path.id), ignore_errors=True)
    return Response(status=204)


def _person(asked: Asked) -> Person:
    """Return who is asking, or refuse a list that their roles do not see, and a format that is none of it."""
    found = context.signed_in().person
    needs = READS_HAZARDS if asked.what not in {What.UNITS, What.DIVISIONS} else SEES_UNITS
    if not found.roles() & needs:
        raise Refusal("not-yours", step=f"export-{asked.what.value}")
    if (asked.format in _REPORTS) != (asked.what is What.MONTHLY):
        raise Refusal("bad-act", at="format")
    return found


def _system(asked: Asked) -> System:
    system = systems.named(asked.crs)
    if asked.format == "kml" and system.family is not Family.WGS84:
        raise Refusal("bad-crs", cause="kml-is-wgs84", evidence="KML = WGS-84")
    return system


def _wanted(asked: Asked) -> dict[str, Any]:
    """Read the filter with the list's own form, so that it can mean nothing else."""
    form = _FILTERS[asked.what]
    given = parse_qs(asked.filter.removeprefix("?"), max_num_fields=100)
    many = {name for name, about in form.model_fields.items() if "list" in str(about.annotation)}
    read = form.model_validate({name: values if name in many else values[-1] for name, values in given.items()})
    said = read.model_dump(mode="json", exclude=_PAGE_ONLY)
    return {name: value for name, value in said.items() if value not in (None, "", [])}


def _count(session: Session, person: Person, what: What, wanted: Mapping[str, Any]) -> int:
    if what is What.MONTHLY:
        return 0
    return reads.count(session, person, what, wanted, local_day(context.now()))


def _is_large(asked: Asked, rows: int) -> bool:
    return asked.what is What.MONTHLY or rows > LARGE[Format(asked.format)]


def _middle(session: Session, person: Person) -> tuple[float, float]:
    """Return about the middle of what a person sees: the zone follows from it."""
    found = reads.middle(session, person)
    return found if found is not None else (0.0, 0.0)  # who sees no place has no row to put anywhere


def _own(session: Session, export: UUID) -> ExportRow:
    own = context.signed_in().person.id
    row = session.get(ExportRow, export)
    if row is None or row.by_person != own:
        raise Refusal("not-found", thing="export")
    return row


def _one(export: UUID) -> Response:
    with context.database().session() as session:
        return jsonify(_shown(_own(session, export)))


def _shown_system(system: System, language: str) -> dict[str, Any]:
    return {
        "name": system.name,
        "title": statement.system_in_words(system, language),
        "error": statement.error_in_words(system, language),
    }


def _shown(row: ExportRow) -> dict[str, Any]:
    language = problems.language()
    return {
        "id": str(row.id), "what": row.what, "title": say(f"what.{row.what}", language), "format": row.format,
        "crs": row.crs, "at": row.at.isoformat(), "state": row.state, "rows_total": row.rows_total,
        "rows_done": row.rows_done, "bytes": row.bytes, "sha256": row.sha256, "file_name": row.file_name,
        "expires_at": None if row.expires_at is None else row.expires_at.isoformat(),
        "file_url": f"/api/v1/exports/{row.id}/file" if row.state == "done" else None,
    }  # fmt: skip
