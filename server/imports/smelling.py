"""Coordinates of an import: which system they are in, whether they smell of another, which rows lie astray."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gis import crs
from gis.coverage import polygonal
from gis.crs import WGS84, Crs
from gis.gcj02 import Array
from gis.records import Source
from gis.smell import Finding, Verdict
from grids.errors import Refusal
from server.imports.mapping import Mapping
from server.imports.names import Territory
from server.imports.order import Order
from server.imports.report import Report, sentence
from server.store.tables import Area, GridUnit

_ASTRAY_DEG: Final = 0.03
"""About three kilometres outside its district a position is a mistake, not a drawing error."""
_SWAPPED: Final = "-swapped"


@dataclass(frozen=True, slots=True)
class Stated:
    """The coordinate system of an import and who says so."""

    crs: Crs
    by: str
    """`person` (on the command or screen), `mapping`, `file`, or `assumed`."""


def stated(order: Order, columns: Mapping, source: Source) -> Stated:
    """Decide which system the numbers are said to be in; the person's word goes first, WGS-84 is assumed last."""
    if order.crs:
        return Stated(crs.named(order.crs), "person")
    if columns.crs:
        return Stated(crs.named(columns.crs), "mapping")
    if source.crs:
        return Stated(source.crs, "file")
    if source.crs_text:
        raise Refusal("bad-crs", cause="unrecognised", crs=source.crs_text)
    return Stated(WGS84, "assumed")


def outlines(session: Session, territory: Territory) -> dict[int, Any]:
    """Read the outlines of districts and towns in degrees; a town without one is the union of its units."""
    query = select(Area.id, func.ST_AsBinary(Area.geom)).where(
        Area.geom.is_not(None), Area.level.in_(["district", "town"])
    )
    found = {area: shapely.from_wkb(bytes(wkb)) for area, wkb in session.execute(query)}
    units = select(GridUnit.town_id, func.ST_AsBinary(func.ST_Union(GridUnit.geom))).where(
        GridUnit.town_id.is_not(None), GridUnit.valid_to.is_(None), GridUnit.town_id.not_in(list(found))
    )
    for town, wkb in session.execute(units.group_by(GridUnit.town_id)):
        found[town] = shapely.from_wkb(bytes(wkb))
    return {area: shape for area, shape in found.items() if area in territory.by_id}


def claims(divisions: list[int | None], territory: Territory, shapes: dict[int, Any]) -> list[int | None]:
    """Give for each row the finest division it names that has an outline."""
    known: dict[int | None, int | None] = {None: None}
    for own in set(divisions) - {None}:
        place = territory.by_id[own or 0]
        chain = (place.town, place.district, place.city)
        known[own] = next((area for area in chain if area in shapes), None)
    return [known[own] for own in divisions]


def accept(verdict: Verdict, said: Stated, report: Report, order: Order) -> None:
    """Go on, or refuse with the evidence; a person's explicit word is never overruled."""
    report.crs = said.crs.name
    report.details["crs"] = _evidence(verdict, said)
    if verdict.finding is Finding.NOTHING:
        report.warn("crs-not-judged", crs=said.crs.name)
        return
    if verdict.finding is Finding.FITS:
        if said.by == "assumed":
            report.warn("crs-assumed", crs=said.crs.name)
        if verdict.as_good and said.by != "person":
            report.warn("crs-not-told-apart", crs=said.crs.name, others="、".join(verdict.as_good))
        return
    facts = _facts(verdict, order.language)
    if said.by == "person":
        report.warn(f"crs-{verdict.finding}", **facts)
        return
    raise Refusal("bad-crs", cause=verdict.finding.value, **facts)


def to_wgs84(said: Stated, xy: Array) -> Array:
    """Transform the numbers of the file as they are stated to be."""
    return crs.to_wgs84(said.crs, xy)


def outline_in_wgs84(said: Stated, shape: Any) -> Any:  # noqa: ANN401 - geometries
    """Transform an outline as it is stated to be; valid, and a MultiPolygon."""
    made = polygonal(np.array([crs.move(shape, said.crs, WGS84)], dtype=object))[0]
    return made if made.geom_type == "MultiPolygon" else shapely.MultiPolygon([made])


def astray(wgs84: Array, districts: list[int | None], shapes: dict[int, Any]) -> NDArray[np.bool_]:
    """Mark positions that lie kilometres outside the district of their row, or nowhere on earth.

    Unit: degrees. Error: three kilometres are allowed for drawing errors of the outline.
    """
    off_the_earth = (np.abs(wgs84) > np.array([180, 90])).any(axis=1)
    lost: NDArray[np.bool_] = np.logical_or(~np.isfinite(wgs84).all(axis=1), off_the_earth)
    owner = np.array([d if d in shapes else -1 for d in districts], dtype=np.int64)
    for district in np.unique(owner).tolist():
        if district == -1:
            continue
        rows = np.flatnonzero((owner == district) & ~lost)
        shape = shapes[district]
        shapely.prepare(shape)
        lost[rows] = ~shapely.dwithin(shape, shapely.points(wgs84[rows]), _ASTRAY_DEG)
    return lost


def district_of(divisions: list[int | None], territory: Territory) -> list[int | None]:
    """Give the district of each row's division."""
    return [None if own is None else territory.by_id[own].district for own in divisions]


def _evidence(verdict: Verdict, said: Stated) -> dict[str, Any]:
    return {
        "stated": said.crs.name, "by": said.by, "finding": verdict.finding.value,
        "inside": verdict.stated.inside, "judged": verdict.stated.judged,
        "best": verdict.best.reading, "best_inside": verdict.best.inside, "as_good": list(verdict.as_good),
        "shift_m": verdict.shift_m,
    }  # fmt: skip


def _facts(verdict: Verdict, language: str) -> dict[str, str | int | float | None]:
    best = verdict.best.reading
    facts: dict[str, str | int | float | None] = {
        "stated": verdict.stated.reading,
        "best": best.removesuffix(_SWAPPED),
        "swapped": sentence("crs.swapped", language) if best.endswith(_SWAPPED) else "",
        "stated_percent": round(100 * verdict.stated.share, 1),
        "best_percent": round(100 * verdict.best.share, 1),
        "rows": verdict.stated.judged,
        "others": "、".join(verdict.as_good),
        "shift_m": None if verdict.shift_m is None else round(verdict.shift_m),
    }
    shift = facts["shift_m"]
    facts["shift"] = sentence("crs.shift", language, facts) if shift is not None else ""
    facts["evidence"] = sentence(f"crs.{verdict.finding}", language, facts)
    return facts
