"""How large an enterprise is by the statistical thresholds, from its industry, people, revenue and assets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Scale(StrEnum):
    """The four sizes, as files write them."""

    LARGE = "大型"
    MEDIUM = "中型"
    SMALL = "小型"
    MICRO = "微型"


_STEPS: Final = (Scale.LARGE, Scale.MEDIUM, Scale.SMALL)
_DIVISION_DIGITS: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleGroup:
    """Lower limits of one group of industries, by size and measure. Unit: persons, yuan. Source: tables/scale.toml."""

    id: str
    divisions: tuple[tuple[int, int], ...]
    limits: Mapping[Scale, Mapping[str, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sized:
    """What came of it: the size where it is certain, else the measures that are still needed to know."""

    group: str | None
    scale: Scale | None
    lacks: tuple[str, ...] = ()


def sized(industry_code: str | None, measures: Mapping[str, int | None], groups: Sequence[ScaleGroup]) -> Sized:
    """Compute the size: large, medium and small must meet every limit of their row; the rest is micro.

    `measures` holds people, revenue and assets. Where one is unknown, the size is certain if it could not change it.
    Error: none where it answers. Source: docs/rules.md 3.10 (统计上大中小微型企业划分办法 2017).
    """
    group = _group(industry_code, groups)
    if group is None:
        return Sized(group=None, scale=None, lacks=("industry_code",))
    used = tuple(dict.fromkeys(name for limits in group.limits.values() for name in limits))
    unknown = tuple(name for name in used if measures.get(name) is None)
    least = _size(group, {name: measures.get(name) or 0 for name in used})
    most = _size(group, {name: _or_boundless(measures.get(name)) for name in used})
    if least is most:
        return Sized(group=group.id, scale=least)
    return Sized(group=group.id, scale=None, lacks=unknown)


def _or_boundless(value: int | None) -> float:
    return float("inf") if value is None else value


def _size(group: ScaleGroup, measures: Mapping[str, float]) -> Scale:
    for scale in _STEPS:
        if all(measures[name] >= limit for name, limit in group.limits[scale].items()):
            return scale
    return Scale.MICRO


def _group(code: str | None, groups: Sequence[ScaleGroup]) -> ScaleGroup | None:
    digits = (code or "").strip().lstrip("ABCDEFGHIJKLMNOPQRST")[:_DIVISION_DIGITS]
    if len(digits) < _DIVISION_DIGITS or not digits.isdigit():
        return None
    division = int(digits)
    return next((g for g in groups if any(first <= division <= last for first, last in g.divisions)), None)
