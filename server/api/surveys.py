"""Surveys: a file of unit outlines in, its faults as a list and a map; working on it is done by acts."""

from __future__ import annotations

import csv
import hashlib
import io
from pathlib import Path
from uuid import UUID, uuid4

from flask import Response, jsonify, request
from flask_openapi3 import APIBlueprint
from pydantic import BaseModel, Field

from gis.repair import Limits
from grids.permissions import DRAWS_UNITS, scope
from server import problems
from server.api import acts, context
from server.api.imports import WIDEST_M, given, kept
from server.imports import surveys as reading
from server.imports.order import Kind, Order
from server.imports.report import sentence
from server.imports.surveys import Incoming
from server.reads import surveys

api = APIBlueprint("surveys", __name__, url_prefix="/api/v1")
_MOST_BYTES = 50_000_000


class SurveyPath(BaseModel):
    """Which survey."""

    id: UUID


class SurveyFile(BaseModel):
    """What comes with the file. `whole`: it has all units, those of today that are not in it end."""

    survey: UUID | None = None
    act: UUID | None = None
    crs: str | None = Field(default=None, max_length=40)
    layer: str | None = Field(default=None, max_length=200)
    district: str | None = Field(default=None, max_length=60)
    overlap_width: float = Field(default=Limits().overlap_m, ge=0, le=WIDEST_M)
    gap_width: float = Field(default=Limits().gap_m, ge=0, le=WIDEST_M)
    whole: bool = False


@api.post("/surveys", summary="Bring a file of unit outlines")
def bring() -> Response:
    """Read a file, find what is wrong in it and begin with it by an act; nothing is changed."""
    found = context.signed_in_as(*DRAWS_UNITS)
    request.max_content_length = _MOST_BYTES
    form = SurveyFile.model_validate({name: value for name, value in request.form.items() if value != ""})
    file, at = given(), context.now()
    own, act = form.survey or uuid4(), form.act or uuid4()
    with kept(file) as path:
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        with context.database().session() as session:
            reach = reading.reach(session, scope(found.person.grants, DRAWS_UNITS))
        order = Order(
            kind=Kind.GRIDS, path=path, file_name=Path(file.filename or "").name, at=at, language=problems.language(),
            crs=form.crs, layer=form.layer, district=form.district, metric_srid=context.settings().metric_srid,
            limits=Limits(overlap_m=form.overlap_width, gap_m=form.gap_width, inlet_m=form.gap_width),
            person=found.person.id, reach=reach,
        )  # fmt: skip
        coming = Incoming(survey=own, sha256=sha256, is_whole=form.whole)
        told = reading.read(context.patient_database(), order, coming)
    command = {
        "kind": "start-survey",
        "survey": str(own),
        "file_name": order.file_name[:200],
        "sha256": sha256,
        "crs": told,
    }
    raw = {
        "id": str(act), "aggregate_id": str(own), "seq": 0, "schema_ver": 1, "act_wall": at.isoformat(),
        "command": command,
    }  # fmt: skip
    verdict = acts.told(acts.put_through(raw, found.person, act, at))
    return jsonify({"id": str(own), "verdict": verdict})


@api.get("/surveys", summary="Surveys")
def listed() -> Response:
    """List the surveys of my area that are worked on, newest first."""
    person = context.signed_in().person
    with context.reading().session() as session:
        return jsonify(surveys.listed(session, person))


@api.get("/surveys/<uuid:id>", summary="One survey")
def one(path: SurveyPath) -> Response:
    """Return a survey with its list of faults, its units before and now, its steps, and what I may do next."""
    person = context.signed_in().person
    with context.reading().session() as session:
        return jsonify(surveys.one(session, person, path.id))


@api.get("/surveys/<uuid:id>/map", summary="The map of a survey")
def as_map(path: SurveyPath) -> Response:
    """Return the units as stated and the faults, each as GeoJSON."""
    person = context.signed_in().person
    with context.reading().session() as session:
        return jsonify(surveys.as_map(session, person, path.id))


@api.get("/surveys/<uuid:id>/clean", summary="The clean units of a survey as GeoJSON")
def clean(path: SurveyPath) -> Response:
    """Return the coverage that all choices make, once nothing is open."""
    person = context.signed_in().person
    with context.reading().session() as session:
        answer = jsonify(surveys.clean(session, person, path.id))
    answer.mimetype = "application/geo+json"
    return answer


@api.get("/surveys/<uuid:id>/report.csv", summary="The report of a survey")
def report(path: SurveyPath) -> Response:
    """Return every fault with what was chosen, for a spreadsheet."""
    person = context.signed_in().person
    with context.reading().session() as session:
        body = _report(surveys.one(session, person, path.id))
    headers = {"Content-Disposition": "attachment; filename=survey.csv", "Cache-Control": "no-store"}
    return Response(body, mimetype="text/csv; charset=utf-8", headers=headers)


def _report(found: dict[str, object]) -> str:
    language = problems.language()
    names = {unit["key"]: unit["name"] for unit in found["units_listed"]}  # type: ignore[attr-defined] # JSON
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out)
    columns = ("kind", "units", "area_m2", "width_m", "pieces", "lon", "lat", "choice", "taker", "reason")
    writer.writerow([sentence(f"survey.column.{name}", language) for name in columns])
    for fault in found["faults"]:  # type: ignore[attr-defined] # JSON
        choice = fault["choice"] or {"remedy": "open", "taker": None, "reason": ""}
        writer.writerow([
            sentence(f"survey.kind.{fault['kind']}", language), "、".join(names[unit] for unit in fault["units"]),
            fault["area_m2"], fault["width_m"], fault["pieces"], fault["lon"], fault["lat"],
            sentence(f"survey.choice.{choice['remedy']}", language), names.get(choice["taker"], ""), choice["reason"],
        ])  # fmt: skip
    return out.getvalue()
