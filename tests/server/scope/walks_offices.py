"""How the routes of offices are walked: contact tables, circulars, trainings."""

import hashlib
from collections.abc import Callable, Iterator

from server.store.tables import GridUnit
from tests.server.scope.calls import Call
from tests.server.scope.world import ENTERPRISES, World
from tests.server.stage import picture
from tests.town import named

Walk = Callable[[World, str], Iterator[Call]]
OFFICES = frozenset({"an", "xi", "bu", "xu", "shi", "hua", "zan", "zxu"})
"""Whose office issues circulars and plans trainings."""
RECEIVERS = OFFICES | ENTERPRISES | {"zhou"}


def contacts(world: World, who: str) -> Iterator[Call]:
    """List exactly the offices of the own district and the city's above it."""
    if who in ENTERPRISES:
        yield Call("/api/v1/contacts", wanted=403)
        return
    yield Call("/api/v1/contacts", listed=offices(world, who), ids=lambda body: [i["office"] for i in body["items"]])


def offices(world: World, who: str) -> frozenset[str]:
    """Write down the offices of a district: city, district, towns, two departments."""
    if who.startswith("z") and who != "zhou":
        with world.stage.app.extensions["wangge.database"].session() as session:
            unit = session.get_one(GridUnit, world.z_unit)
            return frozenset({f"city:{unit.city_id}", f"district:{unit.district_id}", f"town:{unit.town_id}"})
    town = world.stage.town
    keys = {f"city:{town.city}", f"district:{town.district}", f"department:{town.district}"}
    keys |= {f"department:{town.district}:chemical"} | {f"town:{own}" for own in town.towns.values()}
    return frozenset(keys)


def table(ending: str = "") -> Walk:
    """Ask for every table: of the own district, or unknown; enterprises see none."""

    def walk(world: World, who: str) -> Iterator[Call]:
        for thing in world.of("contacts"):
            wanted = 200 if world.sees(who, thing) else 404
            yield Call(f"/api/v1/contacts/{thing.id}{ending}", wanted=403 if who in ENTERPRISES else wanted)
        yield Call(f"/api/v1/contacts/town:999999{ending}", wanted=403 if who in ENTERPRISES else 404)

    return walk


def book(_: World, who: str) -> Iterator[Call]:
    """Answer all tables as a workbook."""
    yield Call("/api/v1/contacts.xlsx", wanted=403 if who in ENTERPRISES else 200)


def listed(path: str, kind: str, able: frozenset[str] | None = None) -> Walk:
    """List exactly what is in reach."""

    def walk(world: World, who: str) -> Iterator[Call]:
        if able is not None and who not in able:
            yield Call(path, wanted=403)
            return
        yield Call(path, query={"limit": 500}, listed=frozenset(world.seen(who, kind)))

    return walk


def each(path: str, kind: str, able: frozenset[str], inside: int = 200) -> Walk:
    """Ask for every thing: there in reach, else unknown."""

    def walk(world: World, who: str) -> Iterator[Call]:
        for thing in world.of(kind):
            wanted = inside if world.sees(who, thing) else 404
            yield Call(path.format(thing.id), wanted=wanted if who in able else 403)
        yield Call(path.format(named("nothing")), wanted=404 if who in able else 403)

    return walk


def own_office(path: str, **query: object) -> Walk:
    """Ask for the eastern town's office: its own people are answered, others refused."""

    def walk(world: World, who: str) -> Iterator[Call]:
        office = f"town:{world.stage.town.towns['湖东镇']}"
        yield Call(path, query={"office": office, **query}, wanted=200 if who == "an" else 403)

    return walk


def duties(_: World, who: str) -> Iterator[Call]:
    """Say who owes a report, to offices."""
    yield Call("/api/v1/circulars/duties", wanted=200 if who in RECEIVERS - ENTERPRISES else 403)


def rates(path: str) -> Walk:
    """Count trainings, for offices and town heads."""

    def walk(_: World, who: str) -> Iterator[Call]:
        yield Call(path, wanted=200 if who in OFFICES | {"zhou"} else 403)

    return walk


def code(world: World, who: str) -> Iterator[Call]:
    """Show the code of a session to its organiser only."""
    organisers = {"town": "an", "district": "xu", "Z": "zxu"}
    for thing in world.of("training"):
        wanted = 200 if organisers[thing.spot] == who else 404
        yield Call(f"/api/v1/trainings/{thing.id}/code.svg", wanted=wanted if who in OFFICES else 403)


def stored(_: World, who: str) -> Iterator[Call]:
    """Take a file to attach from whoever may attach one."""
    content = picture(f"attached by {who}")
    path = f"/api/v1/attachments/{hashlib.sha256(content).hexdigest()}"
    yield Call(path, "PUT", data=content, wanted=200 if who in RECEIVERS else 403)


LEARNERS = frozenset(
    {"wang", "bo", "lin", "an", "zhou", "xi", "qin", "ren", "bu", "xu", "shi", "hua", "chen", "li", "ma", "zhu"}
) | {"zou", "zan", "zqi", "zxu"}
_FILE = "0" * 64
WALKS: dict[tuple[str, str], Walk] = {
    ("/api/v1/attachments/<string:sha256>", "PUT"): stored,
    ("/api/v1/circulars", "GET"): listed("/api/v1/circulars", "circular", RECEIVERS),
    ("/api/v1/circulars/<uuid:id>", "GET"): each("/api/v1/circulars/{}", "circular", RECEIVERS),
    ("/api/v1/circulars/<uuid:id>/addressees", "GET"): each("/api/v1/circulars/{}/addressees", "circular", RECEIVERS),
    ("/api/v1/circulars/<uuid:id>/attachments/<string:sha256>/file", "GET"): each(
        "/api/v1/circulars/{}/attachments/" + _FILE + "/file", "circular", RECEIVERS, inside=404
    ),
    ("/api/v1/circulars/audience", "GET"): own_office("/api/v1/circulars/audience"),
    ("/api/v1/circulars/draft", "GET"): own_office("/api/v1/circulars/draft"),
    ("/api/v1/circulars/duties", "GET"): duties,
    ("/api/v1/contacts", "GET"): contacts,
    ("/api/v1/contacts.xlsx", "GET"): book,
    ("/api/v1/contacts/<string:office>", "GET"): table(),
    ("/api/v1/contacts/<string:office>/table.pdf", "GET"): table("/table.pdf"),
    ("/api/v1/contacts/<string:office>/table.xlsx", "GET"): table("/table.xlsx"),
    ("/api/v1/trainings", "GET"): listed("/api/v1/trainings", "training", LEARNERS),
    ("/api/v1/trainings/<uuid:id>", "GET"): each("/api/v1/trainings/{}", "training", LEARNERS),
    ("/api/v1/trainings/<uuid:id>/code.svg", "GET"): code,
    ("/api/v1/trainings/<uuid:id>/materials/<string:sha256>/file", "GET"): each(
        "/api/v1/trainings/{}/materials/" + _FILE + "/file", "training", LEARNERS, inside=404
    ),
    ("/api/v1/trainings/attendance", "GET"): rates("/api/v1/trainings/attendance"),
    ("/api/v1/trainings/figures", "GET"): rates("/api/v1/trainings/figures"),
}
