"""Every route, walked by everybody: in the area, outside of it, and with nobody signed in."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from werkzeug.routing import Rule

from tests.people import NOBODY
from tests.server.scope import walks_models
from tests.server.scope.calls import Call
from tests.server.scope.walks import OPEN, WALKS
from tests.server.scope.world import EVERYBODY, Thing, World, tells, text_of
from tests.server.stage import SAME_ORIGIN

_IMPLIED = {"HEAD", "OPTIONS"}


def sent(world: World, who: str, call: Call) -> Any:
    return world.stage.client(who).open(
        call.path, method=call.method, query_string=call.query, json=call.json, data=call.data or call.form,
        headers=SAME_ORIGIN,
    )  # fmt: skip


def methods(rule: Rule) -> set[str]:
    """Return the methods that somebody wrote; HEAD counts where there is no GET to imply it."""
    given = set(rule.methods or ())
    return given - _IMPLIED or {"HEAD"}


def test_every_route_says_how_it_is_walked(world: World) -> None:
    routes = {(rule.rule, method) for rule in world.stage.app.url_map.iter_rules() for method in methods(rule)}
    assert routes == WALKS.keys() | OPEN
    assert not WALKS.keys() & OPEN


def walked(world: World, who: str) -> Iterator[tuple[tuple[str, str], Call]]:
    for route, walk in WALKS.items():
        if route != ("/api/v1/session", "DELETE"):
            for call in walk(world, who):
                yield route, call


SITES = frozenset({
    "/api/v1/redraws/<uuid:id>/impact", "/api/v1/redraws/<uuid:id>/sites", "/api/v1/redraws/<uuid:id>/try",
})  # fmt: skip
"""Where a planner learns which enterprises a boundary moves: id, name, address and place of the own district's."""


SHOWCASE = frozenset(walks_models.WALKS)
"""Where everybody of a district learns which enterprises are its models: their names, and no id of theirs."""


def _is_site(thing: Thing) -> bool:
    return thing.kind == "enterprise" and thing.spot != "Z"


@pytest.mark.parametrize("who", EVERYBODY)
def test_a_reader_gets_what_is_in_their_area_and_no_trace_of_anything_else(world: World, who: str) -> None:
    hidden = world.hidden(who)
    beyond_names = {token: thing for token, thing in hidden.items() if not (who == "chen" and _is_site(thing))}
    models = walks_models.names(world, who)
    beyond_models = {token: thing for token, thing in hidden.items() if token not in models}
    faults = [
        fault
        for route, call in walked(world, who)
        for kept in [beyond_names if route[0] in SITES else beyond_models if route in SHOWCASE else hidden]
        for fault in judged(sent(world, who, call), call, kept)
    ]
    assert not faults, "\n".join(faults)


def judged(answer: Any, call: Call, hidden: Mapping[str, Thing]) -> Iterator[str]:
    """Say what is wrong with an answer: its status, its list, or a text that gives away what is hidden."""
    asked = f"{call.method} {call.path}"
    if answer.status_code != call.wanted:
        yield f"{asked}: {answer.status_code} instead of {call.wanted}: {answer.get_data(as_text=True)[:200]}"
        return
    if call.listed is not None:
        ids = call.ids(answer.json)
        if sorted(ids) != sorted(call.listed):
            yield f"{asked}: lists {set(ids) - call.listed} too many, {call.listed - set(ids)} too few"
    body = text_of(answer)
    for token, thing in hidden.items():
        if tells(body, token) and token not in call.path:
            yield f"{asked}: tells {token!r} of {thing.kind} at {thing.spot}"


def test_a_code_is_found_where_it_is_told_and_not_inside_random_letters() -> None:
    for told in ('{"unit": "G-A"}', "G-A", "网格G-A。", "G-A,G-B"):
        assert tells(told, "G-A"), told
    for chance in ("/n/9xG-AqT2", "_G-A", "G-A-"):
        assert not tells(chance, "G-A"), chance
    assert tells("A机械厂的隐患", "A机械厂")


def test_nobody_gets_nothing(world: World) -> None:
    walks = [(route, call) for route, walk in WALKS.items() for call in walk(world, "xu")]
    assert {route for route, _ in walks} == WALKS.keys()
    for route, call in walks:
        answer = sent(world, NOBODY, call)
        assert answer.status_code == 401, (route, call.path, answer.status_code)
        if call.method != "HEAD":
            assert answer.mimetype == "application/problem+json"
            assert answer.json["code"] == "signed-out"


def test_everything_hidden_from_somebody_is_shown_to_somebody_else(world: World) -> None:
    """The walk proves nothing where a list is empty for all."""
    for kind in ("enterprise", "hazard", "notice", "photo", "change", "visit", "unit"):
        things = world.of(kind)
        assert things
        for thing in things:
            assert any(world.sees(who, thing) for who in EVERYBODY), thing
            assert any(not world.sees(who, thing) for who in EVERYBODY), thing
