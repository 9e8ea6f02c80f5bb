"""The demo's onboarding: who registered when, trial units, applications that wait, a list to be worked off."""

from __future__ import annotations

import csv
import io
import tempfile
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid5

from sqlalchemy import Row, select, text, update
from sqlalchemy.orm import Session
from stdnum.cn import uscc

from grids.policy import local_day
from server import applying
from server.db import Database
from server.imports import rosters as comparing
from server.imports.order import Kind, Order, Reach
from server.store.serials import following
from server.store.tables import Application, OnboardingPhase, PersonRow, Roster

_NAMES: Final = UUID("b6c8a1de-52b3-4c43-8a0f-6f4f1f0e5a31")
_LIST: Final = "演示-市场主体名录.csv"
_HEAD: Final = ("企业名称", "统一社会信用代码", "地址", "主要负责人", "联系电话", "从业人数", "镇街道", "经度", "纬度")
_REGISTERED: Final = """
INSERT INTO enterprise_registration (enterprise_id, registered_at, how)
SELECT c.enterprise_id,
  min(c.finished_at) - make_interval(days => 2 + abs(hashtext(c.enterprise_id::text)) % 12), 'signed_in'
FROM self_check c GROUP BY c.enterprise_id
UNION ALL
SELECT e.id, :at - make_interval(days => 5 + abs(hashtext(e.id::text)) % 90), 'signed_in' FROM enterprise e
WHERE e.status = 'active' AND abs(hashtext(e.id::text)) % 4 = 0
  AND NOT EXISTS (SELECT FROM self_check c WHERE c.enterprise_id = e.id)
"""
"""Who checks itself came some days before; some came and have not checked themselves yet."""
_TRIAL: Final = """
INSERT INTO enterprise_trial (enterprise_id, from_on, reason, by_person, is_demo)
SELECT r.enterprise_id, :day, '第一批试运行', :person, true FROM enterprise_registration r
JOIN enterprise e ON e.id = r.enterprise_id WHERE e.town_id = :town ORDER BY r.registered_at, e.id LIMIT 12
"""
_TOWN: Final = """
SELECT e.id, e.name, e.uscc, e.address, e.principal, e.principal_phone, e.employees, a.name AS town,
  ST_X(e.point) AS lon, ST_Y(e.point) AS lat, e.position_quality
FROM enterprise e JOIN area a ON a.id = e.town_id
WHERE e.town_id = :town AND e.status = 'active' ORDER BY e.uscc NULLS LAST, e.id
"""


def finish(session: Session, district: tuple[int, int], at: datetime) -> None:
    """Register, try, and put the phases of a district that began a year ago; an application for each thing to decide.

    `district` is its id and that of its city.
    """
    office = _person(session, "townoffice")
    town = _town(session, office)
    session.execute(text(_REGISTERED), {"at": at})
    trial = {"day": local_day(at) - timedelta(days=300), "person": office.id, "town": town}
    session.execute(text(_TRIAL), trial)
    _phases(session, district, at)
    _applications(session, (*district, town), at, office.password_hash or "")


def bring(database: Database, at: datetime) -> None:
    """Compare a made-up list of the first town with its register, as its office would."""
    with database.session() as session:
        office = _person(session, "townoffice")
        town = _town(session, office)
        entries = [row for row in session.execute(text(_TOWN), {"town": town}) if row.uscc is not None]
    own = uuid5(_NAMES, _LIST)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.csv"
        path.write_text(_listed(entries), "utf-8")
        order = Order(
            kind=Kind.ENTERPRISES, path=path, file_name=_LIST, at=at, crs="wgs84", person=office.id,
            reach=Reach(towns=frozenset({town})),
        )  # fmt: skip
        day = local_day(at) - timedelta(days=6)
        comparing.compare(database, order, comparing.Wanted(roster=own, source="aic", list_day=day))
    with database.transaction() as session:
        session.execute(update(Roster).where(Roster.id == own).values(is_demo=True))


def _phases(session: Session, district: tuple[int, int], at: datetime) -> None:
    by, today = _person(session, "district"), local_day(at)
    asked: tuple[tuple[int, str, date, date, dict[str, Any]], ...] = (
        (1, "第一阶段（演示）", today - timedelta(days=400), today + timedelta(days=60), {
            "min_output_yuan": 5_000_000,
            "classes": ["hazardous_chemicals", "fireworks", "construction", "crowded_place"],
            "tags": ["危险化学品", "涉爆粉尘", "冶金铸造", "涉氨制冷", "有限空间", "重大危险源", "人员密集场所"],
        }),
        (2, "第二阶段（演示）", today + timedelta(days=61), today + timedelta(days=425), {"everyone": True}),
    )  # fmt: skip
    for number, name, starts, target, scope in asked:
        session.add(
            OnboardingPhase(
                id=uuid5(_NAMES, f"phase-{number}"), city_id=district[1], district_id=district[0], number=number,
                name=name, starts_on=starts, target_on=target, valid_from=today - timedelta(days=400),
                reason="演示方案", by_person=by.id, at=at - timedelta(days=400), **scope,
            )
        )  # fmt: skip


