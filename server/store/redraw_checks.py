"""What is checked of a plan as a whole before it is handed in, and again before it is published.

Source: docs/rules.md 3.5.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import numpy as np
import shapely
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gis.tiling import Tiling, moved_m2
from grids.enterprises import LOOKED_AFTER
from grids.permissions import Role
from grids.policy import local_day
from grids.redraws import Finding, LoadPolicy, Severity
from server.store import people, redraw_moves, redraws
from server.store.policy import load_on
from server.store.redraw_moves import Site
from server.store.redraws import Unit, Units
from server.store.tables import Enterprise, GrantRow, GridUnit, RedrawRow


def findings(session: Session, row: RedrawRow, at: datetime) -> list[Finding]:
    """Check a plan: errors first, then warnings."""
    units = redraws.touched(session, row)
    if not units:
        return [Finding(code="empty", severity=Severity.ERROR)]
    found = [*_ground(session, row, units), *_names(session, row, units), *_enterprises(session, row, units, at)]
    stale = redraws.outdated(session, row.id)
    found += [Finding(code="outdated", severity=Severity.ERROR, unit=key) for key in stale]
    return sorted(found, key=lambda each: (each.severity is Severity.WARNING, each.code, each.unit or ""))


def changed(units: Units) -> Units:
    """Return the units whose ground or description changes; a neighbour that only gets a vertex is none."""
    return {key: unit for key, unit in units.items() if not _same(unit)}


def _same(unit: Unit) -> bool:
    base, now = unit.base, unit.image
    if base is None or base.wkb is None or now.wkb is None or replace(now, wkb=base.wkb) != base:
        return False
    return not moved_m2(shapely.from_wkb(base.wkb), shapely.from_wkb(now.wkb))


def officers(session: Session, unit_ids: list[int], at: datetime) -> dict[int, list[GrantRow]]:
    """Return who looks after units at a moment, part A before part B."""
    query = select(GrantRow).where(GrantRow.unit_id.in_(unit_ids), GrantRow.role == Role.OFFICER.value, people.held(at))
    held: dict[int, list[GrantRow]] = {}
    for grant in session.scalars(query.order_by(GrantRow.part, GrantRow.id)):
        held.setdefault(grant.unit_id or 0, []).append(grant)
    return held


def _ground(session: Session, row: RedrawRow, units: Units) -> Iterator[Finding]:
    """Find gaps, overlaps, broken rings, pieces and an outer boundary that moved."""
    made = {key: unit for key, unit in units.items() if unit.image.wkb is not None}
    shapes = {key: shapely.from_wkb(unit.image.wkb) for key, unit in made.items()}
    for key, shape in shapes.items():
        if not shapely.is_valid(shape):
            yield Finding(code="invalid", severity=Severity.ERROR, unit=key)
        pieces = int(shapely.get_num_geometries(shape))
        if pieces > _pieces(made[key]):
            yield Finding(code="parts", severity=Severity.WARNING, unit=key, facts={"parts": pieces})
    before = [shapely.from_wkb(unit.base.wkb) for unit in units.values() if unit.base is not None and unit.base.wkb]
    now = shapely.union_all(np.array(list(shapes.values()), dtype=object))
    is_first = not before  # the first units of a district make its outer boundary
    moved = 0.0 if is_first else moved_m2(shapely.union_all(np.array(before, dtype=object)), now)
    if moved:
        yield Finding(code="outer", severity=Severity.ERROR, facts={"area_m2": round(moved, 1)})
    yield from _edges(session, row, made)


def _edges(session: Session, row: RedrawRow, made: Mapping[str, Unit]) -> Iterator[Finding]:
    boxes = [unit.box for unit in made.values() if unit.box is not None]
    if not boxes:
        return
    near = redraws.in_box(session, row, redraws.hull(boxes))
    tiling = redraws.tiling_of({**near, **made})
    ring = _ring(tiling, made)
    local = np.array([tiling.shape(key) for key in ring], dtype=object)
    if shapely.coverage_is_valid(local):
        return
    wrong = ~shapely.is_empty(shapely.coverage_invalid_edges(local))
    for key, bad in zip(ring, wrong.tolist(), strict=True):
        if bad:
            yield Finding(code="edges", severity=Severity.ERROR, unit=key)


def _ring(tiling: Tiling, made: Mapping[str, Unit]) -> list[str]:
    return sorted({*made, *tiling.beside(made)})


def _pieces(unit: Unit) -> int:
    return 1 if unit.base is None or unit.base.wkb is None else int(
        shapely.get_num_geometries(shapely.from_wkb(unit.base.wkb))
    )  # fmt: skip


def _names(session: Session, row: RedrawRow, units: Units) -> Iterator[Finding]:
    """Find codes that two units would have, and units without a name."""
    here = {key: unit for key, unit in units.items() if unit.image.wkb is not None}
    own = [unit.unit_id for unit in units.values() if unit.unit_id is not None]
    others = select(GridUnit.code).where(
        GridUnit.district_id == row.district_id, GridUnit.valid_to.is_(None), GridUnit.id.not_in(own),
        GridUnit.code.in_({unit.image.code for unit in here.values()}),
    )  # fmt: skip
    used = Counter([*session.scalars(others), *(unit.image.code for unit in here.values())])
    for key, unit in here.items():
        if used[unit.image.code] > 1:
            yield Finding(code="code-taken", severity=Severity.ERROR, unit=key, facts={"code": unit.image.code})
        if not unit.image.name.strip():
            yield Finding(code="unnamed", severity=Severity.ERROR, unit=key)


def _enterprises(session: Session, row: RedrawRow, units: Units, at: datetime) -> Iterator[Finding]:
    """Find enterprises that would be in no unit, and units with too little or too much for their officers."""
    plan = redraw_moves.plan_of(units)
    moved = redraw_moves.moves(session, row, plan, {key: unit.image for key, unit in units.items()})
    today = local_day(at)
    load = load_on(today)
    sites = redraw_moves.sites(session, plan, [], moved, redraw_moves.policies(session, today))
    yield from _loads(session, changed(units), sites, load, at)
    lost = select(func.count()).select_from(Enterprise).where(
        Enterprise.district_id == row.district_id, Enterprise.unit_id.is_(None),
        Enterprise.status.in_(LOOKED_AFTER),
    )  # fmt: skip
    if n := session.scalar(lost):
        yield Finding(code="unplaced", severity=Severity.WARNING, facts={"n": n})


def _loads(session: Session, units: Units, sites: list[Site], load: LoadPolicy, at: datetime) -> Iterator[Finding]:
    objects: Counter[str] = Counter(site.after for site in sites if site.is_visited and site.after is not None)
    ids: dict[str, Any] = {key: unit.unit_id for key, unit in units.items() if unit.unit_id is not None}
    held = officers(session, list(ids.values()), at)
    for key, unit in units.items():
        if unit.image.wkb is None:
            continue
        who = {grant.person_id for grant in held.get(ids.get(key, 0), [])}
        if not who:
            yield Finding(code="no-officer", severity=Severity.WARNING, unit=key)
        judged = load.judge(key, objects[key], len(who))
        if judged is not None:
            yield judged
