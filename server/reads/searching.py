"""What is asked of a list, as conditions: only what was asked, and what people type is a text and no pattern."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_WILD = re.compile(r"[%_\\]")
"""What ILIKE would take for a pattern."""


def literal(wanted: str) -> str:
    """Return what ILIKE finds as the text it is."""
    return _WILD.sub(r"\\\g<0>", wanted)


def conditions(wanted: Mapping[str, Any], known: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    """Write what is asked by the texts that are known for it, each with ` AND ` before it, and its values.

    Empty values ask for nothing. `q` is what somebody typed.
    """
    chosen = {name: value for name, value in wanted.items() if value not in (None, "", [])}
    if "q" in chosen:
        chosen["q"] = literal(chosen["q"])
    return "".join(f" AND {known[name]}" for name in chosen), chosen
