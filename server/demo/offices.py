"""The demo's offices: contact tables with two gaps and a stale one, circulars at every stage, reports, trainings."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Any, Final

from sqlalchemy import insert
from sqlalchemy.orm import Session

from grids import circulars as rules
from grids.commands import CircularKind
from grids.policy import local_day
from server.demo import learned, receipts, said_by_offices
from server.demo.desks import Desk, new_id, place
from server.demo.desks import desks as desks_of
from server.demo.lives import World
from server.demo.names import Names
from server.demo.people import People
from server.store.tables import CircularAddressee, CircularRow, ContactTable, Serial

_STALE_DAYS: Final = 400
_PARTS: Final = (
    ("leader", "镇长"), ("deputy", "分管副镇长"), ("member", "派出所所长"), ("member", "市场监管分局局长"),
    ("office_head", "安监办主任"), ("team", "巡查一组组长"), ("liaison", "安监办科员"),
)  # fmt: skip


def write(session: Session, world: World, people: People) -> None:
    """Put in what the offices wrote in the last year."""
    chance, names = Random(world.until.year * 31), Names(Random(31))  # noqa: S311 - made-up facts, no secrets
    desks = desks_of(world.ground, people)
    rows = [row for n, desk in enumerate(desks) for row in _tables(desk, n, world, chance, names)]
    session.execute(insert(ContactTable), rows)
    _circulars(session, world, desks, chance)
    learned.write(session, world, desks[0], desks[2], chance)


def _tables(desk: Desk, n: int, world: World, chance: Random, names: Names) -> list[dict[str, Any]]:
    """Write one table or two; the fifth office has none, the sixth a stale one, the third changed its liaison."""
    if n % 7 == 4:  # noqa: PLR2004 - the gap in every seven
        return []
    days = _STALE_DAYS if n % 7 == 5 else chance.randint(20, 150)  # noqa: PLR2004
    people = [
        {"part": part, "name": names.official(), "post": post, "office_phone": f"0519-0000{chance.randint(1000, 9999)}",
         "mobile": names.phone(), "remark": ""}
        for part, post in _PARTS
    ]  # fmt: skip
    versions = [(days + 60, [*people[:-1], {**people[-1], "name": names.official(), "mobile": names.phone()}])]
    versions = [*versions, (days, people)] if n == 2 else [(days, people)]  # noqa: PLR2004
    told = []
    for number, (ago, contacts) in enumerate(versions, start=1):
        at = world.until - timedelta(days=ago)
        following = versions[number][0] if number < len(versions) else None
        until = None if following is None else local_day(world.until - timedelta(days=following))
        told.append(
            {"id": new_id(chance), "office": desk.key, "n": number, "valid_from": local_day(at), "valid_to": until,
             "seal_unit": desk.name, "contacts": contacts, "remark": "", "by_person": desk.member.id, "at": at,
             "is_demo": True, **place(desk, world.ground)}
        )  # fmt: skip
    return told


def _circulars(session: Session, world: World, desks: list[Desk], chance: Random) -> None:
    """Let the district and the department instruct, the first town tell its enterprises, and offices report."""
    district, department, first, towns = desks[0], desks[1], desks[2], desks[2:]
    serials: dict[tuple[str, int, int], int] = {}
    for text_ in said_by_offices.DOWNWARD:
        issuer = {"district": district, "department": department}[text_.by]
        row = _circular(world, issuer, text_, chance, serials)
        session.execute(insert(CircularRow), [row])
        others = [department, *towns] if issuer is district else towns
        receipts.of_offices(session, world, row, others, issuer, chance)
    for text_ in said_by_offices.TO_ENTERPRISES:
        row = _circular(world, first, text_, chance, serials)
        session.execute(insert(CircularRow), [row])
        receipts.of_enterprises(session, row, first.town)
    for desk in desks[1:]:
        for row in _reports(world, desk, chance, serials):
            session.execute(insert(CircularRow), [row])
            sent = {"circular_id": row["id"], "addressee": district.key, "name": district.name, "state": "done"}
            at = row["issued_at"] + timedelta(hours=3)
            sent |= {"read_at": at, "signed_at": at, "signed_by": district.member.id, "done_at": at}
            session.execute(insert(CircularAddressee), [{**sent, "signed_name": district.member.name}])
    session.execute(
        insert(Serial),
        [{"kind": kind, "area_id": area, "year": year, "last": last} for (kind, area, year), last in serials.items()],
    )


def _circular(
    world: World, issuer: Desk, told: said_by_offices.Told, chance: Random, serials: dict[tuple[str, int, int], int]
) -> dict[str, Any]:
    at = world.until - timedelta(days=told.days_ago, hours=2)
    due = None if told.due_days is None else local_day(at) + timedelta(days=told.due_days)
    return {
        "id": new_id(chance), "number": _number(serials, issuer, told.kind, at), "office": issuer.key,
        "office_name": issuer.name, "kind": told.kind.value, "title": told.title, "body": told.body, "due_on": due,
        "wants_answer": told.kind is CircularKind.TASK, "period": told.period,
        "audience": {"offices": [], "enterprises": None},
        "issued_at": at, "issued_by": issuer.member.id, "is_demo": True, **place(issuer, world.ground),
    }  # fmt: skip


def _reports(
    world: World, desk: Desk, chance: Random, serials: dict[tuple[str, int, int], int]
) -> list[dict[str, Any]]:
    """Report the last quarters: most in time, some late, one office not at all the last time."""
    told, code = [], rules.code_of(CircularKind.QUARTER_REPORT, local_day(world.until))
    for back in range(3):
        code = rules.code_of(CircularKind.QUARTER_REPORT, rules.span(code).first - timedelta(days=1))
        misses = back == 0 and chance.random() < 0.2  # noqa: PLR2004
        if misses:
            continue
        days = chance.randint(6, 14) if chance.random() < 0.2 else chance.randint(1, 5)  # noqa: PLR2004
        last = rules.span(code).last
        at = world.until.replace(year=last.year, month=last.month, day=last.day, hour=2) + timedelta(days=days)
        if at > world.until:
            continue
        words = said_by_offices.report(desk.name, code, (world.until - at).days)
        told.append({**_circular(world, desk, words, chance, serials), "issued_at": at})
    return told[::-1]


def _number(serials: dict[tuple[str, int, int], int], desk: Desk, kind: CircularKind, at: datetime) -> str:
    up, year = kind in rules.UPWARD, local_day(at).year
    key = (f"circular-{desk.kind.value}-{'up' if up else 'down'}", desk.area, year)
    serials[key] = serials.get(key, 0) + 1
    return rules.number(
        desk.kind, desk.name.removesuffix("安监办").removesuffix("安委会办公室"), year, serials[key], up=up
    )
