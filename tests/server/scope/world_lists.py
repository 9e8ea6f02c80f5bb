"""Spot checks and lists of the world, and who sees what of a whole district; written down by hand, not computed."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from grids.policy import local_day
from server.store.tables import GridUnit

Told = tuple[str, str, str, frozenset[str]]
READING = {
    "district": ("an", "zhou", "xi", "qin", "ren", "bu", "xu", "shi", "hua"), "Z": ("zan", "zqi", "zxu"),
}  # fmt: skip
"""Who reads spot checks and lists: offices, departments, inspectors; no grid officer, no enterprise, no planner."""
READERS = {
    "list": READING, "cohort": READING,
    "model": {
        "district": (*READING["district"], "wang", "bo", "lin", "li", "ma", "chen", "guan"),
        "Z": (*READING["Z"], "zou", "zhu"),
    },
    "spot_check": {"A": ("an", "zhou", "qin", "ren", "bu", "xu", "shi"), "Z": READING["Z"]},
}  # fmt: skip
"""Kind -> spot -> who sees it: versions, cohorts, models in their whole district, an order where it drew somebody."""


def things(world: Any) -> Iterator[Told]:
    """Let spot checks be drawn, one be recorded, lists be published, an entry be proposed, a cohort be begun."""
    with world.stage.app.extensions["wangge.database"].session() as session:
        z_district = session.get_one(GridUnit, world.z_unit).district_id
    own, stage = world.stage.town, world.stage
    yield from _spot_check(world, "xu", "A", own.district, {"size": 5, "town": own.towns["湖东镇"]})
    yield from _spot_check(world, "zxu", "Z", z_district, {"size": 5})
    _recorded(world)
    for spot, who, district in (("district", "bu", own.district), ("Z", "zxu", z_district)):
        list_, department = str(uuid4()), f"{spot}应急管理局"
        stage.does(who, "draft-list", list=list_, district=district, department=department, classes=["industry"])
        stage.does(who, "publish-list", list=list_, base_revision=1)
        yield "list", spot, list_, frozenset({list_, department})
    entry, reason = str(uuid4()), "D厂多次未整改"
    stage.does("xi", "propose-key-entry", entry=entry, enterprise=world.enterprise("D"), reason=reason)
    yield "key_entry", "D", entry, frozenset({entry, reason})
    cohort, title = str(uuid4()), "重点培育企业名册"
    stage.does("xu", "start-cohort", cohort=cohort, district=own.district, title=title, year=2026)
    chosen = {"enterprise": world.enterprise("A"), "department": "应急管理局", "reason": "标准化二级"}
    stage.does("an", "choose-model", cohort=cohort, **chosen)
    yield "cohort", "district", cohort, frozenset({cohort, title})
    yield _model(world, "an", "district", cohort, world.enterprise("A"))
    other, title = str(uuid4()), "邻区培育企业名册"
    stage.does("zxu", "start-cohort", cohort=other, district=z_district, title=title, year=2026)
    stage.does("zan", "choose-model", cohort=other, **{**chosen, "enterprise": world.enterprise("Z")})
    yield "cohort", "Z", other, frozenset({other, title})
    yield _model(world, "zan", "Z", other, world.enterprise("Z"))


def _model(world: Any, who: str, spot: str, cohort: str, enterprise: str) -> Told:
    """Let a member of a cohort be shown to all, with a photo."""
    title, photo = f"{spot}班前十分钟", world.stage.photo(who)["sha256"]
    story = {"title": title, "body": f"{title}的做法", "photos": [photo]}
    told = world.stage.does(who, "publish-model", cohort=cohort, enterprise=enterprise, **story)
    return "model", spot, str(told["detail"]["member"]), frozenset({title, photo})


def _spot_check(world: Any, who: str, spot: str, district: int, stratum: dict[str, Any]) -> Iterator[Told]:
    order, title = str(uuid4()), f"{spot}处自查抽查"
    due_on = (local_day(datetime.now(UTC)) + timedelta(days=20)).isoformat()
    world.stage.does(who, "order-spot-check", spot_check=order, district=district, title=title, period=world.period,
                     due_on=due_on, strata=[stratum])  # fmt: skip
    world.stage.does(who, "draw-spot-check", spot_check=order, seed=f"{spot} 7 12 33")
    yield "spot_check", spot, order, frozenset({order, title})
    (target,) = world.stage.get(who, "/api/v1/spot-targets", spot_check=order).json["items"]
    yield "spot_target", spot, target["id"], frozenset({target["id"]})


def _recorded(world: Any) -> None:
    """Let the department find that what A reported is so."""
    (row,) = world.stage.get("xu", "/api/v1/spot-targets").json["items"]
    one = {"spot_check": row["spot_check_id"], "targets": [row["id"]], "checker": str(world.stage.people["bu"])}
    world.stage.does("xu", "assign-spot-check", **one)
    now = datetime.now(UTC)
    items = world.stage.get("bu", f"/api/v1/spot-targets/{row['id']}").json["listed"]
    world.stage.does(
        "bu", "record-spot-check", target=row["id"], started_at=(now - timedelta(minutes=20)).isoformat(),
        finished_at=now.isoformat(), results=[{"item": item["item"], "verdict": "true"} for item in items],
    )  # fmt: skip
