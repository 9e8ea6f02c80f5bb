"""Publishing a plan: the units become as drawn, the enterprises of the changed ground follow, all in one transaction.

A unit that goes on keeps its id, so what points to it (officers, enterprises, visits, hazards) need not be touched; how
it was until then stays beside it as a closed row of the same code (docs/decisions.md).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from geoalchemy2 import WKBElement
from shapely import from_wkb, to_wkb
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

import server.store
from gis import drawing
from grids import redraws as rules
from grids.errors import Conflict
from grids.permissions import Role
from grids.policy import local_day
from grids.redraws import Severity
from server.queue import enqueue
from server.store import moving, people, redraw_checks, redraw_moves, redraws
from server.store.policy import load_on
from server.store.redraw_moves import Move
from server.store.redraws import Image, Unit, Units
from server.store.tables import GrantRow, GridUnit, RedrawRow, RedrawUnit

_SQL: Final = Path(server.store.__file__).with_name("sql")


def publish(session: Session, row: RedrawRow, at: datetime) -> dict[str, object]:
    """Let an approved plan hold from this moment on, and say what it did.

    Raises: Conflict `redraw-outdated`, `redraw-faults`; Refusal of the rules.
    """
    after = rules.publish(redraws.value(row), local_day(at))
    _hold(session, row)
    redraws.check_base(session, row)
    errors = [each for each in redraw_checks.findings(session, row, at) if each.severity is Severity.ERROR]
    if errors:
        raise Conflict("redraw-faults", n=len(errors), unit=errors[0].unit, fault=errors[0].code)
    units = redraws.touched(session, row)
    plan = redraw_moves.plan_of(units)
    moves = redraw_moves.moves(session, row, plan, {key: unit.image for key, unit in units.items()})
    ids = _redraw_units(session, row, units, at)
    _follow(session, row, ids, moves, at)
    row.state, row.published_at = after.state.value, at
    row.outcome = _told(session, units, ids, moves, at)
    _print(session, units)
    session.flush()
    return {"moved": row.outcome["moved"], "to_bind": row.outcome["to_bind"]}


def _hold(session: Session, row: RedrawRow) -> None:
    """Lock the units under a plan, in one order for all: of two plans published at once the second sees the first."""
    own = select(RedrawUnit.unit_id).where(RedrawUnit.redraw_id == row.id, RedrawUnit.unit_id.is_not(None))
    session.execute(select(GridUnit.id).where(GridUnit.id.in_(own)).order_by(GridUnit.id).with_for_update())


def _redraw_units(session: Session, row: RedrawRow, units: Units, at: datetime) -> dict[str, int]:
    """Close, change and make units; returns the ids of those that are there afterwards, by key."""
    today = local_day(at)
    changed = redraw_checks.changed(units)
    known = [unit.unit_id for unit in changed.values() if unit.unit_id is not None and unit.image.wkb is not None]
    session.execute(text((_SQL / "redraw_history.sql").read_text("utf-8")), {"units": known, "on": today})
    ids: dict[str, int] = {}
    for key, unit in units.items():
        if unit.unit_id is None:
            continue
        stored = session.get_one(GridUnit, unit.unit_id, with_for_update=True, populate_existing=True)
        stored.version += 1
        if unit.image.wkb is None:
            stored.valid_to = today
            continue
        ids[key] = stored.id
        stored.valid_from = today if key in changed else stored.valid_from  # a neighbour only gets a vertex
        stored.code, stored.name = unit.image.code, unit.image.name
        _set_outline(stored, row, unit.image.wkb)
    session.flush()
    for key, unit in units.items():
        if unit.unit_id is None and unit.image.wkb is not None:
            ids[key] = _made(session, row, unit.image, at).id
    return ids


def _made(session: Session, row: RedrawRow, image: Image, at: datetime) -> GridUnit:
    stored = GridUnit(
        code=image.code, name=image.name, kind=image.kind, village_id=image.village_id, town_id=image.town_id,
        district_id=row.district_id, city_id=row.city_id, valid_from=local_day(at),
    )  # fmt: skip
    _set_outline(stored, row, image.wkb or b"")
    session.add(stored)
    session.flush()
    return stored


def _set_outline(stored: GridUnit, row: RedrawRow, wkb: bytes) -> None:
    degrees = drawing.to_degrees(wkb, redraws.metric_of(row))
    stored.geom = WKBElement(to_wkb(degrees), srid=4326)
    stored.geom_metric = WKBElement(to_wkb(drawing.multi(from_wkb(wkb))), srid=row.metric_srid)


def _follow(session: Session, row: RedrawRow, ids: Mapping[str, int], moves: Sequence[Move], at: datetime) -> None:
    going = [move for move in moves if not move.manual or move.with_unit]
    if not going:
        return
    values = {
        "moved": [move.id for move in going], "units": [ids[move.key] for move in going],
        "by_point": [not move.with_unit for move in going], "at": at,
    }  # fmt: skip
    session.execute(text((_SQL / "redraw_follow.sql").read_text("utf-8")), values)
    moving.follow(session, [move.id for move in going], at, row.decided_by)


def _told(
    session: Session, units: Units, ids: Mapping[str, int], moves: Sequence[Move], at: datetime
) -> dict[str, Any]:
    """Say what publishing did; units without an officer of their own are to be bound by the administrator."""
    released = _release(session, units, at)
    held = redraw_checks.officers(session, list(ids.values()), at)
    changed = redraw_checks.changed(units)
    to_bind = [_named(unit) for key, unit in changed.items() if key in ids and ids[key] not in held]
    stayed = sum(move.manual and not move.with_unit for move in moves)
    return {
        "moved": sum(not move.manual or move.with_unit for move in moves), "manual": stayed, "to_bind": to_bind,
        "ended": [_named(unit) for unit in units.values() if unit.unit_id and unit.image.wkb is None],
        "released": released,
    }  # fmt: skip


def _release(session: Session, units: Units, at: datetime) -> int:
    """Let the grants on units that end run out soon, so that a visit that was begun can be finished; returns how many.

    Source: docs/rules.md 3.5 (tasks in progress), grids/tables/grid_load.toml.
    """
    ended = [unit.unit_id for unit in units.values() if unit.unit_id is not None and unit.image.wkb is None]
    if not ended:
        return 0
    until = at + timedelta(days=load_on(local_day(at)).released_after_days)
    query = update(GrantRow).where(GrantRow.unit_id.in_(ended), GrantRow.role == Role.OFFICER.value, people.held(at))
    return len(session.scalars(query.values(valid_to=until).returning(GrantRow.id)).all())


def _print(session: Session, units: Units) -> None:
    """Have the sheets on which the public reads whose a unit is made anew, beside the act."""
    images = [image for unit in units.values() for image in (unit.base, unit.image) if image is not None]
    towns = {image.town_id for image in images if image.town_id is not None}
    if towns:
        enqueue(session, "render_postings", towns=[*sorted(towns)])


def _named(unit: Unit) -> str:
    return unit.image.code
