"""Contact tables, circulars and trainings of the world, and who sees them; written down by hand, not computed."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from grids.policy import local_day
from server.store.tables import GridUnit

KINDS = frozenset({"contacts", "circular", "training"})
_DISTRICT = (
    "wang", "bo", "lin", "an", "zhou", "xi", "qin", "ren", "bu", "xu", "shi", "hua", "chen", "guan",
)  # fmt: skip
_Z = ("zou", "zan", "zqi", "zxu")
READERS: dict[str, dict[str, tuple[str, ...]]] = {
    "contacts": {"town": _DISTRICT, "Z": _Z},
    "circular": {"town": ("an", "zhou", "xu", "shi", "li"), "district": ("xi", "xu", "shi"), "Z": ("zxu", "zan")},
    "training": {
        "town": ("an", "zhou", "xu", "shi", "li", "wang", "bo"), "district": ("xi", "xu", "shi"), "Z": ("zxu", "zan"),
    },
}  # fmt: skip
"""Kind -> spot -> who sees it: issuer, addressees, and who stands above."""
NEEDED = {"office_phone": "", "remark": "", "post": "主任"}


def town_key(world: Any, spot: str) -> str:
    """Return the key of a town's office: the eastern one, the western one, the neighbour's."""
    if spot == "Z":
        with world.stage.app.extensions["wangge.database"].session() as session:
            return f"town:{session.get_one(GridUnit, world.z_unit).town_id}"
    return f"town:{world.stage.town.towns[{'east': '湖东镇', 'west': '湖西镇'}[spot]]}"


def district_key(world: Any, spot: str) -> str:
    """Return the key of the district's office, or of the neighbour's."""
    if spot == "Z":
        with world.stage.app.extensions["wangge.database"].session() as session:
            return f"district:{session.get_one(GridUnit, world.z_unit).district_id}"
    return f"district:{world.stage.town.district}"


def contacts(name: str) -> list[dict[str, str]]:
    """Write the least a table has."""
    phone = {"mobile": "13900000000", **NEEDED}
    return [{"part": "leader", "name": name, **phone}, {"part": "liaison", "name": f"{name}联络", **phone}]


def session_of(office: str, title: str, **more: Any) -> dict[str, Any]:
    """Plan a session that runs now."""
    now = datetime.now(UTC)
    return {
        "training": str(uuid4()), "office": office, "topic": "system", "form": "classroom", "title": title,
        "starts_at": (now - timedelta(minutes=5)).isoformat(), "ends_at": (now + timedelta(hours=1)).isoformat(),
        "venue": "三楼会议室", **more,
    }  # fmt: skip


def things(world: Any) -> Iterator[tuple[str, str, str, frozenset[str]]]:
    """Let offices write their tables, send circulars and plan trainings."""
    stage, east, west = world.stage, town_key(world, "east"), town_key(world, "west")
    for spot, who, office in (("town", "an", east), ("Z", "zan", town_key(world, "Z"))):
        name = f"{spot}组长甲"
        stage.does(
            who, "write-contacts", table=str(uuid4()), office=office, base_version=0, valid_from="2026-01-01",
            seal_unit=f"{spot}镇安委办", contacts=contacts(name),
        )  # fmt: skip
        yield "contacts", spot, office, frozenset({name})
    sent: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
        ("town", "an", east, {"enterprises": {}}),
        ("district", "xu", district_key(world, "here"), {"offices": [west]}),
        ("Z", "zxu", district_key(world, "Z"), {"offices": [town_key(world, "Z")]}),
    )
    for spot, who, office, to in sent:
        own, title = str(uuid4()), f"{spot}发文一号"
        stage.does(
            who, "issue-circular", circular=own, office=office, circular_kind="notice", title=title, body="请阅", **to
        )
        yield "circular", spot, own, frozenset({own, title})
    planned: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
        ("town", "an", east, {"roles": ["officer"], "enterprises": {}}),
        ("district", "xu", district_key(world, "here"), {"roles": ["town_officer"], "towns": [int(west[5:])]}),
        ("Z", "zxu", district_key(world, "Z"), {"roles": ["town_officer"]}),
    )
    for spot, who, office, to in planned:
        command = session_of(office, f"{spot}培训一期", **to)
        stage.does(who, "plan-training", **command)
        yield "training", spot, command["training"], frozenset({command["training"], command["title"]})


def tomorrow() -> str:
    """Return the day after today where deadlines count."""
    return (local_day(datetime.now(UTC)) + timedelta(days=1)).isoformat()
