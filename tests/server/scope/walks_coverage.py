"""How the routes of coverage are walked: counts of the own area, and the list behind them."""

from collections.abc import Iterator

from tests.server.scope.calls import Call
from tests.server.scope.world import World

READERS = frozenset({"an", "xi", "zhou", "bu", "xu", "shi", "hua", "zan", "zxu"})


def table(_world: World, who: str) -> Iterator[Call]:
    """Ask for the counts."""
    yield Call("/api/v1/coverage", wanted=200 if who in READERS else 403)


def enterprises(world: World, who: str) -> Iterator[Call]:
    """List exactly the enterprises of the own area."""
    if who not in READERS:
        yield Call("/api/v1/coverage/enterprises", wanted=403)
        return
    yield Call("/api/v1/coverage/enterprises", listed=frozenset(world.seen(who, "enterprise")))


WALKS = {
    ("/api/v1/coverage", "GET"): table,
    ("/api/v1/coverage/enterprises", "GET"): enterprises,
}
