"""Standards: the list with who has none, one with its versions and draft, differences, the sheet out and in."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Literal
from uuid import UUID

from flask import Response, jsonify, request
from flask_openapi3 import APIBlueprint
from pydantic import BaseModel, Field

from grids.errors import Refusal
from grids.permissions import SEES_STANDARDS, Person, Role
from server import problems
from server import standards as shipped
from server.api import context
from server.api.asked import Asked
from server.api.imports import given, kept
from server.imports.run import in_words
from server.reads import standards
from server.standards import sheet
from server.store.standards import write_items

api = APIBlueprint("standards", __name__, url_prefix="/api/v1")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class StandardPath(BaseModel):
    """Which standard."""

    id: UUID


class VersionPath(StandardPath):
    """Which version of it, by its number, or `draft`."""

    version: str = Field(pattern=r"^(draft|\d{1,6})$")


class Wanted(Asked):
    """In which language the sheet speaks."""

    language: Literal["zh", "en"] | None = None


class Compared(Asked):
    """Which two versions, by number or `draft`; the new one is what counts."""

    old: str = Field(pattern=r"^(draft|\d{1,6})$")
    new: str = Field(pattern=r"^(draft|\d{1,6})$")


@api.get("/standards", summary="Standards of my place, and classes without one")
def listed() -> Response:
    """List standards that ship and those of my district; for each class which of them was written for it."""
    person = _reader()
    with context.reading().session() as session:
        return jsonify(standards.listed(session, person, context.now()))


@api.get("/standards/catalogue", summary="Classes of hazards and criteria of major ones")
def catalogue() -> Response:
    """Return the 24 classes of hazards, and the criteria of major hazards in condensed words."""
    context.signed_in()
    return jsonify({"classes": list(shipped.hazard_classes()), "criteria": list(shipped.criteria())})


@api.get("/standards/<uuid:id>", summary="One standard")
def one(path: StandardPath) -> Response:
    """Return a standard with its versions and, for who may write it, the draft and what is wrong in it."""
    person = _reader()
    with context.reading().session() as session:
        return jsonify(standards.one(session, person, path.id, context.now(), problems.language()))


@api.get("/standards/<uuid:id>/differences", summary="What changed between two versions")
def differences(path: StandardPath, query: Compared) -> Response:
    """Return items that came, went and changed, with both texts of each field."""
    person, at = _reader(), context.now()
    with context.reading().session() as session:
        old, new = (standards.items(session, person, path.id, which, at) for which in (query.old, query.new))
    return jsonify(standards.differences(old, new))


@api.get("/standards/<uuid:id>/versions/<string:version>", summary="The items of a version")
def items(path: VersionPath) -> Response:
    """Return the items of a version as they were published, or those of the draft."""
    person = _reader()
    with context.reading().session() as session:
        return jsonify({"items": standards.items(session, person, path.id, path.version, context.now())})


@api.get("/standards/<uuid:id>/versions/<string:version>/sheet.xlsx", summary="A version as a workbook")
def exported(path: VersionPath, query: Wanted) -> Response:
    """Return the items as a workbook that can be filled in and brought back."""
    person, language = _reader(), query.language or problems.language()
    with context.reading().session() as session:
        found = standards.items(session, person, path.id, path.version, context.now())
    content = sheet.write(found, language)
    headers = {
        "Content-Disposition": f"attachment; filename=standard_{path.version}.xlsx", "Cache-Control": "no-store",
    }  # fmt: skip
    return Response(content, mimetype=_XLSX, headers=headers)


@api.post("/standards/<uuid:id>/sheet", summary="Read a workbook of items")
def read(path: StandardPath) -> Response:
    """Read the items of a workbook for the editor; with a refused row none is taken. Nothing is saved here."""
    person = context.signed_in_as(Role.DEPARTMENT, Role.DISTRICT).person
    request.max_content_length = 5_000_000
    with context.database().session() as session:
        found = standards.one(session, person, path.id, context.now(), problems.language())
    if not found["may"]:
        raise Refusal("area-not-yours", step="save-standard")
    with kept(given()) as file:
        told = _read(file, found["code"])
    return jsonify(
        {
            "items": write_items(told.items), "refused": [asdict(each) for each in told.refused],
            "refused_file": told.file,
        }
    )  # fmt: skip


def _read(file: Path, prefix: str) -> sheet.Read:
    try:
        return sheet.read(file, prefix, problems.language())
    except Refusal as refusal:
        raise in_words(refusal, problems.language()) from refusal


def _reader() -> Person:
    return context.signed_in_as(*SEES_STANDARDS).person
