"""Imports by the office: a file in, a report back, refused rows as a file."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal
from uuid import UUID, uuid4

from flask import Response, jsonify, request
from flask_openapi3 import APIBlueprint
from pydantic import BaseModel, Field
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from gis.repair import Limits
from grids.errors import Refusal
from grids.permissions import IMPORTS, Scope, scope
from server import problems
from server.api import context
from server.imports import run
from server.imports.order import Kind, Order, Reach
from server.imports.report import Report
from server.people import SignedIn
from server.store.tables import ImportBatch

api = APIBlueprint("imports", __name__, url_prefix="/api/v1")
_MOST_BYTES = 200_000_000
_LISTED = 100
WIDEST_M = 50
"""A wider overlap or gap is no slip of a drawing and is for people to settle."""


class Upload(BaseModel):
    """A file and what it is said to be; `mapping` is JSON, column -> field."""

    kind: Literal["divisions", "grids", "enterprises"]
    crs: str | None = Field(default=None, max_length=40)
    district: str | None = Field(default=None, max_length=60)
    mapping: str | None = Field(default=None, max_length=20_000)
    layer: str | None = Field(default=None, max_length=200)
    code_system: str | None = Field(default=None, max_length=40)
    code_edition: str | None = Field(default=None, max_length=40)
    overlap_width: float = Field(default=Limits().overlap_m, ge=0, le=WIDEST_M)
    gap_width: float = Field(default=Limits().gap_m, ge=0, le=WIDEST_M)
    dry_run: bool = True


class BatchPath(BaseModel):
    """Which import."""

    id: UUID


@api.post("/imports", summary="Import divisions, grids or enterprises")
def start() -> Response:
    """Import a file into my area, or with `dry_run` say what an import would do. Nothing is half-imported."""
    found = _importer()
    form = Upload.model_validate(told())
    file = given()
    with kept(file) as path:
        order = Order(
            kind=Kind(form.kind), path=path, file_name=Path(file.filename or "").name, at=context.now(),
            language=problems.language(), crs=form.crs, mapping=mapping(form.mapping, path), district=form.district,
            layer=form.layer, code_system=form.code_system, code_edition=form.code_edition,
            limits=Limits(overlap_m=form.overlap_width, gap_m=form.gap_width),
            metric_srid=context.settings().metric_srid, person=found.person.id, reach=reach(found),
            dry_run=form.dry_run,
        )  # fmt: skip
        report = run.start(context.patient_database(), order)
    with context.database().transaction() as session:
        batch = _tried(session, found, order, report) if form.dry_run else _latest(session, found)
        return jsonify(_shown(batch))


@api.post("/imports/layers", summary="Layers of a file")
def layers() -> Response:
    """Name the sheets or layers of a file to choose from; nothing is imported."""
    _importer()
    told()
    with kept(given()) as path:
        return jsonify(run.layers(path, problems.language()))


@api.get("/imports", summary="Past imports")
def listed() -> Response:
    """List the imports of my own area, newest first."""
    found = _importer()
    query = select(ImportBatch).where(ImportBatch.by_person == found.person.id, ImportBatch.dry_run.is_(False))
    with context.database().session() as session:
        rows = session.scalars(query.order_by(ImportBatch.at.desc()).limit(_LISTED)).all()
    return jsonify([_shown(row) for row in rows])


@api.get("/imports/<uuid:id>/refused.csv", summary="The refused rows of an import")
def refused(path: BatchPath) -> Response:
    """Return refused rows in the layout of the file, with line, field and reason."""
    found = _importer()
    with context.database().session() as session:
        row = session.get(ImportBatch, path.id)
    if row is None or row.by_person != found.person.id or row.refused_csv is None:
        raise Refusal("not-found", thing="import")
    return refused_file(row.refused_csv)


def told() -> dict[str, str]:
    """Read what an upload says beside its file, without what is left empty; it may be larger than a photo."""
    request.max_content_length = _MOST_BYTES
    return {name: value for name, value in request.form.to_dict().items() if value != ""}


def given() -> FileStorage:
    """Return the file of an upload, or refuse."""
    given = request.files.get("file")
    if given is None or not given.filename:
        raise Refusal("bad-file", reason="—")
    return given


def _importer() -> SignedIn:
    return context.signed_in_as(*IMPORTS)


def reach(found: SignedIn) -> Reach:
    """Let a person import into the areas of their importing roles only."""
    own: Scope = scope(found.person.grants, IMPORTS)
    return Reach(districts=own.districts, towns=own.towns)


@contextmanager
def kept(given: FileStorage) -> Iterator[Path]:
    """Keep the upload in a folder of its own while it is read; the name only lends its ending."""
    uploads = context.settings().data_dir / "uploads"
    uploads.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=uploads) as folder:
        endings = "".join(Path(given.filename or "").suffixes[-2:])
        path = Path(folder) / f"upload{endings}"
        given.save(path)
        yield path


def mapping(given: str | None, beside: Path) -> Path | None:
    """Keep the columns that were said to be which fields beside the upload, or refuse what is no JSON."""
    if not given:
        return None
    path = beside.with_name("mapping.json")
    try:
        path.write_text(json.dumps(json.loads(given)), "utf-8")
    except ValueError as problem:
        raise Refusal("bad-act", at="mapping") from problem
    return path


def refused_file(body: str) -> Response:
    """Answer with the rows that could not be taken, as a file."""
    headers = {"Content-Disposition": "attachment; filename=refused.csv", "Cache-Control": "no-store"}
    return Response(body, mimetype="text/csv; charset=utf-8", headers=headers)


def _latest(session: Session, found: SignedIn) -> ImportBatch:
    query = select(ImportBatch).where(ImportBatch.by_person == found.person.id).order_by(ImportBatch.at.desc())
    return session.scalars(query.limit(1)).one()


def _tried(session: Session, found: SignedIn, order: Order, report: Report) -> ImportBatch:
    """Keep what a trial said, so that its refused rows can be fetched; nothing else of it was written."""
    batch = ImportBatch(
        id=uuid4(), kind=order.kind, file_name=order.file_name, by_person=found.person.id, at=order.at, dry_run=True,
        state="done", report=report.as_json(order.language), refused_csv=report.refused_csv,
    )  # fmt: skip
    session.add(batch)
    session.flush()
    return batch


def _shown(row: ImportBatch) -> dict[str, Any]:
    report = {name: value for name, value in row.report.items() if name != "full_mapping"}
    own = {"id": str(row.id), "file_name": row.file_name, "at": row.at.isoformat(), "state": row.state}
    return {**report, **own, "refused_url": f"/api/v1/imports/{row.id}/refused.csv" if row.refused_csv else None}
