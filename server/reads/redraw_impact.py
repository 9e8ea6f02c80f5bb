"""What a plan would do, by unit, before and after: enterprises, hazards, due visits, workload, officers.

Counts are for everybody who sees the plan; which enterprises they are, for those who may know their names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import numpy as np
import shapely
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis import crs, drawing
from gis.crs import Crs
from gis.rounds import tree_m
from grids.boundaries import BoundaryOp
from grids.permissions import SEES_SITES, Person, Scope, scope
from grids.policy import local_day
from grids.redraws import LoadPolicy
from server.reads import redraws as reads
from server.reads import scope as bind
from server.store import redraw_checks, redraw_edits, redraw_moves, redraws
from server.store.policy import load_on
from server.store.redraw_moves import Move, Site
from server.store.redraws import Image, Images, Unit, Units
from server.store.tables import GrantRow, RedrawRow

_LISTED: Final = 500
_M2_HA: Final = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Units before and after, with everything that is moved between them."""

    units: Units
    before: Images
    after: Images
    moved: Sequence[Move]
    sites: Sequence[Site]


def checks(session: Session, person: Person, plan: RedrawRow, at: datetime) -> list[dict[str, Any]]:
    """Return what is wrong or doubtful in a plan, at units that the reader may know of."""
    seen = reads.seen(person)
    own = {None, *in_scope(seen, redraws.touched(session, plan))}
    return [
        {"code": each.code, "unit": each.unit, "severity": each.severity.value, "facts": dict(each.facts)}
        for each in redraw_checks.findings(session, plan, at)
        if reads.is_wide(seen) or each.unit in own
    ]


def of_plan(session: Session, person: Person, plan: RedrawRow, at: datetime) -> dict[str, Any]:
    """Return what a whole plan would do to today's units."""
    units = redraws.touched(session, plan)
    looked = redraw_moves.plan_of(units)
    after: Images = {key: unit.image for key, unit in units.items()}
    moved = redraw_moves.moves(session, plan, looked, after) if units else []
    sites = redraw_moves.sites(session, looked, [], moved, redraw_moves.policies(session, local_day(at)))
    change = Change(units=units, before=looked.today, after=after, moved=moved, sites=sites)
    return _told(session, person, plan, change, at)


def tried(session: Session, person: Person, plan: RedrawRow, op: BoundaryOp, at: datetime) -> dict[str, Any]:
    """Do an edit without keeping it: the units it would touch, and what it alone would do to those it changes.

    Raises: Refusal `redraw-*`.
    """
    made = redraw_edits.draw(session, plan, op)
    boxes = [box for key in made.after if key in made.known and (box := made.known[key].box) is not None]
    drawn = redraws.touched(session, plan, redraws.hull(boxes)) if boxes else {}
    new: Units = {key: _new(key, image) for key, image in made.after.items() if key not in made.known and image}
    units: dict[str, Unit] = {**drawn, **new, **{key: made.known[key] for key in made.after if key in made.known}}
    looked = redraw_moves.plan_of(units)
    before: dict[str, Image | None] = {key: None if key in new else unit.image for key, unit in units.items()}
    after = {**before, **made.after}
    was, will = (redraw_moves.moves(session, plan, looked, images) for images in (before, after))
    told = {key for key, after_it in made.after.items() if not redraw_edits.is_vertex_only(made.before[key], after_it)}
    sites = [
        site
        for site in redraw_moves.sites(session, looked, was, will, redraw_moves.policies(session, local_day(at)), told)
        if site.before in told or site.after in told
    ]
    keys = {site.id for site in sites if site.before != site.after}
    change = Change(
        units={key: units[key] for key in told}, before=made.before, after=made.after,
        moved=[move for move in will if move.id in keys], sites=sites,
    )  # fmt: skip
    metric = redraws.metric_of(plan)
    own = in_scope(reads.seen(person), {key: units[key] for key in made.after})
    features = [_feature(units[key], made.after[key], metric) for key in sorted(own)]
    return {
        "revision": plan.revision,
        "units": {"type": "FeatureCollection", "features": features},
        "impact": _told(session, person, plan, change, at),
    }


def _told(session: Session, person: Person, plan: RedrawRow, change: Change, at: datetime) -> dict[str, Any]:
    before, after = _by_key(change.sites, "before"), _by_key(change.sites, "after")
    own = set(in_scope(reads.seen(person), change.units))
    held = redraw_checks.officers(session, [unit.unit_id for unit in change.units.values() if unit.unit_id], at)
    names = _people(session, [grant.person_id for grants in held.values() for grant in grants])
    rows, load = [], load_on(local_day(at))
    rounds = _Rounds(change.sites, redraws.metric_of(plan), load)
    for key in sorted(own):
        unit, was, will = change.units[key], change.before.get(key), change.after.get(key)
        officers = [{"name": names[grant.person_id], "part": grant.part} for grant in held.get(unit.unit_id or 0, [])]
        rows.append(
            {
                "key": key, "unit_id": unit.unit_id, "code": unit.image.code, "name": unit.image.name,
                "before": _figures(was, before[key], rounds), "after": (then := _figures(will, after[key], rounds)),
                "officers": officers,
                "binding": _binding(will, officers),
                "load": _load(load, then, held.get(unit.unit_id or 0, [])),
            }
        )  # fmt: skip
    return {
        "redraw": str(plan.id), "revision": plan.revision, "as_of": at.isoformat(), "units": rows,
        "moved": _listed(session, person, change, [m for m in change.moved if not m.manual or m.with_unit]),
        "manual": _listed(session, person, change, [m for m in change.moved if m.manual and not m.with_unit]),
        "limits": {"objects_min": load.objects_min, "objects_max": load.objects_max,
                   "due_within_days": load.due_within_days, "visit_minutes": dict(load.visit_minutes),
                   "round": dict(load.round)},
    }  # fmt: skip


