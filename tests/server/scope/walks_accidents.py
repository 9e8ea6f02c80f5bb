"""How the routes of accidents are walked."""

from collections.abc import Iterator

from tests.server.scope.calls import Call
from tests.server.scope.world import ACCIDENT_READERS, World


def listed(world: World, who: str) -> Iterator[Call]:
    """List exactly the accidents of the own area."""
    if who not in ACCIDENT_READERS:
        yield Call("/api/v1/accidents", wanted=403)
        return
    yield Call("/api/v1/accidents", listed=frozenset(world.seen(who, "accident")))


def book(_world: World, who: str) -> Iterator[Call]:
    """Take the same list as a workbook."""
    yield Call("/api/v1/accidents.xlsx", wanted=403 if who not in ACCIDENT_READERS else 200)


def one(world: World, who: str) -> Iterator[Call]:
    """Open each accident."""
    for thing in world.of("accident"):
        wanted = 200 if world.sees(who, thing) else 404
        yield Call(f"/api/v1/accidents/{thing.id}", wanted=wanted if who in ACCIDENT_READERS else 403)


def types(_world: World, _who: str) -> Iterator[Call]:
    """Read the national list, which is the same for everybody."""
    yield Call("/api/v1/accidents/types")


WALKS = {
    ("/api/v1/accidents", "GET"): listed,
    ("/api/v1/accidents.xlsx", "GET"): book,
    ("/api/v1/accidents/<uuid:id>", "GET"): one,
    ("/api/v1/accidents/types", "GET"): types,
}
