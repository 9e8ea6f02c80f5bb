"""Plans of grid boundaries as files: out to a GIS program, and back as one edit that passes the same checks."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Literal
from uuid import UUID, uuid4

from flask import Response, jsonify, request, send_file
from flask_openapi3 import APIBlueprint
from pydantic import BaseModel, Field

from gis.exchange.layer import Format
from grids.boundaries import ReplaceUnits
from grids.permissions import DRAWS_UNITS, Person
from server import problems
from server.api import acts, context
from server.api.asked import Asked
from server.api.imports import given, kept
from server.api.redraws import RedrawPath
from server.exports import redraws as exporting
from server.imports import redraws as importing
from server.reads import redraw_impact, redraws
from server.store.redraw_edits import OP

api = APIBlueprint("redraw_files", __name__, url_prefix="/api/v1")
_SHORT = {"shp": Format.SHAPEFILE}


class WantedFile(Asked):
    """As which file, in which coordinate system (`wgs84`, `cgcs2000`, `gcj02`, `bd09`, `epsg:<number>`)."""

    format: Literal["geojson", "gpkg", "shp"] = "geojson"
    crs: str = Field(default="wgs84", max_length=40)


class Upload(BaseModel):
    """What comes with the file. `dry_run` only tells what differs; `ends`: units that are not in the file end."""

    base_revision: int = Field(ge=0)
    crs: str | None = Field(default=None, max_length=40)
    layer: str | None = Field(default=None, max_length=200)
    ends: bool = False
    dry_run: bool = True
    act: UUID | None = None


@api.get("/redraws/<uuid:id>/export", summary="A plan as a file for GIS programs")
def exported(path: RedrawPath, query: WantedFile) -> Response:
    """Return the units of the plan as GeoJSON, GeoPackage or Shapefile (packed)."""
    person = context.signed_in().person
    kind = _SHORT.get(query.format) or Format(query.format)
    with tempfile.TemporaryDirectory() as folder, context.reading().session() as session:
        plan = redraws.row(session, person, path.id)
        language = problems.language()
        order = exporting.Order(person=person, format=kind, crs=query.crs, language=language, at=context.now())
        file = exporting.write(session, plan, order, Path(folder))
        content, name = io.BytesIO(file.read_bytes()), file.name
    answer = send_file(content, as_attachment=True, download_name=name, mimetype="application/octet-stream", max_age=0)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@api.post("/redraws/<uuid:id>/import", summary="Bring a file back into a plan")
def imported(path: RedrawPath) -> Response:
    """Say by code how a file differs from the plan and what it would do; without `dry_run` take it as one edit."""
    person = context.signed_in_as(*DRAWS_UNITS).person
    form = Upload.model_validate({name: value for name, value in request.form.items() if value != ""})
    with kept(given()) as file, context.database().session() as session:
        plan = redraws.row(session, person, path.id)
        found = importing.read(
            session, plan, file, layer=form.layer, system=form.crs, ends=form.ends, language=problems.language()
        )
        tried = None if found.op is None else redraw_impact.tried(session, person, plan, found.op, context.now())
    own = set(redraw_impact.in_scope(redraws.seen(person), found.units))
    rows = [asdict(row) for row in found.rows if row.key in own or row.key not in found.units]
    verdict = None if form.dry_run or found.op is None else _take(person, path.id, form, found.op)
    return jsonify({"revision": plan.revision, "rows": rows, "tried": tried, "verdict": verdict})


def _take(person: Person, redraw: UUID, form: Upload, op: ReplaceUnits) -> Mapping[str, Any]:
    """Put the edit through the door like every other; sent again with the same `act` it counts once."""
    own, at = form.act or uuid4(), context.now()
    command = {
        "kind": "edit-redraw", "redraw": str(redraw), "base_revision": form.base_revision,
        "op": OP.dump_python(op, mode="json"),
    }  # fmt: skip
    raw = {
        "id": str(own), "aggregate_id": str(redraw), "seq": 0, "schema_ver": 1, "act_wall": at.isoformat(),
        "command": command,
    }  # fmt: skip
    return acts.told(acts.put_through(raw, person, own, at))
