"""The API describes itself: every route is in the document, the document is sound, and the answers are as it says."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator
from pydantic import TypeAdapter

from grids.permissions import MAY
from server.api.openapi import ANSWERS, EMPTY
from server.api.shapes import EnterpriseList, HazardList, NoticeList, SignedInShape, VerdictList, VerdictShape
from server.reads.indicator_terms import INDICATORS
from tests.people import NOBODY
from tests.server.scope.world import World
from tests.server.stage import Stage

DECLARED: dict[tuple[str, str], Any] = {
    ("get", "/api/v1/session"): SignedInShape,
    ("get", "/api/v1/hazards"): HazardList,
    ("get", "/api/v1/enterprises"): EnterpriseList,
    ("get", "/api/v1/notices"): NoticeList,
    ("get", "/api/v1/acts/{id}"): VerdictShape,
    ("post", "/api/v1/acts"): VerdictList,
}
"""Answers that the routes declare themselves."""
NO_JSON = re.compile(r"^/$|^/<path:name>$|^/csp$|^/healthz$|openapi\.json$|^/ogc")


@pytest.fixture(scope="module")
def document(world: World) -> dict[str, Any]:
    answer = world.stage.get(NOBODY, "/api/v1/openapi.json")
    assert answer.mimetype == "application/json"
    found: dict[str, Any] = answer.json
    return found


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield method, path, operation


def test_the_document_is_openapi_3_1(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1.")
    assert [str(error) for error in OpenAPIV31SpecValidator(document).iter_errors()] == []


def test_every_reference_leads_somewhere_and_every_schema_is_referred_to(document: dict[str, Any]) -> None:
    text = json.dumps(document)
    named = set(re.findall(r'"\$ref": "#/components/schemas/([^"]+)"', text))
    named |= set(re.findall(r'"#/components/schemas/([^"]+)"', text))
    assert named == document["components"]["schemas"].keys()
    assert not re.search(r'"\$ref": "(?!#/components/)', text)
    assert "$defs" not in text


def test_every_route_is_in_it(world: World, document: dict[str, Any]) -> None:
    routes = set()
    for rule in world.stage.app.url_map.iter_rules():
        if not NO_JSON.search(rule.rule):
            given = (rule.methods or set()) - {"HEAD", "OPTIONS"} or {"HEAD"}
            path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
            routes |= {(method.lower(), path) for method in given}
    assert routes == {(method, path) for method, path, _ in operations(document)}


def test_every_operation_says_what_it_does_answers_and_refuses(document: dict[str, Any]) -> None:
    ids = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(ids) == len(set(ids))
    for method, path, operation in operations(document):
        assert operation["summary"], path
        good = [code for code in operation["responses"] if code.startswith("2")]
        assert good, (method, path)
        if method != "head":
            assert operation["responses"]["default"] == {"$ref": "#/components/responses/Problem"}, path
            has_body = "content" in operation["responses"][good[0]]
            assert has_body == ((method, path) not in EMPTY), (method, path)
        assert method not in {"post", "put"} or "requestBody" in operation, path


def test_problems_have_an_example_with_a_code_of_ours(document: dict[str, Any]) -> None:
    shown = document["components"]["schemas"]["Problem"]["properties"]
    assert shown["code"]["examples"] == ["wrong-state"]
    assert list(document["components"]["responses"]["Problem"]["content"]) == ["application/problem+json"]


def test_who_needs_no_sign_in_is_said(document: dict[str, Any]) -> None:
    assert document["security"] == [{"session": []}]
    free = {path for _, path, operation in operations(document) if operation.get("security") == []}
    assert free == {path for path in document["paths"] if "/public/" in path} | {"/api/v1/session", "/api/v1/rescue"}
    assert "security" not in document["paths"]["/api/v1/session"]["get"]


def test_an_act_is_described_by_its_command(document: dict[str, Any]) -> None:
    act = document["components"]["schemas"]["Act"]
    kinds = act["properties"]["command"]["discriminator"]["mapping"]
    assert kinds["record-hazard"] == "#/components/schemas/RecordHazard"
    assert set(kinds) == set(MAY)


PATHS = {
    "/api/v1/areas": "",
    "/api/v1/balance": "",
    "/api/v1/balance/items": "?part=open",
    "/api/v1/basemap": "",
    "/api/v1/change-requests": "",
    "/api/v1/changes": "?cursor={cursor}",
    "/api/v1/codes/gbt4754": "",
    "/api/v1/enterprises": "",
    "/api/v1/enterprises/{id}": "enterprise",
    "/api/v1/enterprises/{id}/file": "enterprise",
    "/api/v1/exports": "",
    "/api/v1/exports/plan": "?what=hazards",
    "/api/v1/figures/areas": "",
    "/api/v1/figures/units": "",
    "/api/v1/files": "",
    "/api/v1/hazards": "",
    "/api/v1/hazards/{id}": "hazard",
    "/api/v1/heat": "",
    "/api/v1/imports": "",
    "/api/v1/inbox": "",
    "/api/v1/indicators": "",
    "/api/v1/indicators/earlier": "",
    "/api/v1/indicators/{name}/facts": "indicator",
    "/api/v1/kept": "",
    "/api/v1/listings": "",
    "/api/v1/listings/{id}": "listing",
    "/api/v1/models": "",
    "/api/v1/models/{id}": "model",
    "/api/v1/notices": "",
    "/api/v1/notices/{id}": "notice",
    "/api/v1/notices/{id}/link": "notice",
    "/api/v1/applications": "",
    "/api/v1/applications/{id}": "application",
    "/api/v1/onboarding": "?phase=2",
    "/api/v1/onboarding/curve": "?phase=2",
    "/api/v1/onboarding/enterprises": "?phase=2",
    "/api/v1/pack": "",
    "/api/v1/pack/files": "?ids={enterprise}",
    "/api/v1/public/places": "",
    "/api/v1/rosters": "",
    "/api/v1/rosters/{id}": "roster",
    "/api/v1/rosters/{id}/rows": "roster",
    "/api/v1/papers": "",
    "/api/v1/people": "?role=inspector",
    "/api/v1/pulse": "",
    "/api/v1/quality": "",
    "/api/v1/quality/trend": "",
    "/api/v1/quality/{rule}/files": "rule",
    "/api/v1/reconcile": "?device_id={device}",
    "/api/v1/redraws": "",
    "/api/v1/redraws/{id}": "redraw",
    "/api/v1/redraws/{id}/impact": "redraw",
    "/api/v1/redraws/{id}/proposals": "redraw",
    "/api/v1/redraws/{id}/proposals/{n}": "redraw",
    "/api/v1/redraws/{id}/units": "redraw",
    "/api/v1/self-checks/{id}": "self_check",
    "/api/v1/self-figures": "?period={period}",
    "/api/v1/self-periods": "?period={period}",
    "/api/v1/self-reports/{enterprise}/{period}": "self_report",
    "/api/v1/session": "",
    "/api/v1/sessions": "",
    "/api/v1/standards": "",
    "/api/v1/standards/catalogue": "",
    "/api/v1/standards/{id}": "standard",
    "/api/v1/standards/{id}/differences": "standard",
    "/api/v1/standards/{id}/versions/{version}": "standard",
    "/api/v1/tokens": "",
    "/api/v1/units": "",
}


NOT_FOR_ALL = (
    "/api/v1/applications", "/api/v1/onboarding", "/api/v1/rosters", "/api/v1/standards", "/api/v1/self-",
)  # fmt: skip


@pytest.mark.parametrize("who", ["an", "wang", "qin", "xu", "li", "chen", "guan"])
@pytest.mark.parametrize("path", PATHS)
def test_answers_are_as_the_document_says(world: World, path: str, who: str) -> None:
    model = {**ANSWERS, **DECLARED}["get", path.replace("/gbt4754", "/{list}")]
    for address in addresses(world, path, who):
        answer = world.stage.client(who).get(address)
        if answer.status_code in {403, 404} and path in {
            "/api/v1/balance",
            "/api/v1/balance/items",
            "/api/v1/imports",
            "/api/v1/kept",
            "/api/v1/exports/plan",
            "/api/v1/notices/{id}/link",
            "/api/v1/indicators",
            "/api/v1/indicators/earlier",
            "/api/v1/quality",
            "/api/v1/quality/trend",
            "/api/v1/quality/{rule}/files",
            "/api/v1/indicators/{name}/facts",
        }:
            continue
        if answer.status_code == 403 and path.startswith(NOT_FOR_ALL):
            continue
        assert answer.status_code == 200, (address, answer.get_data(as_text=True))
        TypeAdapter(model).validate_json(answer.get_data())


def addresses(world: World, path: str, who: str) -> list[str]:
    """Write out a path: each thing that somebody sees, or the list with what it needs."""
    wanted = PATHS[path]
    if wanted == "self_report":
        seen = [thing for thing in world.of("enterprise") if world.sees(who, thing)]
        return [path.format(enterprise=thing.id, period=world.period) for thing in seen]
    if wanted in {
        "application",
        "enterprise",
        "hazard",
        "listing",
        "model",
        "notice",
        "redraw",
        "roster",
        "self_check",
        "standard",
    }:
        query = "?old=1&new=1" if path.endswith("/differences") else ""
        seen = [thing for thing in world.of(wanted) if world.sees(who, thing)]
        return [path.format(id=thing.id, n=1, version=1) + query for thing in seen]
    if wanted == "indicator":
        return [f"{path.format(name=name)}?side=of" for name in INDICATORS]
    if wanted == "rule":
        return [path.format(rule="C4")]
    if "{enterprise}" in wanted:
        mine = sorted(world.seen(who, "enterprise"))
        return [path + wanted.format(enterprise=",".join(mine))] if mine else []
    cursor = world.stage.get(who, "/api/v1/pack").json["cursor"] if "cursor" in wanted else ""
    start = ":".join([*cursor.split(":")[:-2], "0", "0"])
    return [path + wanted.format(cursor=start, device=world.stage.device, period=world.period)]


LISTS: dict[str, Any] = {"hazards": HazardList, "enterprises": EnterpriseList, "notices": NoticeList}


@pytest.mark.parametrize("path", LISTS)
def test_a_list_has_the_fields_that_are_described_and_no_others(world: World, path: str) -> None:
    model = LISTS[path]
    item = TypeAdapter(model).json_schema()["$defs"][model.__name__.replace("List", "Shape")]
    items = world.stage.get("xu", f"/api/v1/{path}").json["items"]
    assert items
    assert {frozenset(row) for row in items} == {frozenset(item["properties"])}


def test_what_a_refusal_says_is_a_problem_as_described(stage: Stage, document: dict[str, Any]) -> None:
    needed = set(document["components"]["schemas"]["Problem"]["required"])
    for who, path in ((NOBODY, "pack"), ("an", "hazards?limit=0"), ("an", "changes?cursor=x"), ("chen", "imports"),
                      ("an", "nothing"), ("xi", "acts/11111111-1111-4111-8111-111111111111")):  # fmt: skip
        answer: Any = stage.client(who).get(f"/api/v1/{path}")
        assert answer.mimetype == "application/problem+json", path
        assert needed <= answer.json.keys(), path
        assert answer.json["status"] == answer.status_code
        assert answer.json["detail"]
        assert "{" not in answer.json["detail"]
