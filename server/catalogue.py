"""Texts for people on screen and paper, by language: one flat key, one template."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

LANGUAGES: Final = ("zh", "en")
_FOLDER = Path(__file__).with_name("text")


def text(catalogue: str, key: str, language: str, facts: Mapping[str, object] | None = None) -> str:
    """Return a sentence with its facts filled in; a fact that is missing shows as a dash."""
    return read(catalogue, language)[key].format_map(_Facts(facts or {}))


@functools.cache
def read(catalogue: str, language: str) -> Mapping[str, str]:
    """Read one catalogue file."""
    file = _FOLDER / f"{catalogue}.{language}.json"
    entries: dict[str, str] = json.loads(file.read_text("utf-8"))
    return entries


class _Facts(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "—"

    def __getitem__(self, key: str) -> object:
        value = super().__getitem__(key) if key in self else self.__missing__(key)
        return "—" if value is None else value
