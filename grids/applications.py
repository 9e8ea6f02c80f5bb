"""An enterprise's application for an account: what it must say, and which step may follow. Source: R03, R19."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

from grids.commands import ApplicationOutcome, DecideApplication
from grids.errors import Refusal

SHORTEST_PASSWORD: Final = 10
_USERNAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{2,31}")


class ApplicationState(StrEnum):
    """Where an application is."""

    WAITING = "waiting"
    RETURNED = "returned"
    APPROVED = "approved"


def check_account(username: str, password: str) -> str:
    """Return the user name as it is kept, or refuse one that nobody could have, or a password that is too short.

    >>> check_account(" Huafeng01 ", "十个字符的长口令够了吗")
    'huafeng01'
    """
    name = username.strip().lower()
    if not _USERNAME.fullmatch(name):
        raise Refusal("username-unfit")
    if len(password) < SHORTEST_PASSWORD:
        raise Refusal("short-password", shortest=SHORTEST_PASSWORD)
    return name


def decide(state: str, command: DecideApplication) -> ApplicationState:
    """Return the state after a decision, or refuse. Sending back needs a reason, approving names the entry."""
    if state != ApplicationState.WAITING:
        raise Refusal("application-state")
    if command.outcome is ApplicationOutcome.RETURN:
        if not command.reason.strip():
            raise Refusal("reason-needed")
        return ApplicationState.RETURNED
    if command.enterprise is None:
        raise Refusal("unknown-thing", thing="enterprise")
    return ApplicationState.APPROVED


def check_code(applied: str, held: str | None) -> None:
    """Refuse to hand the account of one unit to another: the code of the entry, if it has one, is the applicant's."""
    if held is not None and held != applied:
        raise Refusal("merge-two-units", one=applied, other=held)
