"""Who supervises an enterprise: somebody of the ground and somebody of the trade, each exactly one.

Source: 武政办发〔2013〕20号 五 ("管什么、谁来管", docs/rules.md 1, R25), 常安〔2016〕21号 二(二) (R59).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from grids.commands import Side
from grids.errors import Refusal
from grids.permissions import Role


class Gap(StrEnum):
    """What is not in order: nobody of the ground, nobody of the trade, or two of the trade."""

    NO_TERRITORIAL = "no_territorial"
    NO_INDUSTRY = "no_industry"
    DOUBLE_INDUSTRY = "double_industry"


ABLE: Final = {
    Side.TERRITORIAL: frozenset({Role.OFFICER, Role.TOWN_OFFICER}),
    Side.INDUSTRY: frozenset({Role.DEPARTMENT}),
}
"""Side -> the roles of who can be named."""


def check_settled(side: Side, roles_there: frozenset[Role], by: frozenset[Role]) -> None:
    """Refuse to name who does not work there in such a role; a town names on its ground only, not for a trade.

    Raises: Refusal `supervisor-unfit`, `not-yours`.
    """
    if side is Side.INDUSTRY and Role.DISTRICT not in by:
        raise Refusal("not-yours", step="settle-supervisor")
    if not roles_there & ABLE[side]:
        raise Refusal("supervisor-unfit", side=side.value)
