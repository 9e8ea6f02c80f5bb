"""A world to look at: things of every kind in each reader's area, beside it and far from it, each with its mark.

The drawn district (tests/town.py) has a second enterprise A2 in unit A, a chemical one in B, and a neighbour Z that
touches it in the east and belongs to another city. Who sees what is written down here by hand, not computed.
"""

import hashlib
import io
import json
import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from geoalchemy2.shape import from_shape
from shapely.geometry import MultiPolygon, Point, Polygon
from sqlalchemy import select
from sqlalchemy.orm import Session

from grids.permissions import Role
from grids.policy import local_day
from grids.self_checks import quarter_of
from server.imports import surveys as reading
from server.imports.order import Kind, Order, Reach
from server.jobs import grading, proposing, telling
from server.store.policy import METHOD, grading_on
from server.store.tables import (
    ActReceived,
    Area,
    Checklist,
    ChecklistVersion,
    Enterprise,
    GrantRow,
    GridUnit,
    PersonRow,
    PublicReport,
    RedrawRow,
    RescueFile,
)
from tests import people, town
from tests.people import CAST
from tests.server import inspecting
from tests.server.scope import world_assessments, world_lists, world_offices, world_onboarding, world_plans
from tests.server.stage import SAME_ORIGIN, Stage
from tests.town import STARTED, Town, degrees, middle, named

SOON = (local_day(datetime.now(UTC)) + timedelta(days=7)).isoformat()
BUSY = {"A": ("wang", "an"), "A2": ("wang", "an"), "B": ("bo", "an"), "D": ("lin", "xi"), "Z": ("zou", "zan")}
"""Where something happened: enterprise -> its grid officer, its town office."""
OWNERS = {"A": "li", "D": "ma", "Z": "zhu"}
UNIT_OF = {"A2": "A"}
_SHORT = 8
"""Characters: what is not longer can come up by chance in what is drawn at random."""

_ALL = ("A", "A2", "B", "C", "D", "E", "F")
SEES: dict[str, tuple[str, ...]] = {
    "wang": ("A", "A2"), "bo": ("B",), "lin": ("D",), "li": ("A",), "ma": ("D",),
    "an": ("A", "A2", "B", "C"), "zhou": ("A", "A2", "B", "C"), "xi": ("D", "E", "F"),
    "qin": _ALL, "ren": _ALL, "bu": _ALL, "xu": _ALL, "shi": _ALL, "hua": ("B",), "chen": (), "guan": (),
    "zou": ("Z",), "zhu": ("Z",), "zan": ("Z",), "zqi": ("Z",), "zxu": ("Z",),
}  # fmt: skip
"""Whose files, hazards and notices each person sees, by enterprise; `hua` keeps to the chemical ones."""
SEES_UNITS: dict[str, str] = {
    "wang": "A", "bo": "B", "lin": "D", "li": "A", "ma": "D", "an": "ABC", "zhou": "ABC", "xi": "DEF",
    "qin": "ABCDEF", "ren": "ABCDEF", "bu": "ABCDEF", "xu": "ABCDEF", "shi": "ABCDEF", "hua": "ABCDEF",
    "chen": "ABCDEF", "guan": "", "zou": "Z", "zhu": "Z", "zan": "Z", "zqi": "Z", "zxu": "Z",
}  # fmt: skip
PLANS: dict[str, tuple[str, ...]] = {
    "district": ("chen", "xu", "shi"), "town": ("chen", "xu", "shi", "an", "zhou"), "Z": ("zxu",),
}  # fmt: skip
"""Who sees which plan of boundaries: of the whole district, of the eastern town, of the neighbour's."""
WORKS: dict[str, tuple[str, ...]] = {"qin": ("A", "C"), "ren": ("A", "C"), "zqi": ()}
"""What the phone holds of those who see more than they work on: where inspectors found something or inspect."""
IMPORTERS = frozenset({"an", "xi", "xu", "zan", "zxu"})
INSPECTS = frozenset({"qin", "ren", "bu", "xu", "hua", "zqi", "zxu"})
"""Who sees cases of inspection: inspectors, departments, districts; an enterprise has its own issued documents."""
ACCIDENT_READERS = frozenset({"an", "xi", "zhou", "qin", "ren", "bu", "xu", "shi", "hua", "zan", "zqi", "zxu"})
"""Who sees accidents, each in the own area and classes."""
REPORT_READERS = frozenset({"an", "xi", "zhou", "xu", "zan", "zxu"})
"""Who sees reports of the public, and of their reporters nothing: town offices, town heads, districts."""
ENTERPRISES = frozenset({"li", "ma", "zhu"})
GRADERS = frozenset({"bu", "xu", "hua", "zxu"})
"""Who sees proposed grades and drafts of methods, and tries them: departments and districts."""
EVERYBODY = tuple(SEES)


