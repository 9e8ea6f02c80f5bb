"""Cohorts of model enterprises: how many each place owes, how many of key industries, how many of each department.

Source: 常安〔2016〕21号 二(三) (docs/rules.md 1, R61; 4.3 item 15); the numbers: tables/lists.toml.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass

from grids.published_lists import ListPolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """What a place owes and has: so many chosen of so many wanted, so many of them key. Unit: enterprises."""

    units: int
    wanted: int
    chosen: int
    key: int
    key_wanted: int

    @property
    def is_met(self) -> bool:
        """Tell whether enough are chosen, and enough of them from key industries."""
        return self.chosen >= self.wanted and self.key >= self.key_wanted


def quota(units: int, chosen: int, key: int, policy: ListPolicy) -> Quota:
    """Reckon a place's quota: 10 % of its enterprises, rounded up; at least half of those chosen from key industries.

    Source: docs/rules.md 4.3 item 15; tables/lists.toml.
    """
    return Quota(
        units=units, wanted=_share(policy.model_share, units), chosen=chosen, key=key,
        key_wanted=_share(policy.model_key_share, chosen),
    )  # fmt: skip


def is_key(supervision_class: str, tags: Collection[str], policy: ListPolicy) -> bool:
    """Tell whether an enterprise is of a key industry. Source: tables/lists.toml, key_classes and key_tags."""
    return supervision_class in policy.key_classes or bool(set(tags) & set(policy.key_tags))


def _share(share: float, of: int) -> int:
    """Take a share and round up; a tenth of thirty is three, whatever the float says."""
    return math.ceil(round(share * of, 6))
