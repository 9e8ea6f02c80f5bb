"""Which column of a file is which field: given in a file, remembered from last time, or guessed by its heading."""

from __future__ import annotations

import json
import re
import tomllib
import unicodedata
from collections.abc import Mapping as Map
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Text, cast, select
from sqlalchemy.orm import Session

from grids.errors import Refusal
from server.imports.fields import CONSTANTS, FIELDS
from server.imports.order import Kind
from server.store.tables import ImportBatch

_BRACKETS: Final = re.compile(r"[（(\[【][^）)\]】]*[）)\]】]")
_NOISE: Final = re.compile(r"[\s_\-*：:.#]+")
_SYSTEMS: Final = ("wgs84", "cgcs2000", "gcj02", "bd09")
"""A heading may end in the system of its numbers, `lon_gcj02`; the first that is there is taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """Field -> column, field -> fixed value, and what words in a column mean."""

    columns: dict[str, str]
    constants: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    crs: str | None = None
    origin: str = "guessed"

    def read(self, fields: Map[str, str], name: str) -> str:
        """Give a field's text in a row; empty when the row has none."""
        column = self.columns.get(name)
        text = fields.get(column, "") if column else ""
        text = text or self.constants.get(name, "")
        meanings = self.values.get(name)
        return meanings.get(text, text) if meanings else text


def find(session: Session, kind: Kind, headings: tuple[str, ...], file: Path | None) -> Mapping:
    """Take the mapping of the file, else the one these headings had last time, else guess.

    Refuses when a required field has no column.
    """
    found = _given(kind, headings, file) if file else _remembered(session, kind, headings) or guess(kind, headings)
    has = found.columns.keys() | found.constants.keys()
    missing = [f.name for f in FIELDS[kind] if f.required and f.name not in has]
    if missing:
        raise Refusal("bad-file", cause="column", missing="、".join(missing), found="、".join(headings))
    return found


def guess(kind: Kind, headings: tuple[str, ...]) -> Mapping:
    """Match headings with fields; each column and each field once, the most certain heading first."""
    plain = {column: heading(column) for column in headings}
    crs = _system(kind, set(plain.values()))
    columns: dict[str, str] = {}
    for known in FIELDS[kind]:
        wanted = [h + crs for h in known.headings] if crs and known.name in {"lon", "lat"} else list(known.headings)
        free = {text: column for column, text in reversed(plain.items()) if column not in columns.values()}
        ends = {text.rpartition("/")[2]: column for text, column in free.items()}
        for text in wanted:
            column = free.get(text) or ends.get(text)
            if column:
                columns[known.name] = column
                break
    return Mapping(columns=columns, crs=crs)


def heading(text: str) -> str:
    """Reduce a heading to what it says: no brackets, stars, spaces, in lower case.

    >>> heading("*企业名称（必填）"), heading("Lon_WGS84"), heading("联系人/电话")
    ('企业名称', 'lonwgs84', '联系人/电话')
    """
    plain = _BRACKETS.sub("", unicodedata.normalize("NFKC", text)) or text
    return _NOISE.sub("", plain).lower()


def _system(kind: Kind, plain: set[str]) -> str | None:
    lon = next(f for f in FIELDS[kind] if f.name == "lon").headings if kind is not Kind.GRIDS else ()
    return next((s for s in _SYSTEMS if any(h + s in plain for h in lon)), None)


def _given(kind: Kind, headings: tuple[str, ...], file: Path) -> Mapping:
    """Read a mapping: `[columns]` column = field, `[constants]`, `[values.field]`, `crs`; or bare column = field."""
    stated = _parsed(file)
    if "columns" not in stated and all(isinstance(value, str) for value in stated.values()):
        stated = {"columns": stated}
    known = {f.name for f in FIELDS[kind]}
    columns: dict[str, str] = {}
    for column, name in stated.get("columns", {}).items():
        if name not in known:
            raise Refusal("bad-file", cause="mapping-field", field=str(name), name=file.name)
        if column not in headings:
            raise Refusal("bad-file", cause="mapping-column", column=column, name=file.name, found="、".join(headings))
        columns[name] = column
    for name in (stated.get("constants", {}).keys() - CONSTANTS | stated.get("values", {}).keys()) - known:
        raise Refusal("bad-file", cause="mapping-field", field=name, name=file.name)
    return Mapping(
        columns=columns,
        constants={name: str(value) for name, value in stated.get("constants", {}).items()},
        values={name: {str(k): str(v) for k, v in words.items()} for name, words in stated.get("values", {}).items()},
        crs=stated.get("crs"),
        origin="given",
    )


def _parsed(file: Path) -> dict[str, Any]:
    try:
        text = file.read_text("utf-8-sig")
        stated: dict[str, Any] = json.loads(text) if file.suffix.lower() == ".json" else tomllib.loads(text)
    except (OSError, UnicodeDecodeError, json.JSONDecodeError, tomllib.TOMLDecodeError) as broken:
        raise Refusal("bad-file", cause="mapping", name=file.name, at=str(broken)) from broken
    return stated


def _remembered(session: Session, kind: Kind, headings: tuple[str, ...]) -> Mapping | None:
    """Find the mapping of the last import of a file with exactly these headings."""
    same = cast(ImportBatch.report["headings"], Text) == cast(cast(list(headings), ImportBatch.report.type), Text)
    query = select(ImportBatch.report).where(ImportBatch.kind == kind, same, ~ImportBatch.dry_run)
    report = session.scalars(query.order_by(ImportBatch.at.desc()).limit(1)).one_or_none()
    kept = (report or {}).get("full_mapping")
    return None if kept is None else Mapping(**{**kept, "origin": "remembered"})
