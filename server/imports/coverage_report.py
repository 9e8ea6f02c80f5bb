"""What happened to a coverage, for people: names, places in degrees, square metres."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

import numpy as np

from gis import crs
from gis.crs import Crs
from gis.repair import Repair
from server.imports.report import Report

_LISTED: Final = 100


def refuse_contested(repaired: Repair, lines: set[int], labels: Mapping[str, str], report: Report) -> None:
    """Refuse the file's units whose ground somebody else claims too, naming the other and the size."""
    for contest in repaired.contests:
        for unit in contest.units:
            if -int(unit) in lines:
                others = "、".join(labels[other] for other in contest.units if other != unit)
                report.refuse(
                    -int(unit), "geometry", "overlap-in-dispute",
                    other=others, area_m2=round(contest.area_m2), width_m=round(contest.width_m, 1),
                )  # fmt: skip


def remark_invalid(repaired: Repair, lines: set[int], report: Report) -> None:
    """Name the units whose outline crossed itself and was made valid."""
    refused = report.refused_lines
    for ring in repaired.before.invalid:
        line = -int(ring.unit)
        if line in lines and line not in refused:
            report.remark(line, "geometry", "made-valid", reason=ring.reason)


def described(repaired: Repair, labels: Mapping[str, str], metric: Crs) -> dict[str, Any]:
    """Describe a repair for the report; lists hold the largest hundred, counts are whole."""

    def placed(thing: Any) -> dict[str, Any]:  # noqa: ANN401 - any finding with x and y
        found = {key: value for key, value in asdict(thing).items() if key not in {"x", "y"}}
        for key in ("unit", "taker"):
            if found.get(key) is not None:
                found[key] = labels[found[key]]
        for key in ("units", "givers", "neighbours"):
            if key in found:
                found[key] = [labels[name] for name in found[key]]
        if hasattr(thing, "x"):
            lon, lat = crs.to_wgs84(metric, np.array([[thing.x, thing.y]]))[0].tolist()
            found |= {"lon": round(lon, 6), "lat": round(lat, 6)}
        return {
            key: round(v, 2) if isinstance(v, float) and key not in {"lon", "lat"} else v for key, v in found.items()
        }

    before, after = repaired.before, repaired.after
    changes = sorted(repaired.changes, key=lambda c: -(c.gained_m2 + c.lost_m2))
    handovers = sorted(repaired.handovers, key=lambda h: -h.area_m2)
    return {
        "metric_srid": metric.epsg,
        "before": {
            "invalid": len(before.invalid), "overlaps": before.overlap_count, "holes": before.hole_count,
            "counted_twice_m2": round(before.claimed_m2 - before.covered_m2), "duplicates": len(before.duplicates),
        },
        "after": {"holes": after.hole_count, "multipart": [placed(m) for m in after.multipart]},
        "invalid": [placed(ring) for ring in before.invalid[:_LISTED]],
        "duplicates": [[labels[a], labels[b]] for a, b in before.duplicates[:_LISTED]],
        "disputes": [placed(contest) for contest in repaired.contests[:_LISTED]],
        "changes": [placed(change) for change in changes[:_LISTED]],
        "handovers": [placed(handover) for handover in handovers[:_LISTED]],
        "holes": [placed(hole) for hole in after.holes[:_LISTED]],
    }  # fmt: skip
