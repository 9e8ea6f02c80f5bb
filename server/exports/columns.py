"""Which columns each list has as a file, and how its values are said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Row

from gis.exchange.layer import Column, Kind, Value
from server import catalogue
from server.reads.exports import What

_DAYS: Final = {"due_on", "submitted_on", "last_visit_on"}
_COUNTS: Final = {"employees", "items", "open", "overdue_open", "waiting", "found", "closed", "unit_id", "area_id"}
_MEASURES: Final = {"radius_m", "closed_percent"}
_SHORT: Final = {
    "enterprise_name": "ent_name", "description": "descr", "submitted_on": "submitted", "notice_number": "notice_no",
    "point_from": "point_from", "supervision_class": "class", "risk_colour": "risk", "position_quality": "pos_qual",
    "last_visit_on": "last_visit", "acknowledged_at": "ack_at", "voided_at": "void_at", "overdue_open": "overdue",
    "closed_percent": "closed_pct",
    "parent_name": "parent", "closed_at": "closed_at",
}  # fmt: skip
FIGURES: Final = ("open", "overdue_open", "waiting", "found", "closed", "closed_percent")
NAMES: Final[Mapping[What, Sequence[str]]] = {
    What.HAZARDS: (
        "ledger_no", "state", "level", "overdue", "enterprise_name", "uscc", "town_name", "unit_code", "unit_name",
        "place", "category", "source", "description", "found_at", "due_on", "submitted_on", "closed_at",
        "notice_number", "point_from", "radius_m", "id",
    ),
    What.ENTERPRISES: (
        "name", "uscc", "address", "industry", "supervision_class", "employees", "grade", "risk_colour", "status",
        "town_name", "unit_code", "unit_name", "position_quality", "radius_m", "last_visit_on", "id",
    ),
    What.NOTICES: (
        "number", "kind", "enterprise_name", "uscc", "issuer", "issued_at", "due_on", "items", "acknowledged_at",
        "voided_at", "id",
    ),
    What.UNITS: ("code", "name", "kind", "town_name", "unit_id", *FIGURES),
    What.DIVISIONS: ("name", "name_en", "level", "parent_name", "area_id"),
}  # fmt: skip
AREAS: Final = {What.UNITS, What.DIVISIONS}
_SAID: Final = {
    "state", "level", "overdue", "category", "source", "point_from", "supervision_class", "risk_colour", "status",
    "position_quality", "kind",
}  # fmt: skip
"""Columns whose values are words of a list: said in the reader's language."""


def columns(what: What, language: str) -> tuple[Column, ...]:
    """Name the columns of a list."""
    return tuple(
        Column(name, _SHORT.get(name, name), say(f"column.{name}", language), _kind(name)) for name in NAMES[what]
    )


def cells(what: What, row: Row[Any], figures: Mapping[int, Mapping[str, Any]], language: str) -> list[Value]:
    """Say one row; figures stand empty where the reader may see none."""
    own = row._mapping  # noqa: SLF001 - SQLAlchemy's documented name
    counted = _figures(figures.get(own["unit_id"])) if what is What.UNITS else {}
    return [counted[name] if name in FIGURES else _cell(name, own[name], language) for name in NAMES[what]]


def say(key: str, language: str, facts: Mapping[str, object] | None = None) -> str:
    """Return a sentence of the exports' catalogue."""
    return catalogue.text("exports", key, language, facts)


def value_word(name: str, value: object, language: str) -> str:
    """Say a value of a list by its word, or as it is where it has none."""
    plain = str(value).lower() if isinstance(value, bool) else str(value)
    for book, key in (("exports", f"{name}.{plain}"), ("words", f"{name}.{plain}"), ("documents", f"{name}.{plain}")):
        known = catalogue.read(book, language)
        if key in known:
            return known[key]
    return plain


def _cell(name: str, value: Any, language: str) -> Value:  # noqa: ANN401 - any column's value
    if value is None or value == "":
        return None
    if name in _SAID:
        return value_word(name, value, language)
    return value  # type: ignore[no-any-return]


def _figures(found: Mapping[str, Any] | None) -> dict[str, Value]:
    if found is None:
        return dict.fromkeys(FIGURES)
    n, d = found["closed"], found["found"]
    return {
        "open": found["open"], "overdue_open": found["overdue"], "waiting": found["waiting"], "found": d, "closed": n,
        "closed_percent": round(100 * n / d, 2) if d else None,
    }  # fmt: skip


def _kind(name: str) -> Kind:
    if name in _DAYS:
        return Kind.DAY
    if name in _COUNTS:
        return Kind.INTEGER
    return Kind.REAL if name in _MEASURES else Kind.TEXT
