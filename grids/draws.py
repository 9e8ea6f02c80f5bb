"""Double-random draws: who is inspected and by whom, from a kept seed and frame, so that anybody can repeat them.

An object's place in its stratum is the SHA-256 of `seed:object`; the first share of each is drawn. Inspectors are taken
in the order of SHA-256 of `seed:object:inspector`, among those with the fewest objects so far who declared no conflict.
Source: 国办发〔2015〕58号 (双随机: objects and inspectors); 行政处罚法 第四十二条 (two); docs/rules.md 2.7, 3.3.
"""

from __future__ import annotations

import hashlib
import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from grids.errors import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What was drawn from: objects with their stratum, key objects beside them, inspectors, conflicts, shares."""

    objects: Mapping[str, str]
    key: Mapping[str, int]
    """Key object -> how many inspections it is planned for; it is not drawn, its inspectors are."""
    inspectors: tuple[str, ...]
    conflicts: frozenset[tuple[str, str]] = frozenset()
    """(inspector, object)."""
    shares: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """One object with the pair that inspects it; `turn` counts the inspections of a key object."""

    object: str
    turn: int
    how: str
    stratum: str
    pair: tuple[str, str]


def draw(frame: Frame, seed: str) -> tuple[Drawn, ...]:
    """Draw objects and pairs. The same frame and seed give the same answer, whatever the order they came in.

    Raises: Refusal `draw-inspectors` where two cannot be found for an object.
    """
    chosen = [(each, turn, "key", "key") for each, turns in frame.key.items() for turn in range(1, turns + 1)]
    chosen += [(each, 1, "random", stratum) for each, stratum in _objects(frame, seed)]
    load: dict[str, int] = dict.fromkeys(frame.inspectors, 0)
    drawn = []
    for each, turn, how, stratum in sorted(chosen, key=lambda one: (rank(seed, one[0], str(one[1])), one[0])):
        two = pair(frame, seed, each, load)
        for person in two:
            load[person] += 1
        drawn.append(Drawn(object=each, turn=turn, how=how, stratum=stratum, pair=two))
    return tuple(sorted(drawn, key=lambda one: (one.object, one.turn)))


def rank(seed: str, *parts: str) -> bytes:
    """Return the place of something in a draw: the SHA-256 of the seed and its parts, joined by colons."""
    return hashlib.sha256(":".join((seed, *parts)).encode()).digest()


def wanted(size: int, share: float) -> int:
    """Return how many of a stratum are drawn: its share, rounded up, as a person would round it.

    >>> wanted(30, 0.1), wanted(31, 0.1), wanted(0, 0.5)
    (3, 4, 0)
    """
    return min(size, math.ceil(round(share * size, 6)))


def _objects(frame: Frame, seed: str) -> Iterable[tuple[str, str]]:
    strata: dict[str, list[str]] = defaultdict(list)
    for each, stratum in frame.objects.items():
        if each not in frame.key:
            strata[stratum].append(each)
    for stratum, members in sorted(strata.items()):
        ranked = sorted(members, key=lambda each: (rank(seed, each), each))
        yield from ((each, stratum) for each in ranked[: wanted(len(members), frame.shares.get(stratum, 0.0))])


def pair(frame: Frame, seed: str, each: str, load: Mapping[str, int]) -> tuple[str, str]:
    """Choose two inspectors for an object: no conflict, the fewest objects so far, then by the seed.

    Raises: Refusal `draw-inspectors`.
    """
    able = [person for person in frame.inspectors if (person, each) not in frame.conflicts]
    ranked = sorted(able, key=lambda person: (load[person], rank(seed, each, person), person))
    if len(ranked) < 2:  # noqa: PLR2004 - a pair
        raise Refusal("draw-inspectors", object=each)
    return ranked[0], ranked[1]


def by_month(drawn: Sequence[Drawn], working_days: Mapping[int, int], seed: str, first: int = 1) -> dict[int, int]:
    """Give each drawn object (by its place) a month: as many as the month's working days can take, drawn by the seed.

    The turns of a key object lie as far apart as the months that are left allow. `first` is the first month.
    """
    months = [month for month in range(first, 13) if working_days.get(month, 0) > 0]
    total = sum(working_days[month] for month in months)
    if not months or not total:
        return {}
    room = {month: len(drawn) * working_days[month] / total for month in months}
    turns: dict[str, int] = defaultdict(int)
    for one in drawn:
        turns[one.object] = max(turns[one.object], one.turn)
    found: dict[int, int] = {}
    first_of: dict[str, int] = {}
    for n in sorted(range(len(drawn)), key=lambda n: (drawn[n].turn, rank(seed, drawn[n].object))):
        one = drawn[n]
        fits = _apart(months, one, turns[one.object], first_of)
        month = max(fits, key=lambda m: (room[m], -m))
        first_of.setdefault(one.object, month)
        room[month] -= 1
        found[n] = month
    return found


def _apart(months: Sequence[int], one: Drawn, of: int, first_of: Mapping[str, int]) -> Collection[int]:
    """Return the months in which a turn of an object may lie: each turn has its own share of the year."""
    share = max(1, len(months) // of)
    if of == 1:
        return months
    start = min((one.turn - 1) * share, len(months) - 1)
    own = months[start : start + share] or months[-1:]
    later = [month for month in own if one.turn == 1 or month > first_of.get(one.object, 0)]
    return later or own
