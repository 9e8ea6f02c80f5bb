"""How the routes of spot checks and lists are walked."""

from collections.abc import Callable, Iterator
from typing import Any

from server.store.tables import GridUnit
from tests.server.scope.calls import Call
from tests.server.scope.world import ENTERPRISES, SEES, World
from tests.server.scope.world_lists import READING
from tests.town import named

Walk = Callable[[World, str], Iterator[Call]]
READERS = frozenset(READING["district"] + READING["Z"])
KEY_READERS = READERS | ENTERPRISES
"""An enterprise reads its own entry of the key list."""
UNSUPERVISED = frozenset("CEFZ")
"""C, E and F have no grid officer; Z has nobody of the trade."""


def many(path: str, kind: str, readers: frozenset[str] = READERS) -> Walk:
    """List exactly what is in scope to who reads lists."""

    def walk(world: World, who: str) -> Iterator[Call]:
        reads = who in readers
        yield Call(path, wanted=200 if reads else 403, listed=frozenset(world.seen(who, kind)) if reads else None)

    return walk


def single(path: str, kind: str, readers: frozenset[str] = READERS) -> Walk:
    """Ask for every thing of a kind: unknown outside of the area, refused to who reads none."""

    def walk(world: World, who: str) -> Iterator[Call]:
        for thing in world.of(kind):
            inside = 200 if world.sees(who, thing) else 404
            yield Call(path.format(thing.id), wanted=inside if who in readers else 403)
        yield Call(path.format(named("nothing")), wanted=404 if who in readers else 403)

    return walk


def frame(world: World, who: str) -> Iterator[Call]:
    """Count who could be drawn, for who orders spot checks in that district, and for no other."""
    with world.stage.app.extensions["wangge.database"].session() as session:
        z_district = session.get_one(GridUnit, world.z_unit).district_id
    able = {world.stage.town.district: {"bu": "2", "xu": "2", "hua": "0"}, z_district: {"zxu": "1"}}
    for district, framed in able.items():
        query = {"district": district, "period": world.period}
        counted = frozenset({framed[who]}) if who in framed else None
        wanted = 403 if who not in READERS else 200 if who in framed else 404
        yield Call("/api/v1/spot-checks/frame", query=query, wanted=wanted, listed=counted, ids=_framed)


def results(world: World, who: str) -> Iterator[Call]:
    """List the one result there is, which is of A, to who sees A."""
    listed = frozenset({world.enterprise("A")} if "A" in SEES[who] else ()) if who in READERS else None
    ids = lambda body: sorted({row["enterprise_id"] for row in body["items"]})  # noqa: E731 - used once, here
    yield Call("/api/v1/spot-results/true", wanted=200 if who in READERS else 403, listed=listed, ids=ids)


def gaps(world: World, who: str) -> Iterator[Call]:
    """List those without supervisors in one's area."""
    listed = frozenset(world.enterprise(spot) for spot in UNSUPERVISED & set(SEES[who])) if who in READERS else None
    yield Call("/api/v1/supervisors", wanted=200 if who in READERS else 403, listed=listed)


def industries(world: World, who: str) -> Iterator[Call]:
    """Count exactly the enterprises one sees."""
    listed = frozenset({str(len(world.seen(who, "enterprise")))}) if who in READERS else None
    ids = lambda body: [str(body["total"])]  # noqa: E731 - used once, here
    yield Call("/api/v1/industries", wanted=200 if who in READERS else 403, listed=listed, ids=ids)


def _framed(body: Any) -> list[str]:
    return [str(body["framed"])]


WALKS: dict[tuple[str, str], Walk] = {
    ("/api/v1/cohorts", "GET"): many("/api/v1/cohorts", "cohort"),
    ("/api/v1/cohorts/<uuid:id>", "GET"): single("/api/v1/cohorts/{}", "cohort"),
    ("/api/v1/industries", "GET"): industries,
    ("/api/v1/key-list", "GET"): many("/api/v1/key-list", "key_entry", KEY_READERS),
    ("/api/v1/key-list/<uuid:id>", "GET"): single("/api/v1/key-list/{}", "key_entry", KEY_READERS),
    ("/api/v1/lists", "GET"): many("/api/v1/lists", "list"),
    ("/api/v1/lists/<uuid:id>", "GET"): single("/api/v1/lists/{}", "list"),
    ("/api/v1/lists/<uuid:id>/book.xlsx", "GET"): single("/api/v1/lists/{}/book.xlsx", "list"),
    ("/api/v1/spot-checks", "GET"): many("/api/v1/spot-checks", "spot_check"),
    ("/api/v1/spot-checks/frame", "GET"): frame,
    ("/api/v1/spot-checks/<uuid:id>", "GET"): single("/api/v1/spot-checks/{}", "spot_check"),
    ("/api/v1/spot-checks/<uuid:id>/draw", "GET"): single("/api/v1/spot-checks/{}/draw", "spot_check"),
    ("/api/v1/spot-results/<string:side>", "GET"): results,
    ("/api/v1/spot-targets", "GET"): many("/api/v1/spot-targets", "spot_target"),
    ("/api/v1/spot-targets/<uuid:target>", "GET"): single("/api/v1/spot-targets/{}", "spot_target"),
    ("/api/v1/supervisors", "GET"): gaps,
    ("/api/v1/supervisors/<uuid:enterprise>", "GET"): single("/api/v1/supervisors/{}", "enterprise"),
}
