"""Upkeep of what the map is drawn from: counts by cell, the day of what is overdue, outlines, physical order."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any, Final

import numpy as np
import shapely
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis import outlines

POINTS: Final = ("enterprise", "hazard")
"""Tables of points that are kept in spatial order."""
_STALE: Final = text(
    "SELECT u.district_id, u.id, ST_AsBinary(u.geom_3857) AS shape FROM grid_unit u WHERE u.valid_to IS NULL "
    "AND u.district_id IN (SELECT n.district_id FROM grid_unit n WHERE n.valid_to IS NULL "
    "AND NOT EXISTS (SELECT 1 FROM unit_outline o WHERE o.unit_id = n.id)) ORDER BY u.id"
)
_KEEP: Final = text(
    "INSERT INTO unit_outline (unit_id, near_3857, far_3857) VALUES (:id, ST_Multi(ST_GeomFromWKB(:near, 3857)), "
    "ST_Multi(ST_GeomFromWKB(:far, 3857))) ON CONFLICT (unit_id) DO UPDATE "
    "SET near_3857 = excluded.near_3857, far_3857 = excluded.far_3857"
)


def recount(session: Session) -> None:
    """Make all counts anew from the facts; acts wait meanwhile, readers see the old ones."""
    session.execute(text("SELECT recount_map_cells()"))


def fold(session: Session) -> None:
    """Add up rows of equal keys."""
    session.execute(text("SELECT fold_map_cells()"))


def forget_versions(session: Session) -> None:
    """Forget versions that newer, decided ones stand for."""
    session.execute(text("SELECT prune_map_versions()"))


def advance(session: Session, day: date) -> None:
    """Count as overdue what became so until this day; nothing to do when that was done."""
    known = session.scalar(text("SELECT value #>> '{}' FROM installation WHERE key = 'map_day'"))
    if known != day.isoformat():
        session.execute(text("SELECT advance_map_day(:day)"), {"day": day})


def outline(session: Session) -> int:
    """Simplify the units of every district where one has no outline; return how many were made.

    A unit without one is drawn whole meanwhile.
    """
    by_district: dict[int, list[Any]] = defaultdict(list)
    for row in session.execute(_STALE):
        by_district[row.district_id].append(row)
    for rows in by_district.values():
        whole = np.array(shapely.from_wkb([bytes(row.shape) for row in rows]))
        parts, owner = shapely.get_parts(whole, return_index=True)
        near, far = (_gathered(parts, owner, tolerance) for tolerance in (outlines.NEAR_M, outlines.FAR_M))
        session.execute(
            _KEEP,
            [{"id": r.id, "near": n, "far": f} for r, n, f in zip(rows, near, far, strict=True)],
        )
    return sum(map(len, by_district.values()))


def lay_in_order(session: Session, table: str) -> None:
    """Rewrite a table of points so that neighbours on the map are neighbours on disk.

    The table is locked meanwhile, seconds for 200,000 rows; whoever waits longer than the lock timeout tries again.
    """
    if table not in POINTS:
        raise ValueError(table)
    session.execute(text(f"CLUSTER {table} USING ix_{table}_point_3857"))


def _gathered(parts: Any, owner: Any, tolerance: float) -> list[bytes]:  # noqa: ANN401 - arrays of geometries
    """Simplify all parts of all units as one coverage, and give each unit its parts again."""
    drawn = outlines.simplified(parts, tolerance)
    return [shapely.to_wkb(whole) for whole in shapely.multipolygons(drawn, indices=owner)]
