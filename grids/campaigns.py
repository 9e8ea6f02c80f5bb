"""Campaigns: a filter over what is there anyway. Source: 常安〔2016〕21号 三-2 (no isolated campaigns); R65."""

from __future__ import annotations

from datetime import date

from grids.commands.campaigns import StartCampaign
from grids.errors import Refusal


def check(command: StartCampaign) -> None:
    """Refuse a campaign that ends before it begins. Raises: Refusal `bad-date`."""
    if command.last < command.first:
        raise Refusal("bad-date", earliest=command.first.isoformat(), latest=None)


def check_end(ended_on: date | None, step: str) -> None:
    """Refuse to end a campaign twice. Raises: Refusal `already-done`."""
    if ended_on is not None:
        raise Refusal("already-done", step=step)
