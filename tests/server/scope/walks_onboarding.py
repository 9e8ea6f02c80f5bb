"""How the routes of onboarding are walked: figures, applications, compared lists."""

from collections.abc import Callable, Iterator

from tests.server.scope.calls import Call
from tests.server.scope.world import ENTERPRISES, IMPORTERS, SEES, World
from tests.town import named

Walk = Callable[[World, str], Iterator[Call]]
PUBLIC = "/api/v1/public"
OPEN = frozenset({
    (f"{PUBLIC}/applications", "POST"),
    (f"{PUBLIC}/applications/correction", "POST"),
    (f"{PUBLIC}/applications/state", "POST"),
    (f"{PUBLIC}/places", "GET"),
})  # fmt: skip
"""What an enterprise without an account asks; that nothing of the register is told: test_applications.py."""


def _no_figures(who: str) -> bool:
    return not SEES[who] or who in ENTERPRISES


def table(world: World, who: str) -> Iterator[Call]:
    """Count the enterprises of one's own area and no others; enterprises, planners and admins see no figures."""
    if _no_figures(who):
        yield Call("/api/v1/onboarding", wanted=403)
        return
    seen = frozenset({str(len(world.seen(who, "enterprise")))})
    for by in ("town", "unit", "class"):
        yield Call("/api/v1/onboarding", query={"phase": 2, "by": by}, listed=seen,
                   ids=lambda body: [str(body["total"]["target"])])  # fmt: skip


def enterprises(world: World, who: str) -> Iterator[Call]:
    """List exactly the enterprises that a number counts."""
    path = "/api/v1/onboarding/enterprises"
    if _no_figures(who):
        yield Call(path, wanted=403)
        return
    seen = frozenset(world.seen(who, "enterprise"))
    yield Call(path, query={"phase": 2, "what": "target", "limit": 500}, listed=seen)
    yield Call(path, query={"phase": 1, "what": "unknown", "limit": 500}, listed=seen)


def curve(world: World, who: str) -> Iterator[Call]:
    """Count whom the phase asks in one's own area."""
    if _no_figures(who):
        yield Call("/api/v1/onboarding/curve", wanted=403)
        return
    seen = frozenset({str(len(world.seen(who, "enterprise")))})
    yield Call("/api/v1/onboarding/curve", query={"phase": 2}, listed=seen, ids=lambda body: [str(body["target"])])


def listed(path: str, kind: str) -> Walk:
    """List for offices exactly what goes to their area; others are refused."""

    def walk(world: World, who: str) -> Iterator[Call]:
        if who not in IMPORTERS:
            yield Call(path, wanted=403)
            return
        yield Call(path, listed=frozenset(world.seen(who, kind)))

    return walk


def each(path: str, kind: str, *, has_file: bool = True) -> Walk:
    """Ask for every thing: there in reach, else unknown, and refused to who is no office."""

    def walk(world: World, who: str) -> Iterator[Call]:
        for thing in world.of(kind):
            inside = 200 if has_file and world.sees(who, thing) else 404
            yield Call(path.format(thing.id), wanted=inside if who in IMPORTERS else 403)
        yield Call(path.format(named("nothing")), wanted=404 if who in IMPORTERS else 403)

    return walk


def brought(world: World, who: str) -> Iterator[Call]:
    """Take a list from offices (on whose ground it is compared: test_rosters.py)."""
    del world
    yield Call("/api/v1/rosters", "POST", form={}, wanted=422 if who in IMPORTERS else 403)


WALKS: dict[tuple[str, str], Walk] = {
    ("/api/v1/applications", "GET"): listed("/api/v1/applications", "application"),
    ("/api/v1/applications/<uuid:id>", "GET"): each("/api/v1/applications/{}", "application"),
    ("/api/v1/onboarding", "GET"): table,
    ("/api/v1/onboarding/curve", "GET"): curve,
    ("/api/v1/onboarding/enterprises", "GET"): enterprises,
    ("/api/v1/rosters", "GET"): listed("/api/v1/rosters", "roster"),
    ("/api/v1/rosters", "POST"): brought,
    ("/api/v1/rosters/<uuid:id>", "GET"): each("/api/v1/rosters/{}", "roster"),
    ("/api/v1/rosters/<uuid:id>/left.xlsx", "GET"): each("/api/v1/rosters/{}/left.xlsx", "roster"),
    ("/api/v1/rosters/<uuid:id>/refused.csv", "GET"): each("/api/v1/rosters/{}/refused.csv", "roster", has_file=False),
    ("/api/v1/rosters/<uuid:id>/rows", "GET"): each("/api/v1/rosters/{}/rows", "roster"),
}
