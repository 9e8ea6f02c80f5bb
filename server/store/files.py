"""Records of files as rows: found, added, changed, ended; their former versions are kept by the database."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from grids.enterprise_files import FieldValues, check_record, topic_of
from grids.errors import Refusal
from server.store.file_tables import topics
from server.store.tables import Enterprise, FileRecord


def record(session: Session, record_id: UUID) -> FileRecord:
    """Find a record that still holds and lock it, or refuse."""
    query = select(FileRecord).where(FileRecord.id == record_id).with_for_update()
    found = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise Refusal("not-found", thing="record")
    if found.ended_on is not None:
        raise Refusal("record-ended", on=found.ended_on.isoformat())
    return found


def sides(fields: FieldValues, valid_from: date, valid_to: date | None) -> dict[str, Any]:
    """Write one side of a proposal: the fields with their days, as the decider reads them."""
    days = {"valid_from": valid_from.isoformat(), "valid_to": valid_to and valid_to.isoformat()}
    return {**fields, **{name: day for name, day in days.items() if day is not None}}


def side_of(row: FileRecord) -> dict[str, Any]:
    """Write a record as one side of a proposal."""
    return sides(row.fields, row.valid_from, row.valid_to)


def read_side(topic: str, side: Mapping[str, Any]) -> tuple[dict[str, Any], date, date | None]:
    """Read a side of a proposal back, and check it as of today's tables."""
    begins = date.fromisoformat(side["valid_from"])
    ends = date.fromisoformat(side["valid_to"]) if "valid_to" in side else None
    fields = {name: value for name, value in side.items() if name not in {"valid_from", "valid_to"}}
    return check_record(topic_of(topics(), topic), fields, begins, ends), begins, ends


def add(
    session: Session, row: Enterprise, record_id: UUID, topic: str, side: Mapping[str, Any], by: UUID, at: datetime
) -> None:
    """Put a record into a file; a ledger that an enterprise has also gives it the topic's tag."""
    fields, begins, ends = read_side(topic, side)
    session.add(
        FileRecord(
            id=record_id, enterprise_id=row.id, topic=topic, fields=fields, valid_from=begins, valid_to=ends,
            by_person=by, at=at,
        )
    )  # fmt: skip
    tag = topics()[topic].tag
    if tag is not None and tag not in row.tags:
        row.tags = [*row.tags, tag]
    row.version += 1


def change(row: FileRecord, side: Mapping[str, Any], by: UUID, at: datetime) -> None:
    """Put other values into a record; what was verified before is not what stands there now."""
    row.fields, row.valid_from, row.valid_to = read_side(row.topic, side)
    row.by_person, row.at = by, at
    row.verified_at = row.verified_by = None


def end(row: FileRecord, ended_on: date, reason: str, by: UUID, at: datetime) -> None:
    """Close a record; it stays in the file as what was."""
    row.ended_on, row.end_reason, row.by_person, row.at = ended_on, reason, by, at
