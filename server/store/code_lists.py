"""National code lists by edition: which holds on a day, what a code means in it."""

from __future__ import annotations

import csv
import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from stdnum.cn import uscc

from grids.base_fields import Codes
from grids.errors import Refusal

_FOLDER: Final = Path(__file__).with_name("codes")
INDUSTRIES: Final = "gbt4754"
_OLDEST: Final = 2
"""Industry codes are chosen from the division (two digits) down; a section's letter says too little."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """One code with its name and the code above it."""

    code: str
    name: str
    parent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeList:
    """One edition of a list. Source: codes/lists.toml."""

    id: str
    edition: str
    name: str
    source: str
    valid_from: date
    valid_to: date | None
    codes: Mapping[str, Code]


def code_list(list_id: str, day: date) -> CodeList:
    """Return the edition of a list that holds on a day, or refuse."""
    held = [each for each in _lists() if each.id == list_id and each.valid_from <= day]
    held = [each for each in held if each.valid_to is None or day < each.valid_to]
    if not held:
        raise Refusal("not-found", thing="code-list")
    return max(held, key=lambda each: each.valid_from)


def codes_on(day: date) -> Codes:
    """Return what the rules ask of code lists, as it holds on a day."""
    industries = code_list(INDUSTRIES, day).codes
    return Codes(is_uscc=uscc.is_valid, is_industry=lambda code: len(code) >= _OLDEST and code in industries)


def industry_name(code: str | None, day: date) -> str | None:
    """Name an industry code; nothing for one that the list of the day does not have."""
    found = code_list(INDUSTRIES, day).codes.get(code or "")
    return None if found is None else found.name


@functools.cache
def _lists() -> tuple[CodeList, ...]:
    with (_FOLDER / "lists.toml").open("rb") as file:
        listed = tomllib.load(file)["list"]
    return tuple(
        CodeList(
            id=each["id"], edition=each["edition"], name=each["name"], source=each["source"],
            valid_from=each["valid_from"], valid_to=each.get("valid_to"), codes=_codes(each["file"]),
        )
        for each in listed
    )  # fmt: skip


def _codes(name: str) -> dict[str, Code]:
    with (_FOLDER / name).open(encoding="utf-8", newline="") as file:
        return {row["code"]: Code(**row) for row in csv.DictReader(file)}