@dataclass(frozen=True)
class Thing:
    """Something that a scope shows or hides, with the texts that give it away."""

    kind: str
    spot: str
    id: str
    tokens: frozenset[str]
    state: str = ""
    judged: bool = True
    """Whether the enterprise may know of it: not while the town still judges it."""


def _sees_method(who: str, thing: Thing) -> bool:
    is_near = set(SEES[who]) & ({"Z"} if thing.spot == "Z" else set(_ALL))
    return bool(is_near) and (thing.state == "published" or who in GRADERS)


def _sees_standard(who: str, thing: Thing) -> bool:
    of_z = who.startswith("z") and who != "zhou"
    return thing.spot == "ships" or of_z == (thing.spot == "Z")


def _among(readers: frozenset[str]) -> Callable[[str, Thing], bool]:
    return lambda who, thing: who in readers and thing.spot in SEES[who]


_SEEN: dict[str, Callable[[str, Thing], bool]] = {
    "import": lambda who, _: who == "an",
    "rescue": _among(frozenset(IMPORTERS)),
    "method": _sees_method,
    "report": _among(REPORT_READERS),
    "accident": _among(ACCIDENT_READERS),
    "reporter": lambda _who, _thing: False,
    "redraw": lambda who, thing: who in PLANS[thing.spot],
    "survey": lambda who, thing: who in PLANS[thing.spot],
    "standard": _sees_standard,
    "case": _among(INSPECTS),
    "document": _among(INSPECTS | frozenset(ENTERPRISES)),
    "unit": lambda who, thing: thing.spot in SEES_UNITS.get(who, ""),
    **dict.fromkeys(
        world_assessments.KINDS, lambda who, thing: who in world_assessments.READERS[thing.kind][thing.spot]
    ),
    **dict.fromkeys(world_lists.READERS, lambda who, thing: who in world_lists.READERS[thing.kind][thing.spot]),
    **dict.fromkeys(world_offices.KINDS, lambda who, thing: who in world_offices.READERS[thing.kind][thing.spot]),
    **dict.fromkeys(
        world_plans.KINDS, lambda who, thing: world_plans.sees(who, thing.kind, thing.spot, thing.state, SEES[who])
    ),
}
"""Kind -> who sees a thing of it; all others follow the enterprise they are of."""


@dataclass
class World:
    """The stage, and everything on it."""

    stage: Stage
    things: list[Thing] = field(default_factory=list)
    z_unit: int = 0
    period: str = field(default_factory=lambda: quarter_of(local_day(datetime.now(UTC))).code)
    z_enterprise: UUID = field(default_factory=uuid4)

    def sees(self, who: str, thing: Thing) -> bool:
        """Tell from the tables above whether somebody may see a thing."""
        rule = _SEEN.get(thing.kind)
        if rule is not None:
            return rule(who, thing)
        return thing.spot in SEES.get(who, ()) and (thing.judged or who not in ENTERPRISES)

    def of(self, kind: str) -> list[Thing]:
        """List the things of a kind."""
        return [thing for thing in self.things if thing.kind == kind]

    def seen(self, who: str, kind: str) -> set[str]:
        """Return the ids of a kind that somebody sees."""
        return {thing.id for thing in self.of(kind) if self.sees(who, thing)}

    def held(self, who: str, kind: str) -> set[str]:
        """Return the ids of a kind that somebody's phone holds."""
        return {t.id for t in self.of(kind) if self.sees(who, t) and t.spot in WORKS.get(who, SEES[who])}

    def hidden(self, who: str) -> dict[str, Thing]:
        """Return every text that would give away what somebody may not see."""
        shown = {token for thing in self.things if self.sees(who, thing) for token in thing.tokens}
        kept = {token: thing for thing in self.things if not self.sees(who, thing) for token in thing.tokens}
        return {token: thing for token, thing in kept.items() if token not in shown}

    def enterprise(self, spot: str) -> str:
        """Return the id of the enterprise of a spot."""
        return {**{k: str(v) for k, v in self.stage.town.enterprises.items()}, "Z": str(self.z_enterprise)}[spot]

    def unit(self, letter: str) -> int:
        """Return the id of a unit."""
        return {**self.stage.town.units, "Z": self.z_unit}[letter]


