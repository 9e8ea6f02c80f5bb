"""The ground of a town as a plan has it, with its edits: what a proposal starts from, and what it must still fit."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

import shapely
from sqlalchemy.orm import Session

from gis.atoms import Atom
from gis.tiling import Tiling
from grids.due import every
from grids.errors import Refusal
from grids.permissions import Person
from grids.policy import local_day
from server.reads import atoms
from server.reads import redraws as reads
from server.reads.atoms import Town
from server.store import redraw_moves, redraws
from server.store.redraws import Unit, Units
from server.store.tables import RedrawRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """The units of a town and those around them, as drawn; `mark` differs once any of them has another outline."""

    own: tuple[str, ...]
    known: Units
    tiling: Tiling
    mark: str

    def unit(self, key: str) -> Unit:
        """Return a unit of the ground."""
        return self.known[key]


def ground(session: Session, plan: RedrawRow, town: int) -> Ground:
    """Read the ground of a town.

    Raises: Refusal `redraw-no-unit` where the town has none.
    """
    own = tuple(sorted(key for key, unit in redraws.of_town(session, plan, town).items() if unit.image.wkb is not None))
    if not own:
        raise Refusal("redraw-no-unit", unit="—")
    known = redraws.around(session, plan, own, [])
    tiling = redraws.tiling_of(known)
    told = hashlib.sha256()
    for key in sorted({*own, *tiling.beside(own)}):
        told.update(key.encode() + b"\0" + (tiling.wkb(key) or b"") + b"\0")
    return Ground(own=own, known=known, tiling=tiling, mark=told.hexdigest()[:32])


def town_of(session: Session, person: Person, plan: RedrawRow, area: int, here: Ground, at: datetime) -> Town:
    """Read where how much work is in a town, with its units as the plan has them."""
    today = local_day(at)
    policies = redraw_moves.policies(session, today)

    def minutes(grade: str | None, supervision_class: str, key_list: bool) -> float:  # noqa: FBT001 - a column
        days = policies.frequencies.visit_days(plan.district_id, supervision_class, grade)
        return policies.load.minutes_a_month(grade, every(days, policies.visits, key_list=key_list))

    found = atoms.town(session, reads.seen(person), area, redraws.metric_of(plan), minutes)
    shapes = {key: here.tiling.shape(key) for key in here.own}
    plain = {key: shape.geoms[0] if _is_single(shape) else shape for key, shape in shapes.items()}
    return replace(found, units=plain)


def holders(cut: tuple[Atom, ...], unit_of: dict[str, str]) -> dict[str, str]:
    """Tell for each unit of a proposal which present one holds most of its enterprises, then of its ground."""
    held: dict[str, dict[str, tuple[int, float]]] = {}
    for atom in cut:
        if atom.unit is not None:
            shares = held.setdefault(unit_of[atom.id], {})
            enterprises, area = shares.get(atom.unit, (0, 0.0))
            shares[atom.unit] = (enterprises + atom.enterprises, area + float(shapely.area(atom.shape)))
    return {unit: max(shares, key=lambda key: (shares[key], key)) for unit, shares in held.items()}


def _is_single(shape: shapely.Geometry) -> bool:
    return shape.geom_type == "MultiPolygon" and len(shape.geoms) == 1
