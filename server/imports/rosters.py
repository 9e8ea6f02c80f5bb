"""A list of another authority beside the register: read as an import is, compared, and kept as rows to work off."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from typing import Any, Final
from uuid import UUID

from sqlalchemy import bindparam, insert, select, text
from sqlalchemy.orm import Session

from gis.readers import open_source
from grids.company_names import core, phone_key
from grids.doubles import Entry, Likeness, likeness
from grids.enterprises import POINTS, VISITED
from grids.errors import Refusal
from grids.levels import Level
from grids.onboarding import OnboardingPolicy
from grids.rosters import RowKind, differences
from server.db import Database
from server.imports import enterprises, mapping, names, stage
from server.imports.names import Territory
from server.imports.order import Order, silent
from server.imports.report import Report, returned_rows
from server.imports.run import in_words
from server.store.onboarding import onboarding_on
from server.store.tables import Roster, RosterRow

_EARTH_M: Final = 6_371_000.0
_INSERTED: Final = 5_000
_KNOWN: Final = {quality.value for quality in POINTS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The comparison a file is to become: whose list, of which day, and whose ground it is compared on."""

    roster: UUID
    source: str
    list_day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class _Side:
    """One entry of the list or of the register, ready to be compared."""

    key: Any
    entry: Entry
    fields: Mapping[str, str]
    town: int | None
    at: tuple[float, float] | None


