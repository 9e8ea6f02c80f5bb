"""Lists that departments publish: what the data put an enterprise on, what two versions differ in, what flags say.

Source: 常安〔2016〕21号 一(二) (R46), 武政办发〔2013〕20号 五-2 (R29: the locked ones are those published).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from grids.commands import ListKind
from grids.errors import Conflict, Refusal


class ListState(StrEnum):
    """Where a version is: only drafts change."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class ListSource(StrEnum):
    """Why an enterprise is on its list: it is locked, its class and size, or somebody moved it."""

    FLAG = "flag"
    CLASS = "class"
    HAND = "hand"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPolicy:
    """The numbers of lists and cohorts. Source: tables/lists.toml."""

    serve_scales: Sequence[str]
    model_share: float
    model_key_share: float
    model_department_min: int
    key_classes: Sequence[str]
    key_tags: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """An enterprise that came onto the lists, left them, or changed from one to another."""

    enterprise: UUID
    was: ListKind | None
    now: ListKind | None

    @property
    def word(self) -> str:
        """Say which: in, out, changed."""
        return "in" if self.was is None else "out" if self.now is None else "changed"


def drafted(scale: str | None, policy: ListPolicy, *, is_locked: bool) -> tuple[ListKind, ListSource]:
    """Say which list the data put an enterprise of a department's classes on; every one is on exactly one.

    Source: 武政办发〔2013〕20号 五-2 (locked ones are supervised directly); tables/lists.toml.
    """
    if is_locked:
        return ListKind.SUPERVISE, ListSource.FLAG
    served = scale is not None and scale in policy.serve_scales
    return (ListKind.SERVE if served else ListKind.GUIDE), ListSource.CLASS


def differences(before: Mapping[UUID, ListKind], after: Mapping[UUID, ListKind]) -> tuple[Difference, ...]:
    """List what two versions differ in."""
    every = {**before, **after}
    found = (Difference(enterprise=own, was=before.get(own), now=after.get(own)) for own in every)
    return tuple(each for each in found if each.was is not each.now)


def counted(kinds: Collection[ListKind]) -> dict[str, int]:
    """Count the entries of each list; they sum to the total."""
    found = Counter(kinds)
    return {kind.value: found[kind] for kind in ListKind}


def check_draft(state: ListState, revision: int, base_revision: int | None = None) -> None:
    """Refuse to write on what is no draft, or was changed since it was read.

    Raises: Refusal `list-state`; Conflict `moved-on`.
    """
    if state is not ListState.DRAFT:
        raise Refusal("list-state", state=state.value)
    if base_revision is not None and base_revision != revision:
        raise Conflict("moved-on")
