"""A district as it really is: Wujin's divisions, cells for grids, and the company register's 5,060 rows.

The files have no licence to ship: they are read from the folder in `WANGGE_TEST_DATA`, and only there.
"""

import os
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from grids import self_checks as rules
from grids.permissions import Role
from grids.policy import HERE, local_day
from server import accounts
from server.accounts import NewPerson
from server.cli import installation
from server.config import Settings
from server.db import Database
from server.store import self_checks
from server.store.policy import self_checks_on
from server.store.tables import SelfCheck, SelfPeriod
from tests.e2e.conftest import ROOT, verb
from tests.e2e.site import PASSWORD, Reader, Site
from tests.server.stage import picture

NEEDS = pytest.mark.skipif("WANGGE_TEST_DATA" not in os.environ, reason="WANGGE_TEST_DATA names no folder of real data")
_CELLS = """
crs = "wgs84"
[columns]
"name" = "name"
"code12" = "code"
"district" = "district"
"town" = "town"
"""
_CITY, _DISTRICT = "3204", "320412"
_TOWN, _CROWDED_TOWN, _UNIT = "320412114", "320412100", "320412114211"
_ENTERPRISE = "91320400250842753X"
_REPORTING = tuple(f"neighbour{n}" for n in range(1, 8))
_NEIGHBOURS = text(
    "SELECT e.uscc FROM enterprise e WHERE e.town_id IN (SELECT area_id FROM area_code WHERE code = :town) "
    "AND e.status = 'active' AND e.uscc <> :own ORDER BY e.uscc LIMIT :n"
)
_KNOWN_LONGER = (
    "UPDATE enterprise SET listed_on = listed_on - 400",
    "UPDATE enterprise_state SET valid_from = valid_from - interval '400 days'",
    "UPDATE enterprise_unit SET valid_from = valid_from - interval '400 days'",
)
_LICENSED_FROM = date(2025, 1, 1)
_person = partial(NewPerson, password=PASSWORD)
_PEOPLE = (
    _person(username="officer", name="网格员甲", role=Role.OFFICER, units=(_UNIT,)),
    _person(username="townoffice", name="安监办乙", role=Role.TOWN_OFFICER, area=_TOWN),
    _person(username="townhead", name="镇长丙", role=Role.TOWN_HEAD, area=_TOWN),
    _person(username="crowded", name="镇长丁", role=Role.TOWN_HEAD, area=_CROWDED_TOWN),
    _person(username="enterprise", name="厂长戊", role=Role.ENTERPRISE, enterprise=_ENTERPRISE),
    _person(username="department", name="部门己", role=Role.DEPARTMENT, area=_DISTRICT),
    _person(
        username="inspector", name="执法员庚", role=Role.INSPECTOR, area=_DISTRICT, licence_no="测0001",
        licence_from=_LICENSED_FROM,
    ),
    _person(
        username="inspector2", name="执法员辛", role=Role.INSPECTOR, area=_DISTRICT, licence_no="测0002",
        licence_from=_LICENSED_FROM,
    ),
    _person(username="district", name="区安委办壬", role=Role.DISTRICT, area=_DISTRICT),
    _person(username="planner", name="规划员癸", role=Role.PLANNER, area=_DISTRICT),
    _person(username="city", name="市安委办子", role=Role.CITY, area=_CITY),
)  # fmt: skip


