"""Make the file of an export: into a folder of its own, offered only when it is whole."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import shapely
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from gis import systems
from gis.exchange.layer import Batch, Batches, Format, Layer
from gis.exchange.writing import write
from grids.permissions import READS_HAZARDS, scope
from grids.policy import HERE, local_day
from server.config import Settings
from server.db import Database
from server.exports import columns, monthly, statement
from server.exports.columns import AREAS, say
from server.exports.order import Order, Told
from server.photos import PhotoStore
from server.reads import exports as reads
from server.reads import figures
from server.reads import scope as bind
from server.reads.exports import What
from server.store.people import person_at
from server.store.tables import ExportRow

KEPT: Final = timedelta(days=7)
LARGE: Final[Mapping[Format, int]] = {**dict.fromkeys(Format, 50_000), Format.XLSX: 20_000}
"""More rows than these are made by the worker. Source: docs/exports.md."""
_YEAR: Final = timedelta(days=365)
UNFINISHED: Final = ("waiting", "making")


class CancelledError(Exception):
    """Somebody wants the file no more."""


def folder_of(data_dir: Path, export: UUID) -> Path:
    """Return where the file of an export lies."""
    return data_dir / "exports" / str(export)


def make(database: Database, settings: Settings, export: UUID, at: datetime) -> bool:
    """Make the file of an export; say whether it is there now.

    A second run makes it anew. Raises what the writing raises, after the record says that it failed; whatever was
    half-written is gone then.
    """
    order = begin(database, export, at)
    if order is None:
        return False

    def write_into(folder: Path, told: Told) -> tuple[Path, int]:
        if order.what is What.MONTHLY:
            return monthly.write(database, PhotoStore.of(settings), order, folder, told)
        return _write(database, order, folder, told)

    return whole(database, settings.data_dir, export, at, write_into)


def begin(database: Database, export: UUID, at: datetime) -> Order | None:
    """Take an export in hand; None when it was cancelled, or its author may no longer read what they asked for."""
    with database.transaction() as session:
        row = session.get(ExportRow, export, with_for_update=True)
        if row is None or row.state not in UNFINISHED:
            return None
        person = person_at(session, row.by_person, at)
        if person is None or bind.fingerprint(scope(person.grants)) != row.seen:
            row.state, row.finished_at = "cancelled", at
            return None
        row.state, row.rows_done = "making", 0
        return Order(
            id=row.id, what=What(row.what), format=row.format, crs=row.crs, language=row.language, wanted=row.wanted,
            person=person, at=row.at,
        )  # fmt: skip


def whole(
    database: Database, data_dir: Path, export: UUID, at: datetime,
    write_into: Callable[[Path, Told], tuple[Path, int]],
) -> bool:  # fmt: skip
    """Let something be written beside, and put it in its place whole; cancelled means nothing is left."""
    final = folder_of(data_dir, export)
    beside = final.with_name(f"{export}.part")
    for each in (final, beside):
        shutil.rmtree(each, ignore_errors=True)
    beside.mkdir(mode=0o700, parents=True)
    try:
        path, rows = write_into(beside, _progress(database, export))
        facts = {"file_name": path.name, "bytes": path.stat().st_size, "sha256": _sha256(path), "rows_done": rows}
        beside.replace(final)
    except CancelledError:
        return False
    except BaseException:
        _set(database, export, state="failed", finished_at=at)
        raise
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    if not _set(database, export, state="done", finished_at=at, expires_at=at + KEPT, **facts):
        shutil.rmtree(final, ignore_errors=True)  # cancelled in the last moment
        return False
    return True


def sweep(database: Database, data_dir: Path, at: datetime) -> int:
    """Remove files whose time is over; the records stay. Say how many."""
    with database.transaction() as session:
        over = session.scalars(
            update(ExportRow)
            .where(ExportRow.state == "done", ExportRow.expires_at < at)
            .values(state="expired")
            .returning(ExportRow.id)
        ).all()
    for export in over:
        shutil.rmtree(folder_of(data_dir, export), ignore_errors=True)
    return len(over)


def layer_of(session: Session, order: Order) -> Layer:
    """Describe the file: columns, system, statement."""
    language, system = order.language, systems.named(order.crs)
    axes = "degrees" if system.crs.is_degrees else "metres"
    return Layer(
        name=f"{order.what.value}_{system.name.replace(':', '')}_{order.at.astimezone(HERE):%Y%m%d_%H%M}",
        title=say(f"what.{order.what.value}", language),
        columns=columns.columns(order.what, language),
        geometry="MultiPolygon" if order.what in AREAS else "Point",
        system=system,
        statement=statement.lines(session, order.person, order.what, order.wanted, system, order.at, language),
        place=(say(f"x.{axes}", language), say(f"y.{axes}", language)),
        fields=say("fields", language),
    )


def _write(database: Database, order: Order, folder: Path, told: Told) -> tuple[Path, int]:
    written = 0

    def counted(rows: int) -> None:
        nonlocal written
        written += rows
        told(written)

    with database.session() as session:
        path = write(layer_of(session, order), _batches(session, order), Format(order.format), folder, counted)
    return path, written


def _batches(session: Session, order: Order) -> Batches:
    today = local_day(order.at)
    counted = _figures(session, order, today) if order.what is What.UNITS else {}
    for rows in reads.rows(session, order.person, order.what, order.wanted, today):
        yield Batch(
            [columns.cells(order.what, row, counted, order.language) for row in rows],
            list(shapely.from_wkb([None if row.shape is None else bytes(row.shape) for row in rows])),
        )


def _figures(session: Session, order: Order, today: date) -> Mapping[int, Mapping[str, Any]]:
    """Count by unit, for those who see hazards at all; a planner's units carry no figures."""
    if not order.person.roles() & READS_HAZARDS:
        return {}
    first = _day(order.wanted.get("period_from")) or local_day(order.at - _YEAR)
    last = _day(order.wanted.get("period_to")) or today
    period = (
        datetime.combine(first, time.min, tzinfo=HERE),
        datetime.combine(last + timedelta(days=1), time.min, tzinfo=HERE),
    )
    found = figures.of_units(session, scope(order.person.grants), period, today, order.wanted.get("town"))
    return {row["unit_id"]: row for row in found["units"] if row["unit_id"] is not None}


def _day(text: Any) -> date | None:  # noqa: ANN401 - a day of JSON
    return date.fromisoformat(str(text)) if text else None


def _progress(database: Database, export: UUID) -> Told:
    def told(done: int) -> None:
        if not _set(database, export, rows_done=done):
            raise CancelledError

    return told


def _set(database: Database, export: UUID, **facts: Any) -> bool:  # noqa: ANN401 - columns of the row
    """Change the record while the file is being made; False when it is wanted no more."""
    with database.transaction() as session:
        own = update(ExportRow).where(ExportRow.id == export, ExportRow.state == "making").values(**facts)
        return session.scalar(own.returning(ExportRow.id)) is not None


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def unfinished(session: Session, person: UUID, like: Mapping[str, Any]) -> ExportRow | None:
    """Find the same export of the same person that is still being made, so that nobody waits twice."""
    query = (
        select(ExportRow).where(ExportRow.by_person == person, ExportRow.state.in_(UNFINISHED)).order_by(ExportRow.at)
    )
    return next((row for row in session.scalars(query) if all(getattr(row, k) == v for k, v in like.items())), None)
