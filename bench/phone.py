"""The phone's app shell: JavaScript that is loaded before the map, gzipped, from the built pages."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from typing import Any, Final

from server.cli import frontend

SHELL_KB: Final = 180
_DIST: Final = frontend.PWA / "dist"
_SCRIPT: Final = re.compile(r'(?:src|href)="(/assets/[^"]+\.m?js)"')


def run() -> list[dict[str, Any]]:
    """Add up the scripts that the phone's page names itself: entry and what it preloads."""
    frontend.build()
    page = (_DIST / "index.html").read_text("utf-8")
    scripts = sorted(set(_SCRIPT.findall(page)))
    size = sum(len(gzip.compress(Path(_DIST, name.lstrip("/")).read_bytes(), 9)) for name in scripts) / 1000
    ok = size <= SHELL_KB
    return [
        {"name": "phone app shell gzipped", "value": round(size, 1), "unit": "kB", "budget": SHELL_KB, "ok": ok},
        {"name": "phone app shell files", "value": len(scripts), "unit": "files", "budget": None, "ok": True},
    ]
