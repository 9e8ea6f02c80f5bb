"""Whose token it is: a program that pages asks again and again, so who was found is remembered for a second.

Only the pages of features take the memory, and only together with their read, which tells in the same statement whether
the token, the person and their rights are as they were (items.py). Everything else looks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, cast

from flask import current_app, g, request

from server import tokens
from server.api import context
from server.api.memory import Memory
from server.people import SignedIn
from server.reads.stamps import Proof

EXTENSION: Final = "wangge.holders"


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Who was found for a token, and how to tell that they still hold it with the same rights."""

    signed_in: SignedIn
    proof: Proof


def find(token: str) -> SignedIn | None:
    """Look up who made a token."""
    with context.database().alone() as session:
        found = tokens.who(session, token, context.now())
    if found is None:
        return None
    signed_in, g.token_stale, stamp = found
    if stamp is not None:
        proven = Proof(token_sha256=signed_in.session_sha256, stamp=stamp)
        _known().put(proven.token_sha256, Holder(signed_in=signed_in, proof=proven))
    return signed_in


def assume(token: str) -> SignedIn | None:
    """Return whom the token was a moment ago; the read must prove it (`proof`)."""
    holder = _known().get(tokens.sha256(token))
    if holder is None:
        return None
    g.assumed, g.assumed_by = holder, token
    return holder.signed_in


def admit(found: SignedIn | None) -> None:
    """Take who was found as the asker; their language counts where the program says none."""
    g.signed_in = found
    if found is not None:
        g.locale = found.row.locale if not request.accept_languages else None


def proof() -> Proof | None:
    """Return what the read must prove: nothing where the asker was looked up."""
    holder: Holder | None = g.get("assumed")
    return None if holder is None else holder.proof


def look_again() -> None:
    """Look up who asks after all: what was remembered does not hold. Raises: Refusal("signed-out")."""
    g.assumed = None
    admit(find(g.assumed_by))
    context.signed_in()


def _known() -> Memory[Holder]:
    return cast("Memory[Holder]", current_app.extensions[EXTENSION])
