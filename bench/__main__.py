"""Run the benchmarks by name and print them against their budgets: `./wangge bench [NAME...] [--json FILE]`."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from bench import drain, import_, ogc, pack, phone
from server.cli import console
from server.config import Settings
from server.sentences import sentence

Rows = list[dict[str, Any]]
BENCHMARKS: Final[Mapping[str, Callable[[], Rows]]] = {
    "pack": pack.run,
    "phone": phone.run,
    "drain": drain.run,
    "import": import_.run,
    "ogc": ogc.run,
}


def arguments(parser: ArgumentParser) -> None:
    """Take the names, all when none is given, and a file for the figures."""
    parser.add_argument("names", nargs="*", choices=[*BENCHMARKS, []], metavar="NAME", help=", ".join(BENCHMARKS))
    parser.add_argument("--json", type=Path, metavar="FILE", help=sentence("cli.option-json"))


def run(chosen: Namespace, settings: Settings) -> int:
    """Measure; exit 1 when a budget is missed."""
    del settings
    rows: Rows = []
    for name in chosen.names or BENCHMARKS:
        with console.step(name):
            rows += BENCHMARKS[name]()
    table = [[r["name"], f"{r['value']:g}", r["unit"], _budget(r), "✓" if r["ok"] else "✗"] for r in rows]
    console.table(["name", "value", "unit", "budget", "ok"], table)
    if chosen.json:
        chosen.json.write_text(json.dumps({"rows": rows}, ensure_ascii=False, indent=2) + "\n", "utf-8")
    return 0 if all(row["ok"] for row in rows) else 1


def _budget(row: Mapping[str, Any]) -> str:
    return "—" if row["budget"] is None else f"{row['budget']:g}"
