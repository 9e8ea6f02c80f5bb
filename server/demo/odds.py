"""Chance, said in words."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random
from typing import TypeVar

T = TypeVar("T")


def happens(chance: Random, share: float) -> bool:
    """Decide whether something happens that happens in this share of cases."""
    return chance.random() < share


def drawn(chance: Random, shares: Iterable[tuple[T, float]]) -> T:
    """Choose one of several, each as often as its share says."""
    listed = list(shares)
    return chance.choices([each for each, _ in listed], [share for _, share in listed])[0]
