"""Two spot checks of the demo: last quarter's, drawn and half way, and this quarter's, which waits for its draw."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from grids import commands as c
from grids import self_checks
from grids.commands import SpotStratum, SpotVerdict
from grids.permissions import Person
from grids.policy import local_day
from server.demo.doing import Doing, named
from server.store.tables import SpotTarget

_SEED: Final = "06 11 17 23 28 33"
_ORDERED, _DRAWN, _DUE, _FIRST = 40, 39, 8, 34
"""Days before the moment of loading."""
_CHECKED: Final = 15
_ASSIGNED: Final = 22
_UNTRUE: Final = (1, 4, 9, 12)
"""Which of those that were checked had reported what was not so."""
_SEEN: Final = ("与自查记录不符，未见整改", "防护罩已拆除，自查记录为正常", "通道仍被占用", "未见日常检查记录")
_HIDDEN: Final = ("车间西门", "S05", "安全出口上锁，钥匙不在现场")
_MARKED: Final = ("spot_check", "spot_target", "hazard", "file_record")


def check(session: Session, district: int, first_town: int, pictures: Sequence[str], until: datetime) -> None:
    """Order, draw, assign and record as the district, its inspectors and its department would have done."""
    doing = Doing(session)
    desk = doing.person("district", until)
    quarter = self_checks.quarter_of(local_day(until))
    before = self_checks.before(quarter)
    strata = (
        SpotStratum(size=6, town=first_town, zero=True), SpotStratum(size=8, town=first_town),
        SpotStratum(size=6, grade="D"), SpotStratum(size=10, zero=True),
    )  # fmt: skip
    own = named("last quarter")
    title, ago = "上季度自查自报抽查（演示）", until - timedelta(days=_ORDERED)
    due = local_day(until) - timedelta(days=_DUE)
    doing.does(desk, _order(own, district, title, before.code, due, strata), ago)
    doing.does(desk, c.DrawSpotCheck(spot_check=own, seed=_SEED), until - timedelta(days=_DRAWN))
    targets = _in_order(session, own)
    _assign(doing, desk, own, targets, until - timedelta(days=_DRAWN - 1))
    _record(doing, targets[:_CHECKED], pictures, until)
    now = named("this quarter")
    later = local_day(until) + timedelta(days=25)
    every = (SpotStratum(size=10, zero=True), SpotStratum(size=10, zero=False), SpotStratum(size=10))
    doing.does(desk, _order(now, district, "本季度自查自报抽查（演示）", quarter.code, later, every), until)
    for table in _MARKED:
        session.execute(text(f"UPDATE {table} SET is_demo = true WHERE NOT is_demo"))  # noqa: S608 - our own names


def _order(
    own: UUID, district: int, title: str, period: str, due: date, strata: tuple[SpotStratum, ...]
) -> c.OrderSpotCheck:  # fmt: skip
    return c.OrderSpotCheck(
        spot_check=own, district=district, title=title, period=period, due_on=due, strata=strata
    )  # fmt: skip


def _in_order(session: Session, own: UUID) -> list[SpotTarget]:
    query = select(SpotTarget).where(SpotTarget.spot_check_id == own).order_by(SpotTarget.stratum, SpotTarget.place)
    return list(session.scalars(query))


def _assign(doing: Doing, desk: Person, own: UUID, targets: Sequence[SpotTarget], at: datetime) -> None:
    """Give every third to the department, the others to two inspectors; the last ones wait for somebody."""
    ids = [target.id for target in targets[:_ASSIGNED]]
    department, pair = doing.person("department", at), [doing.person(f"inspector{n}", at) for n in ("", "2")]
    to_department = tuple(ids[2::3])
    to_pair = tuple(own for own in ids if own not in to_department)
    doing.does(desk, c.AssignSpotCheck(spot_check=own, targets=to_department, checker=department.id), at)
    both = c.AssignSpotCheck(spot_check=own, targets=to_pair, checker=pair[0].id, second=pair[1].id)
    doing.does(desk, both, at)


def _record(doing: Doing, targets: Sequence[SpotTarget], pictures: Sequence[str], until: datetime) -> None:
    """Record a check a day: most reports are so, a few are not, one kept a hazard back."""
    for n, target in enumerate(targets):
        at = until - timedelta(days=_FIRST - n)
        checker = doing.session.get_one(SpotTarget, target.id).checker_id
        person = doing.person("department" if target.second_id is None else "inspector", at)
        if person.id != checker:
            raise LookupError(target.id)
        photos = (c.Photo(sha256=pictures[n % len(pictures)], taken_at=at),)
        items = [item["item"] for item in target.items]
        is_closed = any(item["kind"] == "closing" for item in target.items)
        false = _false_items(target) if n in _UNTRUE or is_closed else frozenset()
        missed = (_hidden(doing, person, target, photos, at),) if n == _UNTRUE[1] else ()
        results = tuple(
            c.SpotResult(item=item, verdict=SpotVerdict.NOT_TRUE, remark=_SEEN[n % len(_SEEN)])
            if item in false
            else c.SpotResult(item=item, verdict=SpotVerdict.TRUE)
            for item in items
        )
        command = c.RecordSpotCheck(
            target=target.id, started_at=at - timedelta(minutes=50), finished_at=at, results=results, missed=missed,
            second_inspector=target.second_id, person_met="安全管理员", photos=photos,
        )  # fmt: skip
        doing.does(person, command, at)


def _false_items(target: SpotTarget) -> frozenset[str]:
    """Choose what was not so: a closing where there is one, and an answer."""
    closings = [item["item"] for item in target.items if item["kind"] == "closing"]
    answers = [item["item"] for item in target.items if item["kind"] == "answer" and item["said"] == "ok"]
    return frozenset(closings[:1] + answers[:1])


def _hidden(doing: Doing, person: Person, target: SpotTarget, photos: tuple[c.Photo, ...], at: datetime) -> UUID:
    place, category, said = _HIDDEN
    hazard = named("kept back")
    command = c.RecordHazard(
        hazard=hazard, enterprise=target.enterprise_id, found_at=at, place=place, category=category, description=said,
        photos=photos, spot_check=target.id,
    )  # fmt: skip
    doing.does(person, command, at)
    return hazard
