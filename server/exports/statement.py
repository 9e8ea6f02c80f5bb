"""What a file says of itself: filter, scope, system and error, rows, when, by whom."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gis.systems import System
from grids.permissions import SEES_UNITS, Person, Scope, scope
from server.documents.wording import Words
from server.exports.columns import say, value_word
from server.reads import figures
from server.reads.exports import What
from server.store.tables import Area, Enterprise, GridUnit, NoticeRow

_MANY = 12


def lines(
    session: Session, person: Person, what: What, wanted: Mapping[str, Any], system: System, at: datetime, language: str
) -> list[tuple[str, str]]:
    """Write the statement, pairs of title and text; it names who made the file, for whoever holds it must know."""
    words = Words(language)
    said = [
        ("about", say(f"what.{what.value}", language)),
        ("filter", filter_in_words(session, wanted, language)),
        ("scope", scope_in_words(session, scope(person.grants, SEES_UNITS), language)),
        ("crs", system_in_words(system, language)),
        ("error", error_in_words(system, language)),
        ("positions", say("positions", language)),
        *(
            [("formulas", " ".join(figures.formula(name, language) for name in figures.FORMULAS))]
            if what is What.UNITS
            else []
        ),
        ("made", words.minute(at)),
        ("by", person.name),
        ("zone", say("zone", language)),
        ("care", say("care", language)),
    ]
    return [(say(f"statement.{name}", language), text) for name, text in said]


def system_in_words(system: System, language: str) -> str:
    """Name a system and what it is for."""
    number = f"EPSG:{system.crs.epsg}" if system.crs.epsg else say("no-epsg", language)
    return say(f"crs.{system.family.value}", language, {"number": number, "meridian": system.central_meridian})


def error_in_words(system: System, language: str) -> str:
    """Say what the system adds to the error of the positions."""
    if system.error_m is None:
        return say("error.unknown", language)
    return say("error.known", language, {"error": f"{system.error_m:g} m"})


def filter_in_words(session: Session, wanted: Mapping[str, Any], language: str) -> str:
    """Say a filter by its titles and words; none is said too."""
    parts = []
    for name, value in wanted.items():
        if value in (None, "", []):
            continue
        values = value if isinstance(value, list) else [value]
        told = Words(language)("comma").join(_told(session, name, each, language) for each in values)
        parts.append(f"{say(f'filter.{name}', language)}{Words(language)('colon')}{told}")
    return (say("semicolon", language)).join(parts) or say("no-filter", language)


def scope_in_words(session: Session, seen: Scope, language: str) -> str:
    """Name the areas, units or enterprises that a person may read."""
    names = [
        *area_names(session, seen),
        *session.scalars(select(GridUnit.name).where(GridUnit.id.in_(seen.units)).order_by(GridUnit.id).limit(_MANY)),
        *session.scalars(select(Enterprise.name).where(Enterprise.id.in_(seen.enterprises)).limit(_MANY)),
    ]
    if seen.classes is not None:
        names += [value_word("supervision_class", each, language) for each in sorted(seen.classes)]
    return Words(language)("comma").join(names) or "—"


def area_names(session: Session, seen: Scope) -> list[str]:
    """Name the divisions that a person may read as a whole."""
    areas = seen.cities | seen.districts | seen.towns | seen.villages
    return list(session.scalars(select(Area.name).where(Area.id.in_(areas)).order_by(Area.id).limit(_MANY)))


def _told(session: Session, name: str, value: Any, language: str) -> str:  # noqa: ANN401 - any filter's value
    tables: dict[str, tuple[Any, Any]] = {
        "city": (Area, Area.name), "district": (Area, Area.name), "town": (Area, Area.name),
        "village": (Area, Area.name), "unit": (GridUnit, GridUnit.name), "enterprise": (Enterprise, Enterprise.name),
        "notice": (NoticeRow, NoticeRow.number),
    }  # fmt: skip
    if name in tables:
        table, title = tables[name]
        key = UUID(str(value)) if name in {"enterprise", "notice"} else value
        return str(session.scalar(select(title).where(table.id == key)) or value)
    if name.endswith(("_from", "_to")) and value:
        return Words(language).day(date.fromisoformat(str(value)))
    return value_word({"quality": "position_quality", "class": "supervision_class"}.get(name, name), value, language)