def fill(empty: Site, work: Path) -> None:
    """Import the district by the product's own verbs, add its people, and let its neighbours report."""
    data = Path(os.environ["WANGGE_TEST_DATA"])
    cells = work / "cells.toml"
    cells.write_text(_CELLS, "utf-8")
    register = ROOT / "docs" / "mappings" / "registration-list.toml"
    for what, file, options in (
        ("divisions", "admin/changzhou_divisions_stat2023.csv", ("--codes", "nbs:2023-06-30")),
        ("grids", "boundaries/changzhou_villages_voronoi_wgs84.geojson", ("--mapping", str(cells))),
        (
            "enterprises",
            "enterprises/wujin_enterprises.csv.gz",
            ("--mapping", str(register), "--codes", "nbs:2016"),
        ),
    ):
        refused = ("--refused", str(work / f"{what}.csv"))
        verb("import", what, str(data / file), "--data", str(empty.data), *options, *refused)
    with installation.database_running(Settings(data_dir=empty.data)) as running:
        database = Database.of(running)
        with database.transaction() as session:
            for each in _PEOPLE:
                accounts.add(session, each, datetime.now(UTC))
            codes = session.scalars(_NEIGHBOURS, {"town": _TOWN, "own": _ENTERPRISE, "n": len(_REPORTING)}).all()
            for username, code in zip(_REPORTING, codes, strict=True):
                firm = _person(username=username, name=username, role=Role.ENTERPRISE, enterprise=code)
                accounts.add(session, firm, datetime.now(UTC))
            _opens_self_checks(session)
        for username in ("enterprise", *_REPORTING):
            _checks_itself(empty.reader(username))
        with database.transaction() as session:
            _puts_back(session)
        database.close()
    for username in _REPORTING:
        _signs(empty.reader(username))


def _opens_self_checks(session: Session) -> None:
    """Open the quarter that is over and the present one, as the nightly round does."""
    now = datetime.now(UTC)
    for each in (rules.before(_quarter()), _quarter()):
        self_checks.open_all(session, each.first, now, self_checks_on(each.first))


def _checks_itself(firm: Reader) -> None:
    """Look at every item of the first list."""
    held, now = firm.get("/api/v1/pack")["checklists"][0], datetime.now(UTC)
    firm.does(
        "submit-self-check", self_check=str(uuid4()), enterprise=_own(firm), checklist_version=held["version_id"],
        started_at=(now - timedelta(hours=3)).isoformat(), finished_at=now.isoformat(), checker="安全员",
        answers=[{"item": item["code"], "result": "ok"} for item in held["items"]],
        photos=[{"sha256": firm.brings(picture(str(uuid4()))), "taken_at": now.isoformat()}],
    )  # fmt: skip


def _puts_back(session: Session) -> None:
    """Give an imported district a past: known for over a year, and these checks done in the quarter that is over."""
    self_checks.alone(session)  # the round of the day may be at its first work
    for moved in _KNOWN_LONGER:
        session.execute(text(moved))
    quarter = rules.before(_quarter())
    at = datetime.combine(quarter.last, time(10), tzinfo=HERE)
    session.execute(
        update(SelfCheck).values(
            period=quarter.code, month=rules.month_of(quarter.last), finished_at=at, started_at=at - timedelta(hours=3)
        )
    )
    session.execute(update(SelfPeriod).where(SelfPeriod.period == _quarter().code).values(checks=0, state="due"))
    checked = select(SelfCheck.enterprise_id)
    past = update(SelfPeriod).where(SelfPeriod.period == quarter.code, SelfPeriod.enterprise_id.in_(checked))
    session.execute(past.values(checks=1, state="submitted"))


def _signs(firm: Reader) -> None:
    """Sign the table of the quarter that is over, late."""
    own, period = _own(firm), rules.before(_quarter()).code
    figures = firm.get(f"/api/v1/self-reports/{own}/{period}")["figures"]
    firm.does(
        "sign-self-report", report=str(uuid4()), enterprise=own, period=period, figures=figures, principal="负责人",
        signed_at=datetime.now(UTC).isoformat(), signature=firm.brings(picture(str(uuid4()))),
    )  # fmt: skip


def _own(firm: Reader) -> str:
    return str(firm.get("/api/v1/session")["person"]["enterprise_id"])


def last_quarter() -> str:
    """Name the quarter that is over."""
    return rules.before(_quarter()).code


def _quarter() -> rules.Period:
    return rules.quarter_of(local_day(datetime.now(UTC)))