@dataclass(slots=True)
class _Found:
    """Rows in the order in which they are numbered."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    same: int = 0

    def add(self, kind: RowKind, name: str, **values: Any) -> None:  # noqa: ANN401 - columns of a row
        self.rows.append({"kind": kind.value, "name": name, "n": len(self.rows) + 1, **values})


def compare(database: Database, order: Order, wanted: Wanted) -> None:
    """Read a list, compare it with the register of the person's area, and keep what is to be worked off.

    Raises: Refusal `bad-file`, `bad-crs` in words; then nothing is kept.
    """
    report = Report(kind=order.kind, file_name=order.file_name, dry_run=False)
    try:
        with open_source(order.path, order.layer) as source, database.session() as session, session.begin():
            columns = mapping.find(session, order.kind, source.columns, order.mapping)
            report.headings = source.columns
            enterprises.read(session, order, source, columns, report, silent)
            enterprises.match(session, order, report)
            area = _area(session, order, names.load(session))
            found = _compared(session, area, onboarding_on(order.day))
            report.refused_csv = returned_rows(report, source.read(), order.language)
            _keep(session, order, wanted, area, found, report)
    except Refusal as refusal:
        raise in_words(refusal, order.language) from refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class _Area:
    """The ground that is compared: a town, or a district."""

    city: int
    district: int
    towns: tuple[int, ...]
    places: tuple[str, ...]


def _area(session: Session, order: Order, territory: Territory) -> _Area:
    """Say whose register is compared: the towns of a town office, else the district of the list."""
    own = sorted(order.reach.towns or ())
    staged = list(session.scalars(text("SELECT DISTINCT district_id FROM import_stage")))
    default = enterprises.default_district(order, territory)
    districts = {territory.by_id[town].district for town in own} or set(staged) or ({default.id} if default else set())
    if len(districts) != 1 or None in districts:
        raise Refusal("bad-file", cause="several-districts")
    (district,) = districts
    if not own and not order.reach.covers(district, None):
        raise Refusal("area-not-yours", step="rosters")
    division = territory.by_id[district or 0]
    around = [territory.by_id[division.city or division.id], division, *territory.of_level(Level.TOWN)]
    places = tuple(each.name for each in around if each.district in {None, division.id})
    return _Area(city=division.city or 0, district=division.id, towns=tuple(own), places=places)


def _compared(session: Session, area: _Area, policy: OnboardingPolicy) -> _Found:
    here = _register(session, area)
    listed = _staged(session, area)
    matched = {line: own for line, own, *_ in stage.run_sql(session, "matched")}
    found, gone = _Found(), set(matched.values())
    rest = []
    for side in listed:
        own = matched.get(side.key)
        if own is None:
            rest.append(side)
        elif own in here:
            _differing(found, side, here[own], None)
    cores: dict[str, list[_Side]] = defaultdict(list)
    phones: dict[str, list[_Side]] = defaultdict(list)
    for own, side in here.items():
        if own not in gone:
            cores[side.entry.core].append(side)
            for number in side.entry.phones:
                phones[number].append(side)
    for side in rest:
        gone |= _lone(found, side, (cores, phones), policy)
    _pairs(session, found, here, policy)
    standing = {status.value for status in VISITED}
    for own, side in here.items():
        if own not in gone and side.fields["status"] in standing:
            found.add(RowKind.ONLY_HERE, side.fields["name"], enterprise_id=own, town_id=side.town)
    return found


def _differing(found: _Found, side: _Side, here: _Side, why: Likeness | None) -> None:
    """Note which fields of a row say something else than the entry it is."""
    differs = differences(side.fields, here.fields)
    if not differs:
        found.same += 1
        return
    found.add(
        RowKind.DIFFERS, side.fields["name"], line=side.key, enterprise_id=here.key, town_id=here.town,
        why=why and why.value, given=dict(side.fields), differs={name: list(both) for name, both in differs.items()},
    )  # fmt: skip


def _lone(
    found: _Found, side: _Side, by: tuple[Mapping[str, list[_Side]], Mapping[str, list[_Side]]],
    policy: OnboardingPolicy,
) -> set[UUID]:  # fmt: skip
    """Judge a row without a match by code: the same name near by is the entry, another likeness is only told."""
    cores, phones = by
    likely: list[tuple[Likeness, _Side]] = []
    near = [*cores.get(side.entry.core, ())]
    for number in side.entry.phones:
        near += phones[number] if number in phones and len(phones[number]) <= policy.shared_phone_max else []
    for here in near:
        why = likeness(side.entry, here.entry, _metres(side.at, here.at), policy)
        if why:
            likely.append((why[0], here))
    likely.sort(key=lambda each: (list(Likeness).index(each[0]), str(each[1].key)))
    best = likely[0] if likely else None
    if best is not None and best[0] is Likeness.NAME_NEAR:
        _differing(found, side, best[1], best[0])
        return {best[1].key}
    found.add(
        RowKind.ONLY_LIST, side.fields["name"], line=side.key, town_id=side.town, given=dict(side.fields),
        enterprise_id=best and best[1].key, why=best and best[0].value,
    )  # fmt: skip
    return set()


def _pairs(session: Session, found: _Found, here: Mapping[UUID, _Side], policy: OnboardingPolicy) -> None:
    """Find entries of the register that are likely one, leaving out what somebody decided to be two."""
    decided = {frozenset((row.enterprise_id, row.other_id)) for row in session.execute(_TWO)}
    seen: set[frozenset[UUID]] = set()
    for group in _groups(here, policy):
        for one, other in combinations(group, 2):
            pair = frozenset((one.key, other.key))
            why = likeness(one.entry, other.entry, _metres(one.at, other.at), policy)
            if not why or pair in seen or pair in decided:
                continue
            seen.add(pair)
            entry, master = sorted((one, other), key=lambda side: (side.entry.uscc is not None, str(side.key)))
            found.add(
                RowKind.DOUBLE, entry.fields["name"], enterprise_id=entry.key, other_id=master.key,
                town_id=entry.town, why=why[0].value,
            )  # fmt: skip


_TWO: Final = select(RosterRow.enterprise_id, RosterRow.other_id).where(
    RosterRow.kind == RowKind.DOUBLE.value, RosterRow.act == "two"
)


def _groups(here: Mapping[UUID, _Side], policy: OnboardingPolicy) -> Iterator[list[_Side]]:
    """Give entries that share the core of their name, then those that share a number few others have."""
    for of in ("core", "phone"):
        groups: dict[str, list[_Side]] = defaultdict(list)
        for side in here.values():
            for key in (side.entry.core,) if of == "core" else side.entry.phones:
                groups[key].append(side)
        most = len(here) if of == "core" else policy.shared_phone_max
        yield from (group for group in groups.values() if 1 < len(group) <= most)


def _register(session: Session, area: _Area) -> dict[UUID, _Side]:
    rows = stage.run_sql(session, "roster_here", towns=list(area.towns), district=area.district)
    return {row.id: _side(row.id, row, area, {"status": row.status}) for row in rows}


def _staged(session: Session, area: _Area) -> list[_Side]:
    more = ("industry", "industry_code", "supervision_class", "lon", "lat", "position_quality")
    rows = stage.run_sql(session, "roster_staged")
    return [_side(row.line, row, area, {name: _text(getattr(row, name)) for name in more}) for row in rows]


def _side(key: Any, row: Any, area: _Area, more: Mapping[str, str]) -> _Side:  # noqa: ANN401 - a row by names
    of = ("name", "uscc", "address", "principal", "principal_phone", "employees")
    known = row.lon is not None and row.position_quality in _KNOWN
    return _Side(
        key=key,
        entry=Entry(
            uscc=row.uscc, core=core(row.name, area.places), address=row.address or "",
            phones=phone_key(row.principal_phone or ""),
        ),
        fields={**{name: _text(getattr(row, name)) for name in of}, **more},
        town=row.town_id,
        at=(row.lon, row.lat) if known else None,
    )  # fmt: skip


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _metres(one: tuple[float, float] | None, other: tuple[float, float] | None) -> float | None:
    """Give the distance of two places. Unit: metres. Error: under 1 % at such distances."""
    if one is None or other is None:
        return None
    mean = math.radians((one[1] + other[1]) / 2)
    east = math.radians(other[0] - one[0]) * math.cos(mean)
    return _EARTH_M * math.hypot(east, math.radians(other[1] - one[1]))


def _keep(session: Session, order: Order, wanted: Wanted, area: _Area, found: _Found, report: Report) -> None:
    counts = {kind.value: sum(row["kind"] == kind for row in found.rows) for kind in RowKind}
    session.add(
        Roster(
            id=wanted.roster, city_id=area.city, district_id=area.district,
            town_id=area.towns[0] if len(area.towns) == 1 else None, source=wanted.source, list_day=wanted.list_day,
            file_name=order.file_name, refused_csv=report.refused_csv, by_person=order.person, at=order.at,
            summary={"read": report.read, "same": found.same, "refused": report.refused, **counts},
        )
    )  # fmt: skip
    session.flush()
    for start in range(0, len(found.rows), _INSERTED):
        _insert(session, wanted.roster, found.rows[start : start + _INSERTED])


def _insert(session: Session, roster: UUID, rows: Sequence[dict[str, Any]]) -> None:
    empty: dict[str, Any] = {
        "line": None, "enterprise_id": None, "other_id": None, "town_id": None, "why": None, "given": {}, "differs": {},
    }  # fmt: skip
    statement = insert(RosterRow).values(roster_id=bindparam("roster_id"))
    session.execute(statement, [{"roster_id": roster, **empty, **row} for row in rows])
