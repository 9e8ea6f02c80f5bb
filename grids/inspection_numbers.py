"""The gap report of numbers: every serial an authority took in a year, and what became of each form's number.

A serial belongs to a case; a case has the forms it needed. So a serial nobody has is a gap, and so is a count within a
case and form that skips; a form that a case did not need is none. Source: docs/rules.md 2.5 (numbers never reused).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from grids.commands import DocumentKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """One number that was given: of which form, of which serial, the how-manieth of them."""

    kind: DocumentKind
    serial: int
    again: int
    voided: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OfKind:
    """What became of the numbers of one form; `skipped` are (serial, count) that nobody has."""

    kind: DocumentKind
    issued: int
    voided: int
    cases: int
    skipped: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """One authority and year: the last serial, the serials of no case, and the forms."""

    last: int
    missing: tuple[int, ...]
    kinds: tuple[OfKind, ...]

    @property
    def is_whole(self) -> bool:
        """Tell whether nothing is missing."""
        return not self.missing and not any(kind.skipped for kind in self.kinds)


def report(last: int, serials: Iterable[int], taken: Sequence[Taken]) -> Numbers:
    """Say which numbers of a year are there, void, or missing.

    `last` is the highest serial ever taken, `serials` those that cases hold.

    >>> report(3, [1, 3], []).missing
    (2,)
    """
    held = set(serials) | {each.serial for each in taken}
    by_kind: dict[DocumentKind, list[Taken]] = defaultdict(list)
    for each in taken:
        by_kind[each.kind].append(each)
    return Numbers(
        last=last,
        missing=tuple(serial for serial in range(1, last + 1) if serial not in held),
        kinds=tuple(_of_kind(kind, by_kind[kind]) for kind in DocumentKind),
    )


def _of_kind(kind: DocumentKind, taken: Sequence[Taken]) -> OfKind:
    counts: dict[int, set[int]] = defaultdict(set)
    for each in taken:
        counts[each.serial].add(each.again)
    skipped = [(serial, n) for serial, has in sorted(counts.items()) for n in range(1, max(has) + 1) if n not in has]
    voided = sum(each.voided for each in taken)
    return OfKind(kind=kind, issued=len(taken) - voided, voided=voided, cases=len(counts), skipped=tuple(skipped))