def place(spot: str) -> tuple[float, float]:
    """Return lon, lat of an enterprise."""
    if spot == "Z":
        return degrees(6_500, 1_500)
    lon, lat = middle(UNIT_OF.get(spot, spot))
    return (lon + 0.0004, lat) if spot in UNIT_OF else (lon, lat)


def build(app: Any) -> World:
    """Build the world through the real routes, with committed transactions."""
    database = app.extensions["wangge.database"]
    with database.transaction() as session:
        drawn = town.build(session)
        ids = people.settle(session, drawn)
        world = World(stage=Stage(app=app, town=drawn, people=ids))
        _extend(session, world, drawn)
    for spot in world.stage.town.enterprises.keys() | {"Z"}:
        name = {"A2": "A2锻造厂"}.get(spot, f"{spot}机械厂")
        world.things.append(
            Thing("enterprise", spot, world.enterprise(spot), frozenset({world.enterprise(spot), name}))
        )
    for letter in "ABCDEFZ":
        world.things.append(Thing("unit", letter, str(world.unit(letter)), frozenset({f"G-{letter}", f"{letter}网格"})))
    for spot in BUSY:
        world.things.extend(_busy(world, spot))
    world.things.extend(_hazard(world, "qin", "C", "检查发现", state="open"))
    world.things.extend(_listed(world))
    for spot, owner in OWNERS.items():
        world.things.append(_self_check(world, owner, spot))
    world.things.append(_import(world))
    world.things.extend(Thing(*told) for told in world_onboarding.build(world.stage, world.z_unit))
    world.things.extend(Thing(kind, spot, own, tokens) for kind, spot, own, tokens in world_lists.things(world))
    for spot in OWNERS:
        world.things.extend(_reported(world, spot))
        world.things.append(_accident(world, spot))
    world.things.extend(Thing(kind, spot, own, tokens) for kind, spot, own, tokens in world_offices.things(world))
    world.things.extend(Thing(kind, spot, own, tokens) for kind, spot, own, tokens in world_assessments.things(world))
    with database.transaction() as session:
        world.things.extend(_standards(session, world))
    world.things.extend(_plans(world))
    world.things.extend(_graded(world, "xu", "A", world.stage.town.district))
    with database.session() as session:
        z_district = session.get_one(GridUnit, world.z_unit).district_id
    world.things.extend(_graded(world, "zxu", "Z", z_district))
    world.things.extend(_surveys(world))
    world.things.extend(Thing(*told) for told in world_plans.things(world, z_district))
    for spot in ("A", "C"):
        world.things.extend(_inspected(world, spot))
    with database.transaction() as session:
        world.things.extend(_rescue(session, world, spot, officer) for spot, (officer, _) in BUSY.items())
    with database.transaction() as session:
        for act in session.scalars(select(ActReceived.id)):
            telling.tell(session, act, datetime.now(UTC))
    return world


