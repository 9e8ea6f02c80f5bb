"""Surveys: rows to the rules' values, the sheet that faults and coverages are made of, and what choices make of it."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final
from uuid import UUID

import numpy as np
import shapely
from sqlalchemy import select
from sqlalchemy.orm import Session

from gis import crs, survey_ground
from gis.coverage import Diagnosis, diagnose
from gis.crs import WGS84, Crs
from gis.repair import Limits
from gis.survey import Sheet
from gis.survey_ground import Placed
from grids.errors import Refusal
from grids.levels import Place
from grids.surveys import Choice, Choices, Fault, FaultKind, Remedy, Survey, SurveyState
from server.store.tables import SurveyRow

_DECIMALS: Final = 7
"""Of degrees where a fault is drawn: a centimetre."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """A unit as the file states it, in metres; `known`: it is not in the file but stands beside, as it is today.

    `sole_m2` is what nobody else claims; `ground` the area whose outline of today it may not leave.
    """

    key: str
    code: str
    name: str
    district: int
    town: int | None
    village: int | None
    known: bool
    ground: int | None
    stated_m2: float
    sole_m2: float
    wkb: bytes

    def told(self) -> dict[str, Any]:
        """Write it as JSON, the outline in base 64."""
        return {**asdict(self), "wkb": base64.b64encode(self.wkb).decode()}


def load(session: Session, survey_id: UUID, *, lock: bool = True) -> SurveyRow:
    """Find a survey, locked unless it is only read, or refuse."""
    query = select(SurveyRow).where(SurveyRow.id == survey_id)
    found = session.scalars(query.with_for_update() if lock else query).one_or_none()
    if found is None:
        raise Refusal("not-found", thing="survey")
    return found


def value(row: SurveyRow) -> Survey:
    """Read the rules' value off a row."""
    return Survey(
        id=row.id, state=SurveyState(row.state), revision=row.revision,
        handed=tuple(each["district"] for each in row.handed),
    )  # fmt: skip


def place(row: SurveyRow) -> Place:
    """Say where a survey belongs."""
    return Place(town=row.town_id, district=row.district_id, city=row.city_id)


def metric_of(row: SurveyRow) -> Crs:
    """Return the system in metres of a survey."""
    return crs.of_epsg(row.metric_srid)


def units(row: SurveyRow) -> dict[str, Stated]:
    """Read the units as stated, by key."""
    return {each["key"]: Stated(**{**each, "wkb": base64.b64decode(each["wkb"])}) for each in row.units}


def sheet(row: SurveyRow) -> Sheet:
    """Cut the ground of a survey into its faces. Cost: about a second for sixty units of 10,000 vertices."""
    stated = {
        key: survey_ground.Stated(shapely.from_wkb(each.wkb), each.ground) for key, each in units(row).items()
    }  # fmt: skip
    grounds = {int(area): shapely.from_wkb(base64.b64decode(wkb)) for area, wkb in row.grounds.items()}
    return Sheet(stated, grounds, Limits(overlap_m=row.overlap_m, gap_m=row.gap_m, inlet_m=row.gap_m))


def faults(row: SurveyRow) -> dict[str, Fault]:
    """Read the list, by id, in its order."""
    return {each["id"]: _fault(each) for each in (*row.faults, *row.loose)}


def choices(row: SurveyRow) -> dict[str, Choice]:
    """Read what was chosen."""
    return {name: choice(told) for name, told in row.choices.items()}


def choice(told: Mapping[str, Any]) -> Choice:
    """Read a choice back."""
    return Choice(remedy=Remedy(told["remedy"]), taker=told["taker"], reason=told["reason"])


def told(made: Choice) -> dict[str, Any]:
    """Write a choice as JSON."""
    return {"remedy": made.remedy.value, "taker": made.taker, "reason": made.reason}


def choose(row: SurveyRow, made: Mapping[str, Choice | None]) -> None:
    """Let choices hold (none: the fault is open again); find what comes loose, and measure what is clean."""
    kept = {name: each for name, each in row.choices.items() if made.get(name, "—") is not None}
    row.choices = kept | {name: told(each) for name, each in made.items() if each is not None}
    row.loose, row.after = [], None
    if any(each["id"] not in row.choices for each in row.faults):
        return
    chosen, cut, metric = choices(row), sheet(row), metric_of(row)
    first = {each["id"] for each in row.faults}
    row.loose = [told_fault(each, cut, metric) for each in cut.faults(chosen) if each.fault.id not in first]
    if all(each["id"] in chosen for each in row.loose):
        row.after = figures(diagnose(cut.clean(chosen)))


def open_faults(row: SurveyRow) -> list[Fault]:
    """List what is not settled."""
    return [fault for name, fault in faults(row).items() if name not in row.choices]


def figures(found: Diagnosis) -> dict[str, Any]:
    """Say in figures how a set of units is. Unit: m2."""
    return {
        "invalid": len(found.invalid), "overlaps": found.overlap_count, "holes": found.hole_count,
        "pieces": sum(len(each.parts_m2) - 1 for each in found.multipart), "duplicates": len(found.duplicates),
        "twice_m2": round(max(0.0, found.claimed_m2 - found.covered_m2), 2), "covered_m2": round(found.covered_m2, 2),
        "edges_match": found.edges_match, "is_coverage": found.is_coverage,
    }  # fmt: skip


def told_fault(placed: Placed, cut: Sheet, metric: Crs) -> dict[str, Any]:
    """Write a fault as JSON, drawn in degrees."""
    fault = placed.fault
    shape = crs.move(cut.shape(placed), metric, WGS84)
    lon, lat = crs.to_wgs84(metric, np.array([[fault.x, fault.y]]))[0].tolist()
    drawn = shapely.transform(shape, lambda xy: np.round(xy, _DECIMALS))
    return {
        "id": fault.id, "kind": fault.kind.value, "units": list(fault.units), "takers": list(fault.takers),
        "remedies": sorted(remedy.value for remedy in fault.remedies),
        "suggestion": fault.suggestion and told(fault.suggestion), "is_clear": fault.is_clear,
        "area_m2": round(fault.area_m2, 2), "width_m": round(fault.width_m, 2), "pieces": fault.pieces,
        "x": fault.x, "y": fault.y, "note": fault.note, "lon": round(lon, _DECIMALS), "lat": round(lat, _DECIMALS),
        "geometry": shapely.geometry.mapping(drawn),
    }  # fmt: skip


def _fault(said: Mapping[str, Any]) -> Fault:
    return Fault(
        id=said["id"], kind=FaultKind(said["kind"]), units=tuple(said["units"]), takers=tuple(said["takers"]),
        remedies=frozenset(Remedy(each) for each in said["remedies"]),
        suggestion=said["suggestion"] and choice(said["suggestion"]), is_clear=said["is_clear"],
        area_m2=said["area_m2"], width_m=said["width_m"], pieces=said["pieces"], x=said["x"], y=said["y"],
        note=said["note"],
    )  # fmt: skip


def now_m2(row: SurveyRow, chosen: Choices) -> dict[str, float]:
    """Measure each unit as the choices so far make it; open ground is nobody's yet.

    Error: what is too small to be listed is left out, a few square centimetres.
    """
    held = {each["key"]: float(each["sole_m2"]) for each in row.units}
    for name, fault in faults(row).items():
        made = chosen.get(name)
        if made is None or made.remedy is not Remedy.GIVE or made.taker is None:
            continue
        held[made.taker] += fault.area_m2
        if fault.kind is FaultKind.PIECE:
            held[fault.units[0]] -= fault.area_m2
    return held
