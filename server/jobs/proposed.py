"""What a proposal answers, as it is kept: figures with numerator and denominator, and outlines that can be taken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import shapely

from gis import crs, drawing
from gis.assembly import replaced
from gis.atoms import Atom
from gis.crs import Crs
from gis.proposal_figures import Bound, Figures, Limit
from gis.proposals import Alternative, Proposals
from grids.errors import Refusal
from grids.redraws import fresh_code
from server.reads.atoms import Town
from server.reads.proposal_ground import Ground, holders

_NOTHING: Final = "redraw-nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """What a proposal was computed from; `codes` are all that are, were or in the plan will be a unit's."""

    here: Ground
    town: Town
    cut: tuple[Atom, ...]
    codes: frozenset[str]
    metric: Crs


def told(start: Start, found: Proposals) -> dict[str, Any]:
    """Write a proposal down.

    Raises: Refusal `redraw-*` where an alternative does not fit the tiling it was made of.
    """
    names = {key: start.here.unit(key).image.name for key in start.here.own}
    return {
        "mark": start.here.mark,
        "units": found.units,
        "present": _figures(found.present, names),
        "bound": _bound(start, found.bound),
        "beside": {"enterprises": start.town.beside, "minutes": round(start.town.beside_minutes, 1)},
        "alternatives": [_alternative(start, each, names) for each in found.alternatives],
    }


def _alternative(start: Start, each: Alternative, names: Mapping[str, str]) -> dict[str, Any]:
    renamed = _coded(start, each.unit_of)
    codes = {code: name for code, name in renamed.values() if name}
    unit_of = {atom: renamed[unit][0] for atom, unit in each.unit_of.items()}
    after = _after(start, unit_of)
    shown = {**names, **codes}
    figures = _figures(each.figures, shown, {unit: code for unit, (code, _) in renamed.items()})
    return {
        "best_at": [aim.value for aim in each.best_at],
        "figures": figures,
        "ended": sorted(key for key, wkb in after.items() if wkb is None),
        "units": _features(start, after, codes),
    }


def _coded(start: Start, unit_of: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Give each unit its key, and new ones code and name like the unit they are mostly made of."""
    used = set(start.codes)
    made = {}
    for unit, parent in sorted(holders(start.cut, dict(unit_of)).items()):
        if unit in start.here.own:
            made[unit] = (unit, "")
            continue
        image = start.here.unit(parent).image
        code = fresh_code(image.code, used)
        used.add(code)
        made[unit] = (code, f"{image.name}{code.rpartition('-')[2]}")
    return made


def _after(start: Start, unit_of: Mapping[str, str]) -> Mapping[str, bytes | None]:
    """Return the outlines that change; none where the units stay as they are."""
    try:
        return replaced(start.here.tiling, start.cut, unit_of).after
    except Refusal as refusal:
        if refusal.code == _NOTHING:
            return {}
        raise


def _features(start: Start, after: Mapping[str, bytes | None], new: Mapping[str, str]) -> list[dict[str, Any]]:
    """Write the units of the town, and those around it that get a corner, as GeoJSON features."""
    here = start.here
    features = []
    for key in sorted({*here.own, *after}):
        wkb = after[key] if key in after else here.tiling.wkb(key)
        if wkb is None:
            continue
        image = None if key in new else here.unit(key).image
        properties = {
            "key": key, "code": image.code if image else key, "name": image.name if image else new[key],
            "town_id": image.town_id if image else here.unit(here.own[0]).image.town_id,
            "new": image is None, "changed": key in after,
        }  # fmt: skip
        shape = {"type": "MultiPolygon", "coordinates": drawing.positions(wkb, start.metric)}
        features.append({"type": "Feature", "id": key, "geometry": shape, "properties": properties})
    return features


def _figures(figures: Figures, names: Mapping[str, str], keys: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Write figures. Unit: minutes a month, hectares; ratios as n over d."""
    loads = [unit.load for unit in figures.units]
    round_ = [unit.polsby_popper for unit in figures.units if unit.polsby_popper is not None]
    mean = _rounded(figures.mean_load)
    return {
        "units": len(figures.units),
        "fullest": {"n": _rounded(max(loads, default=0.0)), "d": mean},
        "emptiest": {"n": _rounded(min(loads, default=0.0)), "d": mean},
        "compact": {"n": round(sum(round_), 4), "d": len(round_)},
        "pieces": {"n": figures.pieces, "d": figures.villages},
        "moved": {"n": figures.moved, "d": figures.enterprises},
        "by_unit": [
            {
                "key": (key := (keys or {}).get(unit.unit, unit.unit)), "name": names.get(key, key),
                "minutes": _rounded(unit.load), "enterprises": unit.enterprises,
                "area_ha": round(unit.area_m2 / 10_000, 2), "locked": unit.locked,
            }
            for unit in figures.units
        ],
    }  # fmt: skip


def _bound(start: Start, bound: Bound) -> dict[str, Any]:
    """Write how even it could be at best, and where the work is that no division takes apart."""
    atom = next((each for each in start.cut if each.id == bound.name), None)
    key = bound.name if atom is None else atom.unit
    name = None if key is None else start.here.unit(key).image.name
    return {
        "limit": bound.limit.value, "n": _rounded(bound.load), "d": _rounded(bound.mean_load), "unit": key,
        "unit_name": name, "enterprises": None if atom is None or bound.limit is not Limit.ATOM else atom.enterprises,
        "at": None if atom is None else _lonlat(atom, start.metric),
    }  # fmt: skip


def _lonlat(atom: Atom, metric: Crs) -> Sequence[float]:
    spot = crs.move(shapely.point_on_surface(atom.shape), metric, crs.WGS84)
    return [round(spot.x, 6), round(spot.y, 6)]


def _rounded(value: float | None) -> float:
    return round(value or 0.0, 1)