def _busy(world: World, spot: str) -> Iterator[Thing]:
    """Let everything happen once at an enterprise."""
    officer, office = BUSY[spot]
    yield from _hazard(world, officer, spot, "待研判", judged=False)
    opened = _hazard(world, officer, spot, "待整改", state="open")
    yield from opened
    yield from _visit(world, officer, spot)
    stage, hazard = world.stage, opened[0].id
    stage.does(office, "open-hazard", hazard=hazard, level="general", due_on=SOON)
    notice = str(uuid4())
    items = [{"hazard": hazard, "due_on": SOON, "demand": f"立即清理{spot}通道"}]
    stage.does(
        office, "issue-notice", notice=notice, enterprise=world.enterprise(spot), notice_kind="reminder", items=items
    )
    number = stage.get(office, f"/api/v1/notices/{notice}").json["number"]
    yield Thing("notice", spot, notice, frozenset({notice, number}))
    on_the_spot = _hazard(world, officer, spot, "当场改", state="closed")
    yield from on_the_spot
    stage.does(
        officer, "rectify-on-the-spot", hazard=on_the_spot[0].id, photos=[stage.photo(officer)], done="已清理",
        done_by="张工", done_at=datetime.now(UTC).isoformat(),
    )  # fmt: skip
    change = str(uuid4())
    reason = f"{spot}厂换了联系人"
    stage.does(
        officer, "propose-change", change=change, enterprise=world.enterprise(spot), reason=reason,
        fields={"contact": f"{spot}新联系人"},
    )  # fmt: skip
    yield Thing("change", spot, change, frozenset({change, reason}))
    record, number = str(uuid4()), f"许可-{spot}"
    stage.does(
        office, "add-record", record=record, enterprise=world.enterprise(spot), topic="permit", valid_to=SOON,
        fields={"permit": "安全生产许可证", "number": number},
    )  # fmt: skip
    yield Thing("record", spot, record, frozenset({record, number}))
    if spot in OWNERS:
        yield from _hazard(world, OWNERS[spot], spot, "自查", state="open")


def _hazard(
    world: World, who: str, spot: str, word: str, *, state: str = "reported", judged: bool = True, **more: str
) -> tuple[Thing, Thing]:
    lon, lat = place(spot)
    photo = world.stage.photo(who, minutes_ago=5)
    said = f"{spot}{word}的通道堵塞"
    own = world.stage.hazard(
        who, enterprise=world.enterprise(spot), description=said, photos=[photo],
        fix={"lon": lon, "lat": lat, "radius_m": 9}, **more,
    )  # fmt: skip
    photo_of = Thing("photo", spot, photo["sha256"], frozenset({photo["sha256"]}), judged=judged)
    return Thing("hazard", spot, own, frozenset({own, said}), state=state, judged=judged), photo_of


def _visit(world: World, officer: str, spot: str) -> Iterator[Thing]:
    visit = str(uuid4())
    now = datetime.now(UTC).isoformat()
    signature, photo = world.stage.photo(officer), world.stage.photo(officer)
    world.stage.does(officer, "start-visit", visit=visit, enterprise=world.enterprise(spot), started_at=now)
    world.stage.does(
        officer, "finish-visit", visit=visit, outcome="inspected", finished_at=now,
        checklist_version=world.stage.town.checklist_version, signature=signature["sha256"], photos=[photo],
        remark=f"{spot}处走访",
    )  # fmt: skip
    yield Thing("visit", spot, visit, frozenset({visit, f"{spot}处走访"}))
    for each in (signature, photo):
        yield Thing("photo", spot, each["sha256"], frozenset({each["sha256"]}))


def _listed(world: World) -> Iterator[Thing]:
    """Let a major hazard of C be listed."""
    yield from (major := _hazard(world, "an", "C", "重大", state="open", level="major", interim_measures="停用"))
    own, reason = str(uuid4()), "C厂粉尘未清理"
    world.stage.does("bu", "propose-listing", listing=own, hazard=major[0].id, level="district", reason=reason)
    yield Thing("listing", "C", own, frozenset({own, reason}))


def _inspected(world: World, spot: str) -> Iterator[Thing]:
    """Let two inspectors inspect; an enterprise knows of its documents and not of the case."""
    stage, purpose = world.stage, f"{spot}厂专项检查"
    case = inspecting.opened(stage, spot, purpose=purpose)
    yield Thing("case", spot, case, frozenset({purpose}))
    stage.does("bu", "decide-inspection", inspection=case, approved=True, opinion="同意")
    inspecting.written(stage, case, "record", inspecting.recorded())
    record = next(each for each in inspecting.whole(stage, case)["documents"] if each["kind"] == "record")
    yield Thing("document", spot, record["id"], frozenset({record["id"], record["number"]}))


def _self_check(world: World, owner: str, spot: str) -> Thing:
    """Let an enterprise check itself."""
    own, now = str(uuid4()), datetime.now(UTC)
    world.stage.does(
        owner, "submit-self-check", self_check=own, enterprise=world.enterprise(spot), checker=f"{spot}自查人",
        checklist_version=world.stage.town.checklist_version, started_at=(now - timedelta(minutes=5)).isoformat(),
        finished_at=now.isoformat(), answers=[{"item": "T1", "result": "ok"}], photos=[world.stage.photo(owner)],
    )  # fmt: skip
    return Thing("self_check", spot, own, frozenset({own, f"{spot}自查人"}))


