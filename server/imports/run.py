"""One import from file to report: read, judged, written in one transaction, or not at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from types import MappingProxyType
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.readers import layers_of, open_source
from gis.records import Source
from grids.errors import Refusal
from server.catalogue import read
from server.db import Database
from server.imports import divisions, enterprises, grids, inspections, mapping
from server.imports.mapping import Mapping as Columns
from server.imports.order import Kind, Order, Tell, silent
from server.imports.report import Report, returned_rows, sentence
from server.store.tables import ImportBatch

_LOCK: Final = 4_817_202
"""One import at a time: two would match the same rows as new."""
_Importer = Callable[[Session, Order, Source, Columns, UUID, Report, Tell], None]
_IMPORTERS: Final[Mapping[Kind, _Importer]] = MappingProxyType(
    {
        Kind.DIVISIONS: divisions.run,
        Kind.GRIDS: grids.run,
        Kind.ENTERPRISES: enterprises.run,
        Kind.INSPECTIONS: inspections.run,
    }
)


def start(database: Database, order: Order, tell: Tell = silent) -> Report:
    """Import a file, or with `dry_run` find out what an import would do; the report is the same.

    Refuses as a whole, and then has written nothing, when the file can't be read, lacks a needed column, or
    its coordinates are not in the system they are said to be in. The reason is a sentence in the facts.
    """
    report = Report(kind=order.kind, file_name=order.file_name, dry_run=order.dry_run)
    try:
        with open_source(order.path, order.layer) as source, database.session() as session, session.begin() as whole:
            _run(session, order, source, report, tell)
            if order.dry_run:
                whole.rollback()
    except Refusal as refusal:
        raise in_words(refusal, order.language) from refusal
    return report


def layers(path: Path, language: str) -> list[str]:
    """Name the sheets or layers of a file to choose from; refuses in words like an import."""
    try:
        return layers_of(path)
    except Refusal as refusal:
        raise in_words(refusal, language) from refusal


def _run(session: Session, order: Order, source: Source, report: Report, tell: Tell) -> None:
    session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    columns = mapping.find(session, order.kind, source.columns, order.mapping)
    report.headings = source.columns
    report.mapping = columns.columns
    report.details |= {"format": source.format, "encoding": source.encoding, "mapping_origin": columns.origin}
    for note in source.notes:
        report.warn(f"note-{note.partition(':')[0]}", sheet=note.partition(":")[2])
    batch = ImportBatch(
        id=uuid4(), kind=order.kind, file_name=order.file_name, by_person=order.person, at=order.at,
        dry_run=order.dry_run, state="running", report={},
    )  # fmt: skip
    session.add(batch)
    session.flush()
    _IMPORTERS[order.kind](session, order, source, columns, batch.id, report, tell)
    report.refused_csv = returned_rows(report, source.read(), order.language)
    batch.state = "done"
    batch.refused_csv = report.refused_csv
    batch.report = {**report.as_json(order.language), "full_mapping": asdict(columns)}


def in_words(refusal: Refusal, language: str) -> Refusal:
    """Add the sentence of the cause to a refusal of the reading side, in the person's language."""
    key = f"refusal.{refusal.code}.{refusal.facts.get('cause')}"
    if key not in read("imports", language):
        return refusal
    said = sentence(key, language, refusal.facts)
    bare = said.rstrip("。.")
    return Refusal(refusal.code, **{"reason": bare, "evidence": bare, **refusal.facts, "sentence": said})
