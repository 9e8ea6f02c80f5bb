"""Lists that departments publish: draft from the data, move an enterprise by hand, publish, give a draft up."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from annotated_types import MaxLen, MinLen

from grids.units import Line, Note, Revision, Strict, Text


class ListKind(StrEnum):
    """What a department is to an enterprise: it supervises, guides or serves it."""

    SUPERVISE = "supervise"
    GUIDE = "guide"
    SERVE = "serve"


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftList(Strict):
    """Draft the next version of a department's lists from what the files say today."""

    kind: Literal["draft-list"] = "draft-list"
    list: UUID
    district: int
    department: Line
    classes: Annotated[tuple[Line, ...], MinLen(1), MaxLen(40)]


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveListed(Strict):
    """Put an enterprise of a draft onto another of the three lists, for a stated reason."""

    kind: Literal["move-listed"] = "move-listed"
    list: UUID
    base_revision: Revision
    enterprise: UUID
    list_kind: ListKind
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishList(Strict):
    """Publish a draft as it was read: it gets its number and today's date, and stays as it is."""

    kind: Literal["publish-list"] = "publish-list"
    list: UUID
    base_revision: Revision
    note: Note = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawList(Strict):
    """Give a draft up."""

    kind: Literal["withdraw-list"] = "withdraw-list"
    list: UUID
    reason: Text


PublishedListStep = DraftList | MoveListed | PublishList | WithdrawList