def _reported(world: World, spot: str) -> Iterator[Thing]:
    """Let a passer-by report something, and give a name."""
    words, name, contact = f"{spot}厂夜里有人焊接", f"{spot}处举报人司马明月", f"微信 {spot}-20260713"
    answer: Any = world.stage.client("nobody").post(
        "/api/v1/public/reports", headers=SAME_ORIGIN,
        json={"words": words, "place": "后院", "point": list(place(spot)), "name": name, "contact": contact},
    )  # fmt: skip
    assert answer.status_code == 201, answer.text
    with world.stage.app.extensions["wangge.database"].session() as session:
        row = session.scalars(select(PublicReport).where(PublicReport.number == answer.json["number"])).one()
    yield Thing("report", spot, str(row.id), frozenset({str(row.id), words, row.number}))
    yield Thing("reporter", spot, str(row.id), frozenset({name, contact, answer.json["code"]}))


def _accident(world: World, spot: str) -> Thing:
    """Let the town office register an accident; its record is in the file, what happened is not."""
    own, brief = str(uuid4()), f"{spot}厂一人被传送带卷入"
    now = datetime.now(UTC)
    world.stage.does(
        BUSY[spot][1], "report-accident", record=own, enterprise=world.enterprise(spot), place="二车间", brief=brief,
        happened_at=(now - timedelta(days=400)).isoformat(), accident_type="86-03", deaths=0, serious_injuries=1,
    )  # fmt: skip
    return Thing("accident", spot, own, frozenset({brief}))


def _standards(session: Session, world: World) -> Iterator[Thing]:
    """Let each district have a standard, beside the one that ships."""
    ships = session.scalars(select(Checklist).where(Checklist.district_id.is_(None))).one()
    yield Thing("standard", "ships", str(ships.uid), frozenset())
    z_district = session.get_one(GridUnit, world.z_unit).district_id
    for spot, district in (("district", world.stage.town.district), ("Z", z_district)):
        name = f"{spot}自定标准"
        row = Checklist(
            uid=uuid4(), code=f"own-{spot}", name=name, name_en="", classes=["industry"], tags=[], district_id=district
        )
        session.add(row)
        session.flush()
        item = {"code": f"OWN-{spot}", "category": "S05", "level": "general", "title": name, "how": "看", "law": "法"}
        session.add(ChecklistVersion(checklist_id=row.id, number=1, valid_from=date(2025, 1, 1), items=[item]))
        yield Thing("standard", spot, str(row.uid), frozenset({str(row.uid), name}))


def _import(world: World) -> Thing:
    """Let the town office import a file whose only row is refused."""
    file = (io.BytesIO("企业名称,地址,所属镇\n,没有名称的七号,湖东镇\n".encode()), "一季度.csv")
    answer: Any = world.stage.client("an").post(
        "/api/v1/imports", data={"kind": "enterprises", "dry_run": "false", "file": file}, headers=SAME_ORIGIN
    )
    assert (answer.status_code, answer.json["refused"]) == (200, 1), answer.text
    own = str(answer.json["id"])
    return Thing("import", "", own, frozenset({own, "没有名称的七号"}))


def _rescue(session: Session, world: World, spot: str, officer: str) -> Thing:
    """Let a rescue file of the officer's phone wait for the town."""
    own = uuid4()
    at = datetime.now(UTC)
    session.add(
        RescueFile(
            id=own, sha256=own.hex * 2, bytes=1, person_id=world.stage.people[officer], device_id=own, made_at=at,
            received_at=at, acts=1, photos=0, state="waiting",
        )
    )  # fmt: skip
    return Thing("rescue", spot, str(own), frozenset({str(own)}))


