"""Bind a person's scope into a query: the only way a read gets its WHERE."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from grids.permissions import Scope

_SQL = Path(__file__).with_name("sql")
_AREAS: Final = (
    ("cities", "city_id"),
    ("districts", "district_id"),
    ("towns", "town_id"),
    ("villages", "village_id"),
    ("units", "unit_id"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """A condition with its values."""

    sql: str
    values: dict[str, Any]


def statement(name: str) -> str:
    """Read a query from its file; `{scope}` in it is filled by one of the functions below."""
    return (_SQL / f"{name}.sql").read_text("utf-8")


def enterprises(scope: Scope, alias: str = "e") -> Bound:
    """Bind which enterprises may be read."""
    own = f"{alias}.id = ANY(:scope_enterprises)" if scope.enterprises else None
    return _bind(scope, alias, own)


def hazards(scope: Scope, alias: str = "h") -> Bound:
    """Bind which hazards may be read.

    An enterprise sees what was opened and what it found itself, not what is still being judged.
    A body sees what was offered to it or taken over by it, wherever it lies.
    """
    own = (
        f"({alias}.enterprise_id = ANY(:scope_enterprises) AND "
        f"({alias}.source = 'self_check' OR {alias}.state NOT IN ('reported', 'invalid', 'merged', 'void')))"
        if scope.enterprises
        else None
    )
    bound = _bind(scope, alias, own)
    received = scope.towns | scope.districts
    if received and scope.hazards is None:
        taken = (
            f"({alias}.competent_area = ANY(:scope_bodies) OR ({alias}.transfer->>'to_area')::int = ANY(:scope_bodies))"
        )
        return Bound(sql=f"({bound.sql} OR {taken})", values={**bound.values, "scope_bodies": list(received)})
    return bound


def notices(scope: Scope, alias: str = "n") -> Bound:
    """Bind which notices may be read."""
    own = f"{alias}.enterprise_id = ANY(:scope_enterprises)" if scope.enterprises else None
    if scope.hazards is None:
        return _bind(scope, alias, own)
    item = f"SELECT 1 FROM notice_item i WHERE i.notice_id = {alias}.id AND i.hazard_id = ANY(:scope_hazards)"
    return Bound(
        sql=f"({own} AND EXISTS ({item}))",
        values={"scope_enterprises": list(scope.enterprises), "scope_hazards": list(scope.hazards)},
    )


def units(scope: Scope, alias: str = "u") -> Bound:
    """Bind which grid units may be read; they carry no class."""
    parts = [f"{alias}.{column} = ANY(:scope_{name})" for name, column in _AREAS[:4] if getattr(scope, name)]
    if scope.units:
        parts.append(f"{alias}.id = ANY(:scope_units)")
    if scope.enterprises:
        parts.append(f"{alias}.id IN (SELECT unit_id FROM enterprise WHERE id = ANY(:scope_enterprises))")
    return Bound(sql=f"({' OR '.join(parts)})" if parts else "FALSE", values=_values(scope))


def feed(scope: Scope, alias: str = "c") -> Bound:
    """Bind which rows of the change feed concern the reader."""
    own = f"{alias}.enterprise_id = ANY(:scope_enterprises)" if scope.enterprises else None
    parts = [f"{alias}.{column} = ANY(:scope_{name})" for name, column in _AREAS if getattr(scope, name)]
    parts += [own] if own else []
    return Bound(sql=f"({' OR '.join(parts)})" if parts else "FALSE", values=_values(scope))


def _bind(scope: Scope, alias: str, own: str | None) -> Bound:
    parts = [f"{alias}.{column} = ANY(:scope_{name})" for name, column in _AREAS if getattr(scope, name)]
    parts += [own] if own else []
    if not parts:
        return Bound(sql="FALSE", values={})
    sql = f"({' OR '.join(parts)})"
    values = _values(scope)
    if scope.classes is not None:
        sql += f" AND {alias}.supervision_class = ANY(:scope_classes)"
        values["scope_classes"] = sorted(scope.classes)
    if scope.hazards is not None and own is not None and "source" in own:
        sql += f" AND {alias}.id = ANY(:scope_hazards)"
        values["scope_hazards"] = list(scope.hazards)
    return Bound(sql=f"({sql})", values=values)


def _values(scope: Scope) -> dict[str, Any]:
    values: dict[str, Any] = {f"scope_{name}": sorted(getattr(scope, name)) for name, _ in _AREAS}
    values["scope_enterprises"] = list(scope.enterprises)
    return {name: ids for name, ids in values.items() if ids}
