"""Rules of quality in force: those that ship and those of a district."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Collection
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

import grids
from grids.quality import Aspect, Mender, Rule
from server.store.tables import QualityRule

_TABLE = Path(grids.__file__).parent / "tables" / "quality.toml"


@functools.cache
def shipped() -> tuple[Rule, ...]:
    """Read the rules that ship. Source: grids/tables/quality.toml."""
    with _TABLE.open("rb") as file:
        read = tomllib.load(file)["rule"]
    return tuple(
        Rule(
            id=each["id"], aspect=Aspect(each["kind"]), owner=Mender(each["owner"]), weight=each["weight"],
            applies=each["applies"], holds=each["holds"], valid_from=each["valid_from"], valid_to=each.get("valid_to"),
        )
        for each in read
    )  # fmt: skip


def in_force(session: Session, on: date, districts: Collection[int] | None = None) -> list[Rule]:
    """Return the rules that hold on a day, with those of these districts, or of all."""
    query = select(QualityRule).order_by(QualityRule.at, QualityRule.id)
    if districts is not None:
        query = query.where(QualityRule.district_id.in_(districts))
    own = [_rule(row) for row in session.scalars(query)]
    return [rule for rule in (*shipped(), *own) if rule.is_in_force(on)]


def _rule(row: QualityRule) -> Rule:
    return Rule(
        id=str(row.id), aspect=Aspect(row.aspect), owner=Mender(row.owner), weight=row.weight, applies=row.applies,
        holds=row.holds, valid_from=row.valid_from, valid_to=row.valid_to, name=row.name, advice=row.advice,
    )  # fmt: skip