def _plans(world: World) -> Iterator[Thing]:
    """Let plans be drawn: the town's gives its western neighbour a vertex, the neighbour city's is of nobody here."""
    for spot, town_, op in (
        ("district", None, {"kind": "merge", "units": ["G-D", "G-E"], "into": "G-D"}),
        ("town", "湖东镇", {"kind": "split", "unit": "G-C", "line": _line((-10, 500), (3_010, 500))}),
    ):
        own, title = str(uuid4()), f"{spot}网格调整方案"
        area = None if town_ is None else world.stage.town.towns[town_]
        world.stage.does("chen", "start-redraw", redraw=own, district=world.stage.town.district, town=area, title=title)
        world.stage.does("chen", "edit-redraw", redraw=own, base_revision=0, op=op)
        _proposed(world, own, None if area else world.stage.town.towns["湖西镇"])
        yield Thing("redraw", spot, own, frozenset({own, title}))
    with world.stage.app.extensions["wangge.database"].transaction() as session:
        unit = session.get_one(GridUnit, world.z_unit)
        row = RedrawRow(
            id=uuid4(), city_id=unit.city_id, district_id=unit.district_id, title="邻区网格调整方案", why="",
            state="draft", metric_srid=4549, author=world.stage.people["zxu"], created_at=STARTED, touched_at=STARTED,
            touched_by=world.stage.people["zxu"],
        )  # fmt: skip
        session.add(row)
    yield Thing("redraw", "Z", str(row.id), frozenset({str(row.id), row.title}))


def _surveys(world: World) -> Iterator[Thing]:
    """Let outlines be brought: by the planner for the district, by the eastern town for its own ground."""
    for spot, who in (("district", "chen"), ("town", "an")):
        name = f"{spot}测绘成果.geojson"
        started = read_outlines(world, who, name, is_wide=spot == "district")
        world.stage.does(who, "start-survey", **started)
        yield Thing("survey", spot, started["survey"], frozenset({started["survey"], name}))


def read_outlines(world: World, who: str, name: str, *, is_wide: bool = False) -> dict[str, str]:
    """Let a file of the eastern town's outlines be read for somebody; returns what begins with it."""
    own, content, drawn = uuid4(), outlines(), world.stage.town
    digest = hashlib.sha256(content).hexdigest()
    reach = Reach(districts=frozenset({drawn.district})) if is_wide else Reach(towns=frozenset({drawn.towns["湖东镇"]}))
    with tempfile.NamedTemporaryFile(suffix=".geojson") as file:
        Path(file.name).write_bytes(content)
        order = Order(
            kind=Kind.GRIDS, path=Path(file.name), file_name=name, at=datetime.now(UTC), crs="wgs84",
            person=world.stage.people[who], reach=reach,
        )  # fmt: skip
        database = world.stage.app.extensions["wangge.database"]
        reading.read(database, order, reading.Incoming(survey=own, sha256=digest, is_whole=False))
    return {"survey": str(own), "file_name": name, "sha256": digest, "crs": "wgs84"}


def outlines() -> bytes:
    """Write the units A and B as a file in which A reaches five metres into B."""
    boxes = {"G-A": (0, 1000, 2005, 3000), "G-B": (2000, 1000, 3000, 3000)}
    features = [
        {"type": "Feature", "properties": {"编码": code, "名称": f"{code[-1]}网格", "镇街道": "湖东镇"},
         "geometry": {"type": "Polygon", "coordinates": [_line((w, s), (e, s), (e, n), (w, n), (w, s))]}}
        for code, (w, s, e, n) in boxes.items()
    ]  # fmt: skip
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def _proposed(world: World, plan: str, town_: int | None) -> None:
    """Let a division of the town be computed."""
    answer = world.stage.client("chen").post(
        f"/api/v1/redraws/{plan}/proposals", json={"goal": "one-more", "town": town_}, headers=SAME_ORIGIN
    )
    assert answer.status_code == 200, answer.text
    assert proposing.run(world.stage.app.extensions["wangge.database"], (UUID(plan), 1))


def _graded(world: World, who: str, spot: str, district: int) -> Iterator[Thing]:
    """Let a district write two methods, publish one, and have its enterprises graded."""
    today = local_day(datetime.now(UTC))
    body = METHOD.dump_python(grading_on(today).default, mode="json")
    for state in ("published", "draft"):
        own, title = str(uuid4()), f"{spot}区评级办法（{state}）"
        world.stage.does(who, "write-grading-method", method=own, district=district, supervision_class="chemical",
                         title=title, body=body)  # fmt: skip
        if state == "published":
            world.stage.does(who, "publish-grading-method", method=own, base_revision=1, valid_from=today.isoformat())
        yield Thing("method", spot, own, frozenset({own, title}), state=state)
    run = str(uuid4())
    world.stage.does(who, "order-grading", run=run, district=district)
    grading.grade(world.stage.app.extensions["wangge.database"], UUID(run))


