"""Bind a person's scope into a query: the only way a read gets its WHERE."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from gis.cells import Ready
from grids.levels import Place
from grids.permissions import Scope

_SQL = Path(__file__).with_name("sql")
_AREAS: Final = (
    ("cities", "city_id"),
    ("districts", "district_id"),
    ("towns", "town_id"),
    ("villages", "village_id"),
    ("units", "unit_id"),
)
_JUDGED: Final = (
    "SELECT 1 FROM hazard j WHERE j.id = CASE WHEN {c}.kind = 'hazard' THEN {c}.ref::uuid END "
    "AND j.source <> 'self_check' AND (j.state IN ('reported', 'invalid') OR j.transfer->>'back_to' = 'reported' "
    "OR (j.state IN ('merged', 'void') AND j.original_due_on IS NULL))"
)
"""Hazards that were never opened: their enterprise does not know of them, nor that there is something."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """A condition with its values."""

    sql: str
    values: dict[str, Any]

    def apart(self, prefix: str) -> Bound:
        """Rename the values, so that two scopes fit into one statement."""
        values = {name.replace("scope_", prefix, 1): value for name, value in self.values.items()}
        return Bound(sql=self.sql.replace(":scope_", f":{prefix}"), values=values)


def fingerprint(scope: Scope) -> str:
    """Return a short text that differs between scopes: what was read under one is not taken for the other."""
    ids = [sorted(map(str, getattr(scope, name) or ())) for name in Scope.__slots__]
    return hashlib.sha256(repr(ids).encode()).hexdigest()[:12]


@functools.cache
def statement(name: str) -> str:
    """Read a query from its file; `{scope}` in it is filled by one of the functions below."""
    return (_SQL / f"{name}.sql").read_text("utf-8")


def enterprises(scope: Scope, alias: str = "e") -> Bound:
    """Bind which enterprises may be read."""
    own = f"{alias}.id = ANY(:scope_enterprises)" if scope.enterprises else None
    return _bind(scope, alias, own)


def hazards(scope: Scope, alias: str = "h") -> Bound:
    """Bind which hazards may be read.

    A body sees what was offered to it or taken over by it, wherever it lies.
    """
    bound = lying(scope, alias)
    taken = _taken(scope, alias)
    if taken is None:
        return bound
    return Bound(sql=f"({bound.sql} OR {taken.sql})", values={**bound.values, **taken.values})


def ready(scope: Scope) -> tuple[Ready, dict[str, Any]] | None:
    """Bind counts kept ready, and the values for them; nothing where they can't tell what may be read.

    Counts know areas and classes, not single enterprises or hazards.
    """
    if scope.is_empty or scope.enterprises or scope.hazards is not None:
        return None
    area, taken = _bind(scope, "h", None), _taken(scope, "h")
    counts = Ready(
        scope=_bind(scope, "c", None).sql,
        area=area.sql,
        whole_districts=not (scope.towns or scope.villages or scope.units),
        beyond="FALSE" if taken is None else taken.sql,
    )
    return counts, {**area.values, **({} if taken is None else taken.values)}


def _taken(scope: Scope, alias: str) -> Bound | None:
    """Bind hazards that were offered to a body of the reader's or taken over by it."""
    bodies = scope.towns | scope.districts
    if not bodies or scope.hazards is not None:
        return None
    offered = f"CAST({alias}.transfer->>'to_area' AS integer) = ANY(:scope_bodies)"
    sql = f"({alias}.competent_area = ANY(:scope_bodies) OR {offered})"
    return Bound(sql=sql, values={"scope_bodies": sorted(bodies)})


def lying(scope: Scope, alias: str = "h") -> Bound:
    """Bind which of them lie in the reader's own area: what is counted on its ground and divided by its visits.

    An enterprise sees what was opened and what it found itself, not what is still being judged.
    """
    known = (
        f"{alias}.source = 'self_check' OR ({alias}.state NOT IN ('reported', 'invalid', 'merged', 'void') "
        f"AND {alias}.transfer->>'back_to' IS DISTINCT FROM 'reported')"
    )
    own = f"({alias}.enterprise_id = ANY(:scope_enterprises) AND ({known}))" if scope.enterprises else None
    return _bind(scope, alias, own)


