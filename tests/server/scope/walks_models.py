"""How the routes of models that are shown to all are walked: everybody of a district reads them, nobody of another."""

from collections.abc import Callable, Iterator
from typing import Any

from tests.server.scope.calls import Call
from tests.server.scope.world import World

Walk = Callable[[World, str], Iterator[Call]]
PUBLISHES = {"district": frozenset({"an", "bu", "xu"}), "Z": frozenset({"zan", "zxu"})}
"""Who reads every version: the town, the department and the district of the enterprise."""


def listed(world: World, who: str) -> Iterator[Call]:
    """List exactly those of the own district."""
    yield Call("/api/v1/models", listed=frozenset(world.seen(who, "model")), ids=_ids)


def one(world: World, who: str) -> Iterator[Call]:
    """Open each; the versions are told to who may publish there."""
    for thing in world.of("model"):
        if not world.sees(who, thing):
            yield Call(f"/api/v1/models/{thing.id}", wanted=404)
            continue
        versions = frozenset({"1"} if who in PUBLISHES[thing.spot] else ())
        yield Call(f"/api/v1/models/{thing.id}", listed=versions, ids=_versions)
    yield Call("/api/v1/models/999999999", wanted=404)


def picture(size: str) -> Walk:
    """Ask for the photo of each, and through each for a photo that is evidence of a hazard."""

    def walk(world: World, who: str) -> Iterator[Call]:
        for thing in world.of("model"):
            (sha256,) = (token for token in thing.tokens if len(token) == len("0" * 64))
            wanted = 200 if world.sees(who, thing) else 404
            yield Call(f"/api/v1/models/{thing.id}/photos/{sha256}/{size}.jpg", wanted=wanted)
            evidence = world.of("photo")[0].id
            yield Call(f"/api/v1/models/{thing.id}/photos/{evidence}/{size}.jpg", wanted=404)

    return walk


def _ids(body: Any) -> list[str]:
    return [str(item["id"]) for item in body["items"]]


def _versions(body: Any) -> list[str]:
    return [str(each["number"]) for each in (body["kept"] or {"versions": []})["versions"]]


def names(world: World, who: str) -> set[str]:
    """Return the names of enterprises that the showcase tells somebody: those of the models of the own district."""
    spots = {"district": "A", "Z": "Z"}
    near = {spots[model.spot] for model in world.of("model") if world.sees(who, model)}
    return {f"{spot}机械厂" for spot in near}


WALKS: dict[tuple[str, str], Walk] = {
    ("/api/v1/models", "GET"): listed,
    ("/api/v1/models/<int:id>", "GET"): one,
    ("/api/v1/models/<int:id>/photos/<string:sha256>/view.jpg", "GET"): picture("view"),
    ("/api/v1/models/<int:id>/photos/<string:sha256>/thumb.jpg", "GET"): picture("thumb"),
}