def _applications(session: Session, place: tuple[int, int, int], at: datetime, password_hash: str) -> None:
    """Write four: a new one, one that has a file, one beside a like name, one that was sent back."""
    district, city, town = place
    known = list(session.execute(text(_TOWN), {"town": town}))
    free = [row for row in known if row.lon is not None and row.position_quality in {"site", "address"}]
    has, like = free[3], next((row for row in free if row.uscc is None), free[7])
    year = local_day(at).year
    asked: tuple[dict[str, Any], ...] = (
        {"name": "示范·新城精密模具有限公司", "address": f"{has.town}示范9路18号", "near": free[11]},
        {"name": has.name, "uscc": has.uscc, "address": has.address, "principal": has.principal, "is_claim": True},
        {"name": _respelled(like.name), "address": like.address, "near": like, "phone": like.principal_phone},
        {"name": "示范·路口小吃店", "address": "路口", "state": "returned", "reason": "地址不全，请写明门牌号。"},
    )  # fmt: skip
    for n, given in enumerate(asked, start=1):
        near = given.pop("near", None)
        sent = at - timedelta(days=n, hours=n)
        values = {
            "uscc": _code(n), "principal": "演示负责人", "phone": f"1000000900{n}", "state": "waiting",
            "is_claim": False,
            "point": None if near is None else f"SRID=4326;POINT({near.lon + 0.0006:.7f} {near.lat:.7f})",
            "radius_m": None if near is None else 18.0, **given,
        }  # fmt: skip
        session.add(
            Application(
                id=uuid5(_NAMES, f"application-{n}"), is_demo=True, secret_sha256=applying.sealed(f"demo-{n}"),
                number=applying.number_of(year, district, following(session, "application", district, year)),
                asked_town_id=town, town_id=town, district_id=district, city_id=city, username=f"demo-apply{n}",
                password_hash=password_hash if values["state"] == "waiting" else "", at=sent, changed_at=sent, **values,
            )
        )  # fmt: skip


def _listed(entries: list[Row[Any]]) -> str:
    """Write the town's own entries as another authority has them: some gone, some changed, some unknown here."""
    gone, renewed, moved = (set(range(first, len(entries), step)) for first, step in ((4, 19), (2, 17), (5, 23)))
    out = io.StringIO()
    sheet = csv.writer(out)
    sheet.writerow(_HEAD)
    for n, row in enumerate(entries):
        if n in gone:
            continue
        principal = "演示新负责人" if n in renewed else row.principal
        address = f"{row.address}3幢" if n in moved else row.address
        sheet.writerow([row.name, row.uscc, address, principal, row.principal_phone, row.employees, row.town, "", ""])
    for n in range(5):
        at = entries[n * 3]
        place = (at.lon, at.lat) if n % 2 == 0 and at.position_quality in {"site", "address"} else ("", "")
        sheet.writerow([
            f"示范·名录新设{n + 1}号有限公司", _code(100 + n), f"{at.town}示范{n + 3}路{n + 8}号", "演示经理",
            f"1000000800{n}", 12 + n, at.town, *place,
        ])  # fmt: skip
    return out.getvalue()


def _respelled(name: str) -> str:
    """Write a name as people do: the form of organisation in other words."""
    return name.replace("有限公司", "有限责任公司") if "有限公司" in name else f"{name}（个体工商户）"


def _code(n: int) -> str:
    """Make a credit code with a true check digit and an office that does not exist."""
    body = f"91999999Y{n:08d}"
    return body + str(uscc.calc_check_digit(body))


def _person(session: Session, username: str) -> PersonRow:
    return session.scalars(select(PersonRow).where(PersonRow.username == username, PersonRow.is_demo)).one()


def _town(session: Session, office: PersonRow) -> int:
    sql = (
        "SELECT g.area_id FROM person_grant g JOIN area a ON a.id = g.area_id AND a.level = 'town' "
        "WHERE g.person_id = :person AND g.role = 'town_officer' ORDER BY g.valid_from, g.area_id LIMIT 1"
    )
    return int(session.scalars(text(sql), {"person": office.id}).one())