def visits(scope: Scope, alias: str = "v") -> Bound:
    """Bind which visits may be counted."""
    return _bind(scope, alias, f"{alias}.enterprise_id = ANY(:scope_enterprises)" if scope.enterprises else None)


def tasks(scope: Scope, alias: str = "t") -> Bound:
    """Bind which tasks may be read: by where they lie; an enterprise is told of an inspection by its notice."""
    return _bind(replace(scope, enterprises=frozenset()), alias, None)


def stays(scope: Scope, alias: str = "s") -> Bound:
    """Bind which stays of the ledger may be counted: by areas and classes of then; enterprises have no ledger."""
    return _bind(replace(scope, enterprises=frozenset()), alias, None)


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


def redraws(scope: Scope, alias: str = "r") -> Bound:
    """Bind which plans of boundaries may be read: those of one's district, and for a town those of its own ground."""
    parts = [f"{alias}.{column} = ANY(:scope_{name})" for name, column in _AREAS[:3] if getattr(scope, name)]
    values = {name: ids for name, ids in _values(scope).items() if any(f":{name})" in part for part in parts)}
    return Bound(sql=f"({' OR '.join(parts)})" if parts else "FALSE", values=values)


def applications(scope: Scope, alias: str = "a") -> Bound:
    """Bind which applications of enterprises may be read: those that go to a town of one's area."""
    return redraws(scope, alias)


def rosters(scope: Scope, alias: str = "r") -> Bound:
    """Bind which compared lists may be read: those of one's district, and for a town those with rows of its own."""
    bound = redraws(scope, alias)
    if not scope.towns:
        return bound
    rows = f"EXISTS (SELECT 1 FROM roster_row w WHERE w.roster_id = {alias}.id AND w.town_id = ANY(:scope_towns))"
    return Bound(sql=f"({bound.sql} OR {rows})", values={**bound.values, "scope_towns": sorted(scope.towns)})


def roster_rows(scope: Scope, alias: str = "w", of: str = "r") -> Bound:
    """Bind which rows of a list may be read: all of a district's own list, of another's those of one's town."""
    wide = redraws(Scope(cities=scope.cities, districts=scope.districts), of)
    if not scope.towns:
        return wide
    sql = (
        f"({wide.sql} OR {alias}.town_id = ANY(:scope_towns))"
        if wide.sql != "FALSE"
        else f"{alias}.town_id = ANY(:scope_towns)"
    )
    return Bound(sql=sql, values={**wide.values, "scope_towns": sorted(scope.towns)})


def public_reports(scope: Scope, alias: str = "p") -> Bound:
    """Bind which reports of the public may be read: those one's body checks; classes and single units bind none."""
    wide = Scope(cities=scope.cities, districts=scope.districts, towns=scope.towns)
    return _bind(wide, alias, None)


def quality_days(scope: Scope, alias: str = "q") -> Bound:
    """Bind which towns' and classes' days of quality may be read; who sees single units or files sees none."""
    wide = Scope(cities=scope.cities, districts=scope.districts, towns=scope.towns, classes=scope.classes)
    return _bind(wide, alias, None)


def areas(scope: Scope, alias: str = "a") -> Bound:
    """Bind which divisions may be read: one's own, those below, and those above, which say where one is."""
    below = [f"{alias}.{column} = ANY(:scope_{name})" for name, column in _AREAS[:3] if getattr(scope, name)]
    held = sorted(scope.cities | scope.districts | scope.towns | scope.villages)
    parts, values = [], _values(scope)
    if held:
        parts.append(f"{alias}.id = ANY(:scope_held)")
        parts.append(
            f"{alias}.id IN (SELECT unnest(ARRAY[city_id, district_id, town_id]) FROM area WHERE id = ANY(:scope_held))"
        )
        values["scope_held"] = held
    for name, table in (("units", "grid_unit"), ("enterprises", "enterprise")):
        if getattr(scope, name):
            parts.append(
                f"{alias}.id IN (SELECT unnest(ARRAY[city_id, district_id, town_id, village_id]) FROM {table} "
                f"WHERE id = ANY(:scope_{name}))"
            )
    sql = f"({' OR '.join(below + parts)})" if parts else "FALSE"
    used = {name: value for name, value in values.items() if f":{name}" in sql}
    return Bound(sql=sql, values=used)