def _by_key(sites: Sequence[Site], side: str) -> dict[str, list[Site]]:
    found: dict[str, list[Site]] = defaultdict(list)
    for site in sites:
        key = getattr(site, side)
        if key is not None:
            found[key].append(site)
    return found


class _Rounds:
    """The way of one round over the visits that are due, by the places of the sites in metres."""

    def __init__(self, sites: Sequence[Site], metric: Crs, load: LoadPolicy) -> None:
        known = {site.id: site.at for site in sites if site.is_due and site.at is not None}
        self._at = (
            dict(zip(known, crs.from_wgs84(metric, np.array(list(known.values()))), strict=True)) if known else {}
        )
        self._load = load

    def of(self, sites: Sequence[Site]) -> dict[str, Any]:
        """Estimate a unit's round; `stops` are the places it leads over. Unit: m."""
        places = [self._at[site.id] for site in sites if site.id in self._at]
        length, stops = tree_m(np.array(places)) if places else (0.0, 0)
        return {"round_m": round(self._load.round_m(length, stops), -1), "stops": stops}


def _figures(image: Image | None, sites: Sequence[Site], rounds: _Rounds) -> dict[str, Any] | None:
    """Add up a unit; none where it is not there. Unit: minutes a month, m, hectares."""
    if image is None or image.wkb is None:
        return None
    return {
        "enterprises": sum(site.is_visited for site in sites),
        "open_hazards": sum(site.open_hazards for site in sites),
        "due_visits": sum(site.is_due for site in sites),
        "high_risk": sum(site.is_high_risk and site.is_visited for site in sites),
        "minutes_a_month": round(sum(site.minutes for site in sites)),
        **rounds.of(sites),
        "area_ha": round(float(shapely.area(shapely.from_wkb(image.wkb))) / _M2_HA, 2),
    }


def _load(load: LoadPolicy, after: Mapping[str, Any] | None, held: Sequence[GrantRow]) -> dict[str, Any] | None:
    """Weigh what a unit asks against its officers; none where the unit ends. Unit: objects an officer."""
    if after is None:
        return None
    objects, officers = after["enterprises"], len({grant.person_id for grant in held})
    return {"each": round(load.each(objects, officers), 1), "verdict": load.weigh(objects, officers).value}


def _binding(after: Image | None, officers: Sequence[object]) -> str:
    if after is None or after.wkb is None:
        return "ends"
    return "kept" if officers else "to_bind"


def _listed(session: Session, person: Person, change: Change, moves: Sequence[Move]) -> dict[str, Any]:
    """Count moved enterprises, and name those that the reader may know: a planner too, whose files stay closed."""
    keys: dict[int | None, str] = {unit.unit_id: key for key, unit in change.units.items() if unit.unit_id}
    was = {site.id: site.before for site in change.sites}
    bound = bind.enterprises(scope(person.grants, SEES_SITES))
    sql = text(
        f"SELECT e.id, e.name FROM enterprise e WHERE {bound.sql} AND e.id = ANY(:ids) ORDER BY e.name LIMIT :most"
    )
    ids = [move.id for move in moves]
    named = session.execute(sql, {**bound.values, "ids": ids, "most": _LISTED}).all() if ids else []
    by_id: Mapping[UUID, Move] = {move.id: move for move in moves}
    items = [
        {"id": str(row.id), "name": row.name, "from": was.get(row.id, keys.get(by_id[row.id].unit_id)),
         "to": by_id[row.id].key, "with_unit": by_id[row.id].with_unit}
        for row in named
    ]  # fmt: skip
    return {"count": len(moves), "items": items}


def _people(session: Session, ids: Sequence[UUID]) -> dict[UUID, str]:
    rows = session.execute(text("SELECT id, name FROM person WHERE id = ANY(:ids)"), {"ids": list(ids)})
    return {row.id: row.name for row in rows}


def in_scope(seen: Scope, units: Units) -> list[str]:
    """Name the units that the reader may know of."""
    return [key for key, unit in units.items() if reads.sees_town(seen, unit.image.town_id)]


def _feature(unit: Unit, image: Image | None, metric: Crs) -> dict[str, Any]:
    wkb, shown = None if image is None else image.wkb, image or unit.image
    at = None if wkb is None else {"type": "MultiPolygon", "coordinates": drawing.positions(wkb, metric)}
    return {
        "type": "Feature", "id": unit.key, "geometry": at,
        "properties": {
            "key": unit.key, "unit_id": unit.unit_id, "code": shown.code, "name": shown.name, "kind": shown.kind,
            "town_id": shown.town_id, "village_id": shown.village_id, "changed": True, "new": unit.unit_id is None,
            "ended": wkb is None,
        },
    }  # fmt: skip


def _new(key: str, image: Image) -> Unit:
    return Unit(key=key, unit_id=None, version=None, image=image, touched=True, base=None, box=None)
