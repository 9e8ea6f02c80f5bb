"""Pictures and short pages of what was measured, under docs/bench/."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from matplotlib.figure import Figure

if TYPE_CHECKING:
    from bench.tiles import Case

FOLDER: Final = Path(__file__).parents[1] / "docs" / "bench"
_COLOURS: Final = {"ours": "#0b62c4", "304": "#2a9d5c", "bare": "#4a5361", "tipg": "#c7761b"}
_WORDS: Final = {"ours": "wangge", "304": "wangge, unchanged (304)", "bare": "bare ST_AsMVT", "tipg": "tipg"}


def machine() -> str:
    """Say on what and when, so that nobody takes the figures for another machine's."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    busy = os.getloadavg()[0]
    day = datetime.now(UTC).date().isoformat()
    return f"{day}, {os.cpu_count()} cores, {memory:.0f} GiB, Python {platform.python_version()}, load {busy:.1f}"


def of_tiles(cases: Sequence[Case], scale: float) -> None:
    """Draw rates by zoom, dense and tiny, and write the table."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    figure, axes = _figure(2)
    for axis, kind in zip(axes, ("dense", "tiny"), strict=True):
        shown = [case for case in cases if case.kind == kind]
        for who in shown[0].rates:
            axis.plot(
                [case.z for case in shown], [1000 / case.rate(who) for case in shown], marker="o", color=_COLOURS[who],
                label=_WORDS[who],
            )  # fmt: skip
        axis.set(title=f"enterprise tiles, {kind}", xlabel="zoom", ylabel="ms a tile, one client", yscale="log")
        axis.grid(visible=True, which="both", alpha=0.25)
        axis.legend()
    figure.savefig(FOLDER / "tiles.png", dpi=110)
    lines = [
        "| tile | points | bytes | wangge ms | 304 ms | bare ms | to bare | to tipg |",
        "|---|---|---|---|---|---|---|---|",
        *(_line(case) for case in cases),
    ]
    _write("tiles.md", "Vector tiles", scale, "tiles.png", lines)


def of_assign(methods: dict[str, list[float]], scale: float) -> None:
    """Draw the seconds of every method."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    figure, (axis,) = _figure(1)
    axis.boxplot(list(methods.values()), tick_labels=list(methods), orientation="horizontal")
    axis.set(title="enterprises to grid units", xlabel="seconds", xscale="log")
    axis.grid(visible=True, axis="x", alpha=0.25)
    figure.savefig(FOLDER / "assign.png", dpi=110)
    lines = ["| statement | median s |", "|---|---|"]
    lines += [f"| {name} | {sorted(times)[len(times) // 2]:.3f} |" for name, times in methods.items()]
    _write("assign.md", "Enterprises to grid units", scale, "assign.png", lines)


def of_edit(methods: dict[str, list[float]], grown: Sequence[tuple[int, float]], scale: float) -> None:
    """Draw the milliseconds of every part of an edit, and the time to find who moves against how many do."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    figure, (left, right) = _figure(2)
    shown = {
        name: [1000 * each for each in seconds] for name, seconds in methods.items() if name != "ratio" and seconds
    }
    left.boxplot(list(shown.values()), tick_labels=list(shown), orientation="horizontal")
    left.set(title="one boundary edit", xlabel="milliseconds", xscale="log")
    right.plot([n for n, _ in grown], [ms for _, ms in grown], marker="o", color=_COLOURS["ours"])
    right.set(title="who moves", xlabel="enterprises inside the changed ground", ylabel="milliseconds", ylim=(0, None))
    for axis in (left, right):
        axis.grid(visible=True, alpha=0.25)
    figure.savefig(FOLDER / "edit.png", dpi=110)
    lines = [
        "| part | median ms | p95 ms |",
        "|---|---|---|",
        *(f"| {name} | {sorted(ms)[len(ms) // 2]:.1f} | {sorted(ms)[int(0.95 * (len(ms) - 1))]:.1f} |"
          for name, ms in shown.items()),
        "",
        "| enterprises inside | ms to find them |",
        "|---|---|",
        *(f"| {n} | {ms:.1f} |" for n, ms in grown),
    ]  # fmt: skip
    _write("edit.md", "One boundary edit", scale, "edit.png", lines)


def _figure(number: int) -> tuple[Any, Any]:
    figure = Figure(figsize=(6 * number, 4.5), layout="constrained")
    return figure, [figure.add_subplot(1, number, at + 1) for at in range(number)]


def _line(case: Case) -> str:
    told = f"{case.ratio('ours', 'tipg'):.1f}" if "tipg" in case.rates else "—"
    times = " | ".join(f"{1000 / case.rate(who):.2f}" for who in ("ours", "304", "bare"))
    ratio = f"{case.ratio('ours', 'bare'):.2f}"
    return f"| z{case.z} {case.kind} | {case.points} | {case.bytes} | {times} | {ratio} | {told} |"


def _write(name: str, title: str, scale: float, picture: str, lines: Sequence[str]) -> None:
    head = [
        f"# {title}",
        "",
        f"Generated city, scale {scale:g}. {machine()}. Ratios are of one run, taken in turn.",
        "",
    ]
    text = "\n".join([*head, f"![{title}]({picture})", "", *lines, ""])
    (FOLDER / name).write_text(text, "utf-8")
