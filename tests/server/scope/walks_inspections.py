"""How the routes of inspections are walked: cases, their documents, the numbers, the code at a gate."""

from collections.abc import Callable, Iterator

from server.store.tables import GridUnit
from tests.server.scope.calls import Call
from tests.server.scope.world import ENTERPRISES, INSPECTS, OWNERS, SEES, World
from tests.town import named

Walk = Callable[[World, str], Iterator[Call]]
READS = INSPECTS | ENTERPRISES


def cases(world: World, who: str) -> Iterator[Call]:
    """List exactly the cases of the own area; whoever patrols, and enterprises, see none."""
    if who not in INSPECTS:
        yield Call("/api/v1/inspections", wanted=403)
        return
    yield Call("/api/v1/inspections", listed=frozenset(world.seen(who, "case")))


def case(world: World, who: str) -> Iterator[Call]:
    """Ask for every case."""
    for thing in world.of("case"):
        inside = 200 if world.sees(who, thing) else 404
        yield Call(f"/api/v1/inspections/{thing.id}", wanted=inside if who in INSPECTS else 403)
    yield Call(f"/api/v1/inspections/{named('nothing')}", wanted=404 if who in INSPECTS else 403)


def numbers(world: World, who: str) -> Iterator[Call]:
    """Report the numbers of one's own whole district; a department of some classes has no report of all."""
    if who not in INSPECTS:
        yield Call("/api/v1/inspections/numbers", wanted=403)
        return
    with world.stage.app.extensions["wangge.database"].session() as session:
        beyond = session.get_one(GridUnit, world.z_unit).district_id
    own = frozenset() if who == "hua" or who.startswith("z") else frozenset({str(world.stage.town.district)})
    assert str(beyond) not in own
    yield Call(
        "/api/v1/inspections/numbers", listed=own, ids=lambda body: [str(each["area_id"]) for each in body["series"]]
    )


def listed_documents(world: World, who: str) -> Iterator[Call]:
    """List the issued documents in scope: an enterprise's are its own, without the approval sheet."""
    if who not in READS:
        yield Call("/api/v1/inspection-documents", wanted=403)
        return
    yield Call("/api/v1/inspection-documents", query={"kind": "record"}, listed=frozenset(world.seen(who, "document")))
    if who in ENTERPRISES:
        yield Call("/api/v1/inspection-documents", query={"kind": "scheme"}, listed=frozenset())


def paper(ending: str) -> Walk:
    """Ask for papers: unknown outside; one inside is enough, for printing takes a second."""

    def walk(world: World, who: str) -> Iterator[Call]:
        path = f"/api/v1/inspection-documents/{{}}/paper.{ending}"
        for thing in world.of("document"):
            if who not in READS:
                yield Call(path.format(thing.id), wanted=403)
            elif not world.sees(who, thing):
                yield Call(path.format(thing.id), wanted=404)
            elif who in {"li", "xu"}:
                yield Call(path.format(thing.id))

    return walk


def gate(world: World, who: str) -> Iterator[Call]:
    """Ask for the code at a gate: of the own area's enterprises, or the own."""
    for spot in ("A", "D", "Z"):
        inside = spot in SEES[who] and (who in INSPECTS or OWNERS.get(spot) == who)
        shown = inside and who in {"li", "xu", "zxu"}
        if shown or not inside:
            wanted = 403 if who not in READS else 200 if inside else 404
            yield Call(f"/api/v1/enterprises/{world.enterprise(spot)}/entry-code.pdf", wanted=wanted)


WALKS: dict[tuple[str, str], Walk] = {
    ("/api/v1/enterprises/<uuid:id>/entry-code.pdf", "GET"): gate,
    ("/api/v1/inspection-documents", "GET"): listed_documents,
    ("/api/v1/inspection-documents/<uuid:id>/paper.docx", "GET"): paper("docx"),
    ("/api/v1/inspection-documents/<uuid:id>/paper.pdf", "GET"): paper("pdf"),
    ("/api/v1/inspections", "GET"): cases,
    ("/api/v1/inspections/<uuid:id>", "GET"): case,
    ("/api/v1/inspections/numbers", "GET"): numbers,
}
