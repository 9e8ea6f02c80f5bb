"""How the routes of reports by the public are walked; no route, these included, tells who made one (world.py)."""

from collections.abc import Callable, Iterator

from tests.server.scope.calls import Call
from tests.server.scope.world import World
from tests.town import named

Walk = Callable[[World, str], Iterator[Call]]
OFFICE = frozenset({"an", "xi", "xu", "zan", "zxu"})
SEES_REPORTS = OFFICE | {"zhou"}


def listed(world: World, who: str) -> Iterator[Call]:
    """List exactly what the own office checks."""
    if who not in SEES_REPORTS:
        yield Call("/api/v1/reports", wanted=403)
        return
    yield Call("/api/v1/reports", listed=frozenset(world.seen(who, "report")))


def book(_world: World, who: str) -> Iterator[Call]:
    """Take the same list as a workbook."""
    yield Call("/api/v1/reports.xlsx", wanted=403 if who not in SEES_REPORTS else 200)


def one(world: World, who: str) -> Iterator[Call]:
    """Open each report."""
    for thing in world.of("report"):
        wanted = 200 if world.sees(who, thing) else 404
        yield Call(f"/api/v1/reports/{thing.id}", wanted=wanted if who in SEES_REPORTS else 403)


def reporter(world: World, who: str) -> Iterator[Call]:
    """Ask who made a report without having given a reason: nobody is told, and strangers not even that there is one."""
    for thing in world.of("report"):
        hidden = 404 if who in OFFICE and not world.sees(who, thing) else 403
        yield Call(f"/api/v1/reports/{thing.id}/reporter", query={"reading": str(named("no act"))}, wanted=hidden)


def picture(size: str) -> Walk:
    """Ask for a photo that no report has, and for one of another's evidence: reports show their own photos only."""

    def walk(world: World, who: str) -> Iterator[Call]:
        for thing in world.of("report"):
            for sha256 in ("0" * 64, world.of("photo")[0].id):
                path = f"/api/v1/reports/{thing.id}/photos/{sha256}/{size}.jpg"
                yield Call(path, wanted=404 if who in SEES_REPORTS else 403)

    return walk


WALKS: dict[tuple[str, str], Walk] = {
    ("/api/v1/reports", "GET"): listed,
    ("/api/v1/reports.xlsx", "GET"): book,
    ("/api/v1/reports/<uuid:id>", "GET"): one,
    ("/api/v1/reports/<uuid:id>/reporter", "GET"): reporter,
    ("/api/v1/reports/<uuid:id>/photos/<string:sha256>/view.jpg", "GET"): picture("view"),
    ("/api/v1/reports/<uuid:id>/photos/<string:sha256>/thumb.jpg", "GET"): picture("thumb"),
}
OPEN = frozenset(
    {
        ("/api/v1/public/map", "GET"),
        ("/api/v1/public/reports", "POST"),
        ("/api/v1/public/reports/form", "GET"),
        ("/api/v1/public/reports/status", "POST"),
        ("/api/v1/public/reports/<string:number>/blobs/<string:sha256>", "PUT"),
    }
)
"""Answered to whoever asks, with tests of their own (test_public_reports.py)."""
