"""Run the benchmarks by name and print them against their budgets: `./wangge bench [NAME...] [--json FILE]`."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from bench import (
    assign,
    drain,
    edit,
    grading,
    heat,
    import_,
    indicators,
    live,
    ogc,
    pack,
    partition,
    phone,
    tasks,
    tiles,
)
from server.cli import console
from server.config import Settings
from server.sentences import sentence

Rows = list[dict[str, Any]]
_LARGEST: Final = 10
BENCHMARKS: Final[Mapping[str, Callable[[], Rows]]] = {
    "pack": pack.run,
    "phone": phone.run,
    "drain": drain.run,
    "import": import_.run,
    "live": live.run,
    "ogc": ogc.run,
    "partition": partition.run,
    "tasks": tasks.run,
}
OVER_CITY: Final[Mapping[str, Callable[[float], Rows]]] = {
    "tiles": tiles.run,
    "heat": heat.run,
    "assign": assign.run,
    "edit": edit.run,
    "indicators": indicators.run,
    "grading": grading.run,
}
"""Those that measure on the generated city (city.py), by its scale."""


_NAMES: Final = (*BENCHMARKS, *OVER_CITY)


def arguments(parser: ArgumentParser) -> None:
    """Take the names, all when none is given, and a file for the figures."""
    parser.add_argument("names", nargs="*", choices=[*_NAMES, []], metavar="NAME", help=", ".join(_NAMES))
    parser.add_argument("--scale", type=_share, default=1.0, metavar="SHARE", help=sentence("cli.option-scale"))
    parser.add_argument("--json", type=Path, metavar="FILE", help=sentence("cli.option-json"))


def run(chosen: Namespace, settings: Settings) -> int:
    """Measure; exit 1 when a budget is missed. One that falls takes nothing along of what was measured before it."""
    del settings
    rows: Rows = []
    try:
        for name in chosen.names or _NAMES:
            if name in BENCHMARKS:
                with console.step(name):
                    rows += BENCHMARKS[name]()
            else:
                rows += OVER_CITY[name](chosen.scale)  # shows bars of its own while the city is made
    finally:
        table = [[r["name"], f"{r['value']:g}", r["unit"], _budget(r), "✓" if r["ok"] else "✗"] for r in rows]
        console.table(["name", "value", "unit", "budget", "ok"], table)
    if chosen.json:
        chosen.json.write_text(json.dumps({"rows": rows}, ensure_ascii=False, indent=2) + "\n", "utf-8")
    return 0 if all(row["ok"] for row in rows) else 1


def _share(text: str) -> float:
    share = float(text)
    if not 0 < share <= _LARGEST:
        raise ValueError(text)
    return share


def _budget(row: Mapping[str, Any]) -> str:
    return "—" if row["budget"] is None else f"{row['budget']:g}"