def _line(*points: tuple[float, float]) -> list[list[float]]:
    return [list(degrees(x, y)) for x, y in points]


def _extend(session: Session, world: World, drawn: Town) -> None:
    """Add the second enterprise of A, the chemical one, the neighbour city, and who works there."""
    session.get_one(Enterprise, drawn.enterprises["B"]).supervision_class = "chemical"
    drawn.enterprises["A2"] = _enterprise(session, "A2", session.get_one(GridUnit, drawn.units["A"])).id
    city = _area(session, "city", "邻市")
    district = _area(session, "district", "邻区", parent_id=city, city_id=city)
    town_ = _area(session, "town", "邻镇", parent_id=district, city_id=city, district_id=district)
    ring = [degrees(x, y) for x, y in ((6e3, 1e3), (7e3, 1e3), (7e3, 2e3), (6e3, 2e3))]
    unit = GridUnit(
        code="G-Z", name="Z网格", town_id=town_, district_id=district, city_id=city,
        geom=from_shape(MultiPolygon([Polygon(ring)]), srid=4326), valid_from=STARTED.date(),
    )  # fmt: skip
    session.add(unit)
    session.flush()
    world.z_unit, world.z_enterprise = unit.id, _enterprise(session, "Z", unit).id
    grants: dict[str, dict[str, object]] = {
        "bo": {"role": Role.OFFICER, "unit_id": drawn.units["B"], "part": "A"},
        "hua": {"role": Role.DEPARTMENT, "level": "district", "area_id": drawn.district, "classes": ["chemical"]},
        "zou": {"role": Role.OFFICER, "unit_id": unit.id, "part": "A"},
        "zhu": {"role": Role.ENTERPRISE, "enterprise_id": world.z_enterprise},
        "zan": {"role": Role.TOWN_OFFICER, "level": "town", "area_id": town_},
        "zqi": {"role": Role.INSPECTOR, "level": "district", "area_id": district},
        "zxu": {"role": Role.DISTRICT, "level": "district", "area_id": district},
    }
    for username, grant in grants.items():
        world.stage.people[username] = _person(session, username, grant)


def _person(session: Session, username: str, grant: dict[str, object]) -> UUID:
    like = session.scalars(select(PersonRow).where(PersonRow.username == next(iter(CAST)))).one()
    licence = "苏Z0001" if grant["role"] is Role.INSPECTOR else None
    row = PersonRow(
        id=named(username), username=username, name=f"邻{username}", password_hash=like.password_hash,
        licence_no=licence,
    )  # fmt: skip
    session.add(row)
    session.flush()
    session.add(GrantRow(person_id=row.id, valid_from=STARTED, **{**grant, "role": str(grant["role"])}))
    return row.id


def _area(session: Session, level: str, name: str, **up: int) -> int:
    row = Area(level=level, name=name, **up)
    session.add(row)
    session.flush()
    return row.id


def _enterprise(session: Session, spot: str, unit: GridUnit) -> Enterprise:
    row = Enterprise(
        id=named(f"enterprise {spot}"), name={"A2": "A2锻造厂"}.get(spot, f"{spot}机械厂"), town_id=unit.town_id,
        district_id=unit.district_id, city_id=unit.city_id, unit_id=unit.id, unit_source="point",
        supervision_class="industry", point=from_shape(Point(*place(spot)), srid=4326), position_quality="address",
        crs_source="wgs84", grade="B", listed_on=date(2025, 1, 1),
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def tells(text: str, token: str) -> bool:
    """Whether a text holds a token.

    A short code counts where it stands by itself: "G-A" can also come up by chance inside the random letters of a link.
    """
    if len(token) > _SHORT or not token.isascii():
        return token in text
    return re.search(rf"(?<![A-Za-z0-9_-]){re.escape(token)}(?![A-Za-z0-9_-])", text) is not None


def text_of(answer: Any) -> str:
    """Return an answer as plain text, whatever way its JSON was escaped."""
    if answer.mimetype.endswith("json") and answer.get_data():
        return json.dumps(answer.get_json(force=True), ensure_ascii=False)
    return str(answer.get_data(as_text=True)) if answer.mimetype.startswith("text/") else ""
