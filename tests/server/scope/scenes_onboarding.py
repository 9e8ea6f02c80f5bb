"""For each act of onboarding, a scene in which it is the next step, in the eastern town."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select

from grids.policy import local_day
from server import applying
from server.store.onboarding import onboarding_on
from server.store.tables import Application, EnterpriseTrial, Roster, RosterRow
from tests.server.scope.world import World
from tests.server.scope.world_onboarding import WORD, code
from tests.town import middle

NOW = datetime.now(UTC)
POLICY = replace(onboarding_on(local_day(NOW)), applications_hourly=10_000)


def _phase(world: World, _who: str) -> dict[str, Any]:
    today = local_day(datetime.now(UTC)).isoformat()
    return {
        "phase": str(uuid4()), "district": world.stage.town.district, "number": 2, "name": "第二阶段",
        "starts_on": today, "target_on": today, "everyone": True, "valid_from": today, "reason": "全面铺开",
    }  # fmt: skip


def _trial(world: World, _who: str) -> dict[str, Any]:
    enterprise = UUID(world.enterprise("A"))
    standing = select(EnterpriseTrial.id).where(
        EnterpriseTrial.enterprise_id == enterprise, EnterpriseTrial.to_on.is_(None)
    )
    with world.stage.app.extensions["wangge.database"].session() as session:
        is_trial = session.scalar(standing) is not None
    return {"enterprise": str(enterprise), "trial": not is_trial, "reason": "试运行"}


def _applied(world: World, _who: str) -> dict[str, Any]:
    n = uuid4().int % 10_000_000
    lon, lat = middle("A")
    form = applying.Form(
        uscc=code(n), name=f"第{n}新厂", address="东路", town=world.stage.town.towns["湖东镇"], village=None, lon=lon,
        lat=lat, radius_m=5.0, principal="李", phone=f"138{n:08d}", username=f"new{n}", password=WORD, claims=False,
    )  # fmt: skip
    with world.stage.app.extensions["wangge.database"].transaction() as session:
        receipt = applying.apply(session, form, "198.51.100.1", NOW, POLICY)
        own = session.scalars(select(Application.id).where(Application.number == receipt.number)).one()
    return {"application": str(own), "outcome": "new", "enterprise": str(uuid4())}


def _row(world: World, _who: str) -> dict[str, Any]:
    town, own = world.stage.town, uuid4()
    with world.stage.app.extensions["wangge.database"].transaction() as session:
        session.add(
            Roster(
                id=own, city_id=town.city, district_id=town.district, source="aic", list_day=local_day(NOW),
                file_name="名录.csv", summary={}, by_person=world.stage.people["xu"], at=NOW,
            )
        )  # fmt: skip
        session.flush()
        session.add(
            RosterRow(roster_id=own, n=1, kind="only_list", name="名录上的厂", town_id=town.towns["湖东镇"],
                      given={"name": "名录上的厂"})
        )  # fmt: skip
    return {"roster": str(own), "row": 1, "way": "out_of_scope", "reason": "在外地经营", "new": str(uuid4())}


PREPARE: dict[str, Callable[[World, str], dict[str, Any]]] = {
    "decide-application": _applied,
    "mark-trial": _trial,
    "publish-phase": _phase,
    "settle-roster-row": _row,
}
"""Command kind -> what it is sent with."""