def standards(places: Iterable[Place], alias: str = "c") -> Bound:
    """Bind which standards hold where somebody has a role: those that ship, and those of the own districts."""
    known = list(places)
    districts = sorted({place.district for place in known if place.district is not None})
    cities = sorted({place.city for place in known if place.district is None and place.city is not None})
    sql = (
        f"({alias}.district_id IS NULL OR {alias}.district_id = ANY(:scope_home) "
        f"OR {alias}.district_id IN (SELECT id FROM area WHERE city_id = ANY(:scope_home_cities)))"
    )
    return Bound(sql=sql, values={"scope_home": districts, "scope_home_cities": cities})


def content(scope: Scope, alias: str = "f", area: str = "a") -> Bound:
    """Bind which published content a phone carries: of the own districts, and of the own classes where limited."""
    bound = areas(scope, area)
    if scope.classes is None:
        return bound
    sql = f"({bound.sql} AND ({alias}.supervision_class IS NULL OR {alias}.supervision_class = ANY(:scope_classes)))"
    return Bound(sql=sql, values={**bound.values, "scope_classes": sorted(scope.classes)})


def offices(places: Iterable[Place], alias: str = "o") -> Bound:
    """Bind which offices may be known: those of the own districts, all of a city's for who belongs to the city.

    The city's own office stands above all of its districts.
    """
    known = list(places)
    districts = sorted({place.district for place in known if place.district is not None})
    cities = sorted({place.city for place in known if place.district is None and place.city is not None})
    above = sorted({place.city for place in known if place.city is not None})
    sql = (
        f"({alias}.district_id = ANY(:office_districts) OR {alias}.city_id = ANY(:office_cities) "
        f"OR ({alias}.district_id IS NULL AND {alias}.city_id = ANY(:office_above)))"
    )
    return Bound(sql=sql, values={"office_districts": districts, "office_cities": cities, "office_above": above})


def models(places: Iterable[Place], alias: str = "l") -> Bound:
    """Bind whose models somebody sees: those of the own districts, all of a city's for who belongs to the city."""
    known = list(places)
    districts = sorted({place.district for place in known if place.district is not None})
    cities = sorted({place.city for place in known if place.district is None and place.city is not None})
    sql = f"({alias}.district_id = ANY(:model_districts) OR {alias}.city_id = ANY(:model_cities))"
    return Bound(sql=sql, values={"model_districts": districts, "model_cities": cities})


def circulars(own: list[str], districts: list[int], cities: list[int], alias: str = "c") -> Bound:
    """Bind which circulars may be read: issued or received by an own office or enterprise, or issued below one."""
    sql = (
        f"({alias}.office = ANY(:circular_own) OR {alias}.district_id = ANY(:circular_districts) "
        f"OR {alias}.city_id = ANY(:circular_cities) OR EXISTS (SELECT 1 FROM circular_addressee x "
        f"WHERE x.circular_id = {alias}.id AND x.addressee = ANY(:circular_own)))"
    )
    values = {"circular_own": own, "circular_districts": districts, "circular_cities": cities}
    return Bound(sql=sql, values=values)


def assessments(own: list[str], districts: list[int], cities: list[int], alias: str = "a") -> Bound:
    """Bind which assessments may be read: all of an own district or city, and those with an own sheet."""
    sql = (
        f"({alias}.district_id = ANY(:assessment_districts) OR {alias}.city_id = ANY(:assessment_cities) "
        f"OR EXISTS (SELECT 1 FROM assessment_sheet x WHERE x.assessment_id = {alias}.id "
        "AND x.object = ANY(:assessment_own)))"
    )
    values = {"assessment_own": own, "assessment_districts": districts, "assessment_cities": cities}
    return Bound(sql=sql, values=values)


