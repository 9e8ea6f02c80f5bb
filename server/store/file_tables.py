"""Read the tables of enterprises' files: topics, basic facts, completeness, sizes, phases of onboarding."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

import grids
from grids.base_fields import BaseField, BaseFields, BaseType
from grids.completeness import Asked, FilePolicy
from grids.enterprise_files import Field, FieldType, Topic, TopicKind, Topics
from grids.permissions import Role
from grids.scale import Scale, ScaleGroup
from server.store.policy import holding

_TABLES: Final = Path(grids.__file__).parent / "tables"
_STEPS: Final = {"large": Scale.LARGE, "medium": Scale.MEDIUM, "small": Scale.SMALL}


@functools.cache
def topics() -> Topics:
    """Return the ledgers of a file by id. Source: grids/tables/file_topics.toml."""
    return {row["id"]: _topic(row) for row in _rows("file_topics", "topic")}


@functools.cache
def base_fields() -> BaseFields:
    """Return the basic facts that may be proposed, by name. Source: grids/tables/base_fields.toml."""
    return {
        row["name"]: BaseField(
            name=row["name"],
            type=BaseType(row["type"]),
            group=row["group"],
            options=tuple(row.get("options", ())),
        )
        for row in _rows("base_fields", "field")
    }


def file_policy_on(day: date) -> FilePolicy:
    """Return what a complete file holds, and the days of files, as they stand on a day.

    Source: grids/tables/completeness.toml.
    """
    rule = holding("completeness", day)
    base, asked = rule.pop("base"), rule.pop("topics")
    marks = tuple(sorted(rule.pop("expiring_days"), reverse=True))
    return FilePolicy(base=_asked(base), topics=_asked(asked), expiring_days=marks, **rule)


def scale_groups_on(day: date) -> tuple[ScaleGroup, ...]:
    """Return the statistical thresholds of a day. Source: grids/tables/scale.toml."""
    return tuple(
        ScaleGroup(
            id=group["id"],
            divisions=tuple((first, last) for first, last in group["divisions"]),
            limits={scale: group[name] for name, scale in _STEPS.items()},
        )
        for group in holding("scale", day)["group"]
    )


def _topic(row: Mapping[str, Any]) -> Topic:
    return Topic(
        id=row["id"],
        kind=TopicKind(row["kind"]),
        fields=tuple(_field(each) for each in row["fields"]),
        tag=row.get("tag"),
        expires=row.get("expires", False),
        direct=frozenset(Role(each) for each in row.get("direct", ())),
    )


def _field(row: Mapping[str, Any]) -> Field:
    return Field(
        name=row["name"],
        type=FieldType(row["type"]),
        options=tuple(row.get("options", ())),
        needed=row.get("needed", False),
    )


def _asked(table: Mapping[str, Mapping[str, Any]]) -> dict[str, Asked]:
    return {
        name: Asked(
            weight=row["weight"],
            owed_by=row["owed_by"],
            all=row.get("all", False),
            classes=frozenset(row.get("classes", ())),
            scales=frozenset(row.get("scales", ())),
        )
        for name, row in table.items()
    }


def _rows(name: str, key: str) -> list[dict[str, Any]]:
    with (_TABLES / f"{name}.toml").open("rb") as file:
        rows: list[dict[str, Any]] = tomllib.load(file)[key]
    return rows
