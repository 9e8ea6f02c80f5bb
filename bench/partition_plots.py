"""The picture and the page of what `partition` measured: maps coloured by the load of each unit, and every figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from matplotlib.cm import ScalarMappable
from matplotlib.colors import TwoSlopeNorm
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from bench.plots import FOLDER, machine
from gis.assembly import outlines
from gis.atoms import Atom
from gis.proposal_figures import Figures

_LOADS: Final = TwoSlopeNorm(vmin=0.5, vcenter=1.0, vmax=1.5)
_RAMP: Final = "PuOr_r"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One way to divide a place: its name, the unit of each atom, the figures."""

    name: str
    unit_of: Mapping[str, str]
    figures: Figures


def draw(drawn: Sequence[Atom], town: Sequence[Shown], tables: Mapping[str, Sequence[Shown]]) -> None:
    """Draw one place in every way it was divided, and write the figures of all places."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    across = (len(town) + 1) // 2
    figure = Figure(figsize=(4.2 * across, 9), layout="constrained")
    for n, shown in enumerate(town):
        axis = figure.add_subplot(2, across, n + 1)
        _map(axis, drawn, shown)
    scale = ScalarMappable(norm=_LOADS, cmap=_RAMP)
    figure.colorbar(scale, ax=figure.axes, label="load of a unit / mean load", shrink=0.5, extend="both")
    figure.savefig(FOLDER / "partition.png", dpi=90)
    lines = [f"# Units proposed by the computer\n\n{machine()}.\n\n![Units proposed by the computer](partition.png)\n"]
    for place, ways in tables.items():
        lines += [
            f"## {place}\n",
            "| way | max/mean | min/mean | Polsby-Popper | village pieces | moved |",
            "|---|---|---|---|---|---|",
            *(_line(way) for way in ways),
            "",
        ]
    (FOLDER / "partition.md").write_text("\n".join(lines), "utf-8")


def _map(axis: Any, atoms: Sequence[Atom], shown: Shown) -> None:  # noqa: ANN401 - matplotlib's
    mean = shown.figures.mean_load or 1.0
    load = {unit.unit: unit.load / mean for unit in shown.figures.units}
    ramp = ScalarMappable(norm=_LOADS, cmap=_RAMP)
    for unit, shape in outlines(atoms, shown.unit_of).items():
        for part in shapely.get_parts(shape):
            rings = [shapely.get_coordinates(ring) for ring in shapely.get_rings(part)]
            path = Path.make_compound_path(*(Path(np.asarray(ring), closed=True) for ring in rings))
            axis.add_patch(PathPatch(path, facecolor=ramp.cmap(_LOADS(load[unit])), edgecolor="#1f2733", linewidth=0.9))
    villages = {name for atom in atoms if (name := atom.village) is not None}
    for village in sorted(villages):
        ground = shapely.union_all(np.array([a.shape for a in atoms if a.village == village], dtype=object))
        for line in shapely.get_parts(shapely.boundary(ground)):
            axis.plot(*shapely.get_coordinates(line).T, color="#1f2733", linewidth=0.7, linestyle=(0, (1, 2)))
    figures = shown.figures
    title = f"{shown.name}\nmax/mean {figures.max_over_mean or 0:.2f}, PP {figures.mean_polsby_popper or 0:.2f}, "
    axis.set_title(title + f"moved {figures.moved}", fontsize=10)
    axis.set_aspect("equal")
    axis.autoscale_view()
    axis.set_axis_off()


def _line(way: Shown) -> str:
    f = way.figures
    ratios = " | ".join(f"{each or 0:.3f}" for each in (f.max_over_mean, f.min_over_mean, f.mean_polsby_popper))
    return f"| {way.name} | {ratios} | {f.pieces} of {f.villages} | {f.moved} of {f.enterprises} |"
