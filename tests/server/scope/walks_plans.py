"""How the routes of plans, tasks, day routes and campaigns are walked."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from grids.policy import local_day
from tests.server.scope.calls import Call
from tests.server.scope.world import SEES, Thing, World
from tests.server.scope.world_plans import NO_TASKS, PLANNERS
from tests.town import named

Walk = Callable[[World, str], Iterator[Call]]
_DAY = local_day(datetime.now(UTC)).isoformat()


def _wanted(who: str) -> int:
    return 403 if who in NO_TASKS else 200


def _listing(path: str, kind: str, part: str | None = None) -> Walk:
    """List exactly what is seen, to who sees tasks at all."""
    own = lambda body: [item["id"] for item in (body if part is None else body[part])]  # noqa: E731

    def walk(world: World, who: str) -> Iterator[Call]:
        if who in NO_TASKS:
            yield Call(path, wanted=403)
            return
        query = {"limit": 500} if part == "items" else {}
        yield Call(path, query=query, listed=frozenset(world.seen(who, kind)), ids=own)

    return walk


def _each(path: str) -> Walk:
    """Ask for every plan: drafts are for who plans, the neighbour's is unknown."""

    def walk(world: World, who: str) -> Iterator[Call]:
        for plan in world.of("plan"):
            wanted = 200 if world.sees(who, plan) else 404
            yield Call(path.format(plan.id), wanted=_wanted(who) if who in NO_TASKS else wanted)
        yield Call(path.format(named("nothing")), wanted=403 if who in NO_TASKS else 404)

    return walk


def _active(world: World) -> Thing:
    return next(plan for plan in world.of("plan") if plan.state == "active")


def objects(world: World, who: str) -> Iterator[Call]:
    """List of a plan what lies in the own area; hua only the chemical ones."""
    yield from _each("/api/v1/plans/{}/objects")(world, who)
    plan = _active(world)
    if who not in NO_TASKS and world.sees(who, plan):
        listed = frozenset(world.enterprise(spot) for spot in SEES[who])
        by_enterprise = lambda body: [item["enterprise_id"] for item in body["items"]]  # noqa: E731
        yield Call(f"/api/v1/plans/{plan.id}/objects", query={"limit": 500}, listed=listed, ids=by_enterprise)


def draws(world: World, who: str) -> Iterator[Call]:
    """Show a draw, which names all it was drawn from, to who sees all of that."""
    path = f"/api/v1/plans/{_active(world).id}/draws/1"
    sees_all = who in PLANNERS - {"hua", "zqi", "zxu"}
    yield Call(path, wanted=200 if sees_all else 404 if who in PLANNERS else 403)


def figures(world: World, who: str) -> Iterator[Call]:
    """Count the tasks that are seen."""
    if who in NO_TASKS:
        yield Call("/api/v1/tasks/figures", wanted=403)
        return
    total = frozenset({str(len(world.seen(who, "task")))})
    for by in ("grade", "town", "officer"):
        yield Call(
            "/api/v1/tasks/figures", query={"by": by}, listed=total, ids=lambda body: [str(body["total"]["due"])]
        )


def able(world: World, who: str) -> Iterator[Call]:
    """Tell who hands tasks out who could do one of theirs."""
    hands_out = who in {"an", "xi", "bu", "xu", "hua", "zan", "zxu"}
    for task in world.of("task"):
        inside = 200 if world.sees(who, task) else 404
        yield Call(f"/api/v1/tasks/{task.id}/able", wanted=inside if hands_out else 403)


def conflicts(world: World, who: str) -> Iterator[Call]:
    """List conflicts to who plans."""
    if who not in PLANNERS:
        yield Call("/api/v1/conflicts", wanted=403)
        return
    ids = lambda body: [each["id"] for each in body["items"]]  # noqa: E731
    yield Call("/api/v1/conflicts", listed=frozenset(world.seen(who, "conflict")), ids=ids)


def _for_readers(path: str, **query: Any) -> Walk:
    """Answer who sees tasks, and tell of nothing hidden."""

    def walk(world: World, who: str) -> Iterator[Call]:
        del world
        yield Call(path, query=query, wanted=_wanted(who))

    return walk


WALKS: dict[tuple[str, str], Walk] = {
    ("/api/v1/campaigns", "GET"): _listing("/api/v1/campaigns", "campaign"),
    ("/api/v1/conflicts", "GET"): conflicts,
    ("/api/v1/frequency", "GET"): _listing("/api/v1/frequency", "frequency", "published"),
    ("/api/v1/plans", "GET"): _listing("/api/v1/plans", "plan"),
    ("/api/v1/plans/<uuid:id>", "GET"): _each("/api/v1/plans/{}"),
    ("/api/v1/plans/<uuid:id>/draws/<int:number>", "GET"): draws,
    ("/api/v1/plans/<uuid:id>/objects", "GET"): objects,
    ("/api/v1/routes/officers", "GET"): _for_readers("/api/v1/routes/officers", first=_DAY, last=_DAY),
    ("/api/v1/routes/own", "GET"): _for_readers("/api/v1/routes/own"),
    ("/api/v1/tasks", "GET"): _listing("/api/v1/tasks", "task", "items"),
    ("/api/v1/tasks/<uuid:id>/able", "GET"): able,
    ("/api/v1/tasks/combined", "GET"): _for_readers("/api/v1/tasks/combined"),
    ("/api/v1/tasks/figures", "GET"): figures,
    ("/api/v1/tasks/runs", "GET"): _for_readers("/api/v1/tasks/runs"),
}
"""Joined into those of all routes."""
