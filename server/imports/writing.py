"""Staged enterprises into the base: new ones inserted with their unit, known ones updated where they differ."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Table, and_, case, cast, func, insert, literal, or_, select, update
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by
from sqlalchemy.orm import Session
from sqlalchemy.types import Text

from grids.enterprises import PositionQuality
from server.imports.order import Order
from server.imports.report import Report
from server.imports.stage import ROW, STAGE, VALUES
from server.store import moving
from server.store.tables import Enterprise

FLAGS: Final = ("no-uscc", "old-reg-no", "unknown-town", "elsewhere")
"""Flags that an import sets and takes away again; others are left alone."""
_ORDER: Final = tuple(PositionQuality)
"""Best first."""
_PLACE: Final = ("unit_id", "village_id", "town_id", "district_id", "city_id")
_POINTLESS: Final = {"supervision_class": "other", "address": "", "business_scope": "", "industry": "", "note": ""}
"""What stands in a column that may not be empty when the file says nothing."""
_EMPTY_LIST: Final = cast([], ARRAY(Text))

_enterprise: Table = Enterprise.__table__  # type: ignore[assignment] # a mapped class has a table
_e = _enterprise.c


def write(session: Session, order: Order, batch: UUID, report: Report) -> None:
    """Write what was staged and placed, and count it."""
    _flag(session, report)
    known = session.scalar(select(func.count()).select_from(ROW).where(ROW.c.known)) or 0
    moved = _update_known(session, order, batch, report)
    report.inserted = _insert_new(session, order, batch)
    report.unchanged = known - report.updated
    moving.follow(session, moved, order.at, order.person)
    moving.begin(session, select(ROW.c.id).where(~ROW.c.known), order.at, order.person)
    report.details["positions"] = _count_qualities(session)
    report.details["without_unit"] = session.scalar(
        select(func.count()).select_from(ROW).where(ROW.c.unit_id.is_(None))
    )


def _flag(session: Session, report: Report) -> None:
    """Mark rows whose point lies in another town than they say, and count all that carry a flag."""
    elsewhere = select(ROW.c.line).where(ROW.c.elsewhere)
    session.execute(
        update(STAGE).where(STAGE.c.line.in_(elsewhere)).values(flags=func.array_append(STAGE.c.flags, "elsewhere"))
    )
    for line in session.scalars(elsewhere.order_by(ROW.c.line)):
        report.remark(line, "lon", "elsewhere")
    flagged = select(func.count()).select_from(STAGE).where(func.cardinality(STAGE.c.flags) > 0)
    report.flagged = session.scalar(flagged) or 0


def _insert_new(session: Session, order: Order, batch: UUID) -> int:
    """Insert in the order of a geohash, so that neighbours on the ground are neighbours on the disk."""
    s, r = STAGE.c, ROW.c
    taken: dict[str, ColumnElement[Any]] = {
        "id": r.id,
        **{name: _or_default(name) for name in VALUES},
        **{name: r[name] for name in _PLACE},
        "point": r.point,
        "site": r.site,
        "position_quality": r.quality,
        "crs_source": _crs_source(),
        "unit_source": r.unit_source,
        "flags": s.flags,
        "import_batch_id": literal(batch),
        "listed_on": literal(order.day),
        "status_since": literal(order.day),
        "updated_at": literal(order.at),
    }
    rows = select(*taken.values()).select_from(STAGE.join(ROW, s.line == r.line)).where(~r.known)
    ordered = rows.order_by(func.ST_GeoHash(r.point).nulls_last(), r.line)
    made = insert(_enterprise).from_select(list(taken), ordered, include_defaults=False)
    return session.connection().execute(made, execution_options={"preserve_rowcount": True}).rowcount


def _or_default(name: str) -> ColumnElement[Any]:
    if name == "status":
        return func.coalesce(STAGE.c.status, "active")
    if name == "tags":
        return func.coalesce(STAGE.c.tags, _EMPTY_LIST)
    return func.coalesce(STAGE.c[name], _POINTLESS[name]) if name in _POINTLESS else STAGE.c[name]


def _crs_source() -> ColumnElement[Any]:
    return case((ROW.c.point.is_not(None), "wgs84"))


def _update_known(session: Session, order: Order, batch: UUID, report: Report) -> list[UUID]:
    """Update what differs; an empty cell erases nothing, a verified position is not overwritten.

    Gives the enterprises whose grid unit or town changed.
    """
    moves = _moves()
    new: dict[str, ColumnElement[Any]] = {
        name: func.coalesce(STAGE.c[name], _e[name]) for name in VALUES if STAGE.c.get(name) is not None
    }
    better = _better()
    new |= {
        "point": case((better, ROW.c.point), else_=_e.point),
        "site": case((and_(_e.verified_at.is_(None), ROW.c.site.is_not(None)), ROW.c.site), else_=_e.site),
        "position_quality": case((better, ROW.c.quality), else_=_e.position_quality),
        "crs_source": case((better, _crs_source()), else_=_e.crs_source),
        "flags": _flags(),
        **{name: case((moves, ROW.c[name]), else_=_e[name]) for name in _PLACE},
        "unit_source": case((moves, ROW.c.unit_source), else_=_e.unit_source),
    }
    differs = or_(*(_differs(name, value) for name, value in new.items()))
    before = select(_e.id, _e.unit_id, _e.town_id).join(ROW, ROW.c.id == _e.id).where(ROW.c.known)
    old = {row.id: (row.unit_id, row.town_id) for row in session.execute(before)}
    changed = session.execute(
        update(_enterprise)
        .where(_e.id == ROW.c.id, ROW.c.known, ROW.c.line == STAGE.c.line, differs)
        .values(**new, version=_e.version + 1, updated_at=order.at, import_batch_id=batch)
        .returning(_e.id, _e.unit_id, _e.town_id)
    ).all()
    report.updated = len(changed)
    return [row.id for row in changed if (row.unit_id, row.town_id) != old[row.id]]


def _differs(name: str, value: ColumnElement[Any]) -> ColumnElement[bool]:
    if name in {"point", "site"}:
        return func.ST_AsBinary(value).is_distinct_from(func.ST_AsBinary(_e[name]))
    return value.is_distinct_from(_e[name])


def _better() -> ColumnElement[bool]:
    """Take the position of the file unless somebody stood there, or what is known is finer."""
    rank = {quality.value: n for n, quality in enumerate(_ORDER)}
    here, there = case(rank, value=ROW.c.quality), case(rank, value=_e.position_quality)
    return and_(_e.verified_at.is_(None), here <= there, ROW.c.quality != PositionQuality.NONE.value)


def _moves() -> ColumnElement[bool]:
    """Let the place follow, unless it was assigned by hand or the file's position was not taken."""
    return and_(_e.unit_source != "manual", or_(_better(), _e.unit_id.is_(None)), _e.verified_at.is_(None))


def _flags() -> ColumnElement[Any]:
    """Take away the flags of imports and set those of this row; in alphabetical order, so that equal is equal."""
    flag = func.unnest(func.array_cat(_e.flags, STAGE.c.flags)).column_valued("flag")
    stale = and_(flag.in_(FLAGS), flag != func.all(STAGE.c.flags))
    kept = select(func.array_agg(aggregate_order_by(flag.distinct(), flag))).where(~stale)
    return func.coalesce(kept.scalar_subquery(), _EMPTY_LIST)


def _count_qualities(session: Session) -> dict[str, int]:
    query = select(ROW.c.quality, func.count().label("number")).group_by(ROW.c.quality)
    return {row.quality: row.number for row in session.execute(query)}
