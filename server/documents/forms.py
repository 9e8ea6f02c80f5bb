"""A form as both printers take it: what stands on it from top to bottom, with no word on how it looks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Rows of labels and values, as official forms have them; a row holds one pair or two."""

    rows: Sequence[Sequence[tuple[str, str]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A paragraph."""

    text: str
    indent: bool = True
    bold: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table; `widths` are shares of the line that add up to 1."""

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """A line to sign on: who, what stands there already, and the licence or day beside it."""

    label: str
    said: str = ""
    picture: str = ""
    beside: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """Lines to sign on."""

    rows: Sequence[Sign]
    note: str = ""


Block = Facts | Line | Table | Signs


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One document. `stamp` is what is written across a draft or a void one; `seal` who seals it, if anybody."""

    language: str
    title: str
    number: str
    authority: str
    to: str = ""
    blocks: Sequence[Block]
    seal: str = ""
    seal_place: str = ""
    day: str = ""
    notes: Sequence[str] = field(default_factory=tuple)
    stamp: str = ""
    demo: str = ""