def trainings(subjects: list[str], own: list[str], districts: list[int], cities: list[int], alias: str = "t") -> Bound:
    """Bind which sessions may be read: of an own office, of offices below, and those one should come or came to."""
    sql = (
        f"({alias}.office = ANY(:training_own) OR {alias}.district_id = ANY(:training_districts) "
        f"OR {alias}.city_id = ANY(:training_cities) OR EXISTS (SELECT 1 FROM training_invited x "
        f"WHERE x.training_id = {alias}.id AND x.subject = ANY(:training_subjects)) OR EXISTS (SELECT 1 "
        f"FROM training_attendance y WHERE y.training_id = {alias}.id AND y.subject = ANY(:training_subjects)))"
    )
    values = {
        "training_own": own, "training_districts": districts, "training_cities": cities, "training_subjects": subjects,
    }  # fmt: skip
    return Bound(sql=sql, values=values)


def training_rows(own: list[str], towns: list[int], districts: list[int], cities: list[int]) -> Bound:
    """Bind who may be counted and listed: everybody of an own session, the people and enterprises of an own town."""
    sql = (
        "(t.office = ANY(:training_own) OR i.town_id = ANY(:training_towns) "
        "OR t.district_id = ANY(:training_districts) OR t.city_id = ANY(:training_cities))"
    )
    values = {
        "training_own": own, "training_towns": towns, "training_districts": districts, "training_cities": cities,
    }  # fmt: skip
    return Bound(sql=sql, values=values)


def self_checks(scope: Scope, alias: str = "s") -> Bound:
    """Bind which self-checks, periods and reports may be read; a notice's link shows none."""
    if scope.hazards is not None:
        return Bound(sql="FALSE", values={})
    return _bind(scope, alias, f"{alias}.enterprise_id = ANY(:scope_enterprises)" if scope.enterprises else None)


def facts(scope: Scope, alias: str) -> Bound:
    """Bind facts by the ground they lie on now (`own_` columns), where `visits` binds where they lay then."""
    own = f"{alias}.enterprise_id = ANY(:scope_enterprises)" if scope.enterprises else None
    return _bind(scope, alias, own, "own_")


def inspections(scope: Scope, alias: str = "i") -> Bound:
    """Bind which cases of inspection may be read; a notice's link shows none."""
    if scope.hazards is not None:
        return Bound(sql="FALSE", values={})
    return _bind(scope, alias, f"{alias}.enterprise_id = ANY(:scope_enterprises)" if scope.enterprises else None)


def numbers(scope: Scope, alias: str = "a") -> Bound:
    """Bind which authorities' numbers may be read: those of one's whole district or city, not of some classes in it."""
    if scope.classes is not None:
        return Bound(sql="FALSE", values={})
    parts = [f"{alias}.{column} = ANY(:scope_{name})" for name, column in (("cities", "city_id"),) if scope.cities]
    parts += [f"{alias}.id = ANY(:scope_districts)"] if scope.districts else []
    values = {name: ids for name, ids in _values(scope).items() if any(f":{name})" in part for part in parts)}
    return Bound(sql=f"({' OR '.join(parts)})" if parts else "FALSE", values=values)


def feed(scope: Scope, alias: str = "c") -> Bound:
    """Bind which rows of the change feed concern the reader.

    What the reader may not know of leaves no trace: no pulse that moves, no id among the removed.
    """
    parts = [f"{alias}.{column} = ANY(:scope_{name})" for name, column in _AREAS if getattr(scope, name)]
    if scope.enterprises:
        parts.append(f"({alias}.enterprise_id = ANY(:scope_enterprises) AND NOT EXISTS ({_JUDGED.format(c=alias)}))")
    if not parts:
        return Bound(sql="FALSE", values={})
    sql, values = f"({' OR '.join(parts)})", _values(scope)
    if scope.classes is not None:
        of_class = f"SELECT 1 FROM enterprise e WHERE e.id = {alias}.enterprise_id AND e.supervision_class"
        sql = f"({sql} AND ({alias}.enterprise_id IS NULL OR EXISTS ({of_class} = ANY(:scope_classes))))"
        values["scope_classes"] = sorted(scope.classes)
    return Bound(sql=sql, values=values)


def _bind(scope: Scope, alias: str, own: str | None, prefix: str = "") -> Bound:
    parts = [f"{alias}.{prefix}{column} = ANY(:scope_{name})" for name, column in _AREAS if getattr(scope, name)]
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
