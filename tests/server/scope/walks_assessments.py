"""How the routes of assessments are walked: offices their own sheet, district and city every one, nobody else any."""

from collections.abc import Callable, Iterator

from tests.server.scope.calls import Call
from tests.server.scope.walks_offices import each, listed
from tests.server.scope.world import World
from tests.server.scope.world_assessments import EVIDENCE

Walk = Callable[[World, str], Iterator[Call]]
READERS = frozenset({"an", "xi", "zhou", "bu", "hua", "xu", "shi", "zan", "zxu"})
DISTRICTS = frozenset({"xu", "zxu"})
_BOOKS = {"both": ("xu", "shi"), "Z": ("zxu",)}
"""Who has every sheet of it, and so its workbook."""
_SHEET = "/api/v1/assessment-sheets/{}"


def book(world: World, who: str) -> Iterator[Call]:
    """Ask for the workbook: an office that sees its own sheet only has none."""
    for thing in world.of("assessment"):
        sees = 200 if who in _BOOKS[thing.spot] else 403 if world.sees(who, thing) else 404
        yield Call(f"/api/v1/assessments/{thing.id}/book.xlsx", wanted=sees if who in READERS else 403)


def of_districts(path: str, kind: str) -> Walk:
    """Ask for what a district opens an assessment with."""

    def walk(_: World, who: str) -> Iterator[Call]:
        yield Call(path, query={"object_kind": kind}, wanted=200 if who in DISTRICTS else 403)

    return walk


WALKS: dict[tuple[str, str], Walk] = {
    ("/api/v1/assessments", "GET"): listed("/api/v1/assessments", "assessment", READERS),
    ("/api/v1/assessments/<uuid:id>", "GET"): each("/api/v1/assessments/{}", "assessment", READERS),
    ("/api/v1/assessments/<uuid:id>/book.xlsx", "GET"): book,
    ("/api/v1/assessments/objects", "GET"): of_districts("/api/v1/assessments/objects", "town"),
    ("/api/v1/assessments/standard", "GET"): of_districts("/api/v1/assessments/standard", "enterprise"),
    ("/api/v1/assessment-sheets/<uuid:id>", "GET"): each(_SHEET, "sheet", READERS),
    ("/api/v1/assessment-sheets/<uuid:id>/attachments/<string:sha256>/file", "GET"): each(
        f"{_SHEET}/attachments/{EVIDENCE}/file", "sheet", READERS
    ),
    ("/api/v1/assessment-sheets/<uuid:id>/sheet.pdf", "GET"): each(f"{_SHEET}/sheet.pdf", "sheet", READERS),
}
