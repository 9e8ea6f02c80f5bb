"""CQL2 as text or JSON, read to the JSON form; `cql2` reads the text, after it was seen to be short and shallow.

That look is not for order's sake: `cql2` 0.6 overflows its stack on a few thousand brackets, NOTs, minus signs or
comparisons in a row and takes the whole process down (measured; 600 of each are harmless).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Final

import cql2

from grids.errors import Refusal

LONGEST: Final = 16_000
"""Characters of a filter; the address of a request is shorter anyway."""
DEEPEST: Final = 60
"""Brackets within brackets, NOTs, levels of a filter."""
MOST_SIGNS: Final = 1_000
"""Signs of comparison."""
_RUN: Final = re.compile(r"(?:[-+]\s*){9}")
_NOT: Final = re.compile(r"\bnot\b", re.IGNORECASE)
_SIGN: Final = re.compile("[<>=]+")
_CLOSING: Final = {"(": ")", "[": "]", "{": "}"}


def read_text(text: str) -> object:
    """Read CQL2 text. Raises: Refusal("bad-query") where it is none, or is too long or too deep to be judged."""
    _check_size(text, "(")
    if len(_NOT.findall(text)) > DEEPEST or len(_SIGN.findall(text)) > MOST_SIGNS or _RUN.search(text):
        raise Refusal("too-large", limit=f"{DEEPEST} NOT, {MOST_SIGNS} comparisons")
    try:
        found: object = cql2.parse_text(text).to_json()
    except cql2.ParseError as wrong:
        raise Refusal("bad-query", cause="filter-syntax", near=near(str(wrong))) from wrong
    return found


def read_json(text: str) -> object:
    """Read CQL2 JSON. Raises: as `read_text`."""
    _check_size(text, "[{")
    try:
        found: object = json.loads(text)
    except ValueError as wrong:
        raise Refusal("bad-query", cause="filter-syntax", near=near(str(wrong))) from wrong
    return found


def near(text: str) -> str:
    """Shorten what is told back."""
    return " ".join(text.split())[:160]


def _check_size(text: str, brackets: str) -> None:
    if len(text) > LONGEST:
        raise Refusal("too-large", limit=f"{LONGEST} characters")
    depth = deepest = 0
    for sign in text:
        depth += (sign in brackets) - (sign in {_CLOSING[each] for each in brackets})
        deepest = max(deepest, depth)
    if deepest > DEEPEST:
        raise Refusal("too-large", limit=f"{DEEPEST} brackets deep")


def check_tree(node: object) -> None:
    """Refuse a filter that is deep or wide without brackets: NOT NOT NOT, a AND b AND c."""
    level, seen = [node], 0
    for _ in range(DEEPEST):
        level = [child for each in level for child in _children(each)]
        seen += len(level)
        if not level:
            return
        if seen > LONGEST:
            break
    raise Refusal("too-large", limit=f"{DEEPEST} levels")


def _children(node: object) -> list[object]:
    if isinstance(node, Mapping):
        return list(node.values())
    return node if isinstance(node, list) else []
