"""Rows of a list that was compared with the register: what was found, and how each may be worked off. Source: R19."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from grids.commands import RosterAct
from grids.errors import Refusal


class RowKind(StrEnum):
    """What a comparison finds."""

    ONLY_LIST = "only_list"
    ONLY_HERE = "only_here"
    DOUBLE = "double"
    DIFFERS = "differs"


ACTS: Final[Mapping[RowKind, frozenset[RosterAct]]] = {
    RowKind.ONLY_LIST: frozenset({RosterAct.REGISTER, RosterAct.OUT_OF_SCOPE}),
    RowKind.ONLY_HERE: frozenset({RosterAct.STATUS, RosterAct.OUT_OF_SCOPE}),
    RowKind.DOUBLE: frozenset({RosterAct.MERGE, RosterAct.TWO}),
    RowKind.DIFFERS: frozenset({RosterAct.PROPOSE, RosterAct.OUT_OF_SCOPE}),
}
"""What is found -> what may be done about it."""

GONE_WITH_MERGED: Final = frozenset({RowKind.ONLY_HERE, RowKind.DIFFERS, RowKind.DOUBLE})
"""Kinds of rows that ask about an entry itself and so ask nothing more once it went on in another.

A row that only the list has merely names an entry as likely: its enterprise is still missing from the register.
"""

COMPARED: Final = ("name", "uscc", "address", "principal", "principal_phone", "employees")
"""Fields that are compared and proposed; a field the list leaves empty says nothing."""


def check(kind: str, settled: str | None, act: RosterAct) -> None:
    """Refuse an act that does not follow from what was found, and one on a row that was worked off before."""
    if settled is not None:
        raise Refusal("roster-settled")
    if act not in ACTS[RowKind(kind)]:
        raise Refusal("roster-act")


def differences(given: Mapping[str, str], here: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Return field -> (here, in the list) where a list that says something says something else.

    >>> differences({"name": "甲厂", "address": ""}, {"name": "乙厂", "address": "东路1号"})
    {'name': ('乙厂', '甲厂')}
    """
    return {
        name: (here.get(name, ""), given[name])
        for name in COMPARED
        if given.get(name) and given[name] != here.get(name, "")
    }
