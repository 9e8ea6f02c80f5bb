"""The requirements that the OGC's own suite tests, by their names: 29 of Features part 1, 15 of part 2.

Source: opengeospatial/ets-ogcapi-features10 (commit a314c1e), OGC 17-069r4, OGC 18-058r1.
"""

from collections.abc import Callable
from typing import Any

import pytest

from gis.layers import LAYERS
from tests.server.ogc.conftest import CRS84, EPSG, Service

OFFERED = (CRS84, *(f"{EPSG}{number}" for number in (4326, 4490, 3857, 4549)))
REQUIREMENTS: dict[str, Callable[[Service], None]] = {}
Check = Callable[[Service], None]


def requirement(name: str) -> Callable[[Check], Check]:
    def add(check: Check) -> Check:
        REQUIREMENTS[name] = check
        return check

    return add


@pytest.mark.parametrize("name", [
    *(f"/req/core/{part}" for part in (
        "api-definition-op", "api-definition-success", "conformance-op", "conformance-success", "crs84", "f-links",
        "f-op", "f-success", "fc-bbox-definition", "fc-bbox-response", "fc-limit-definition", "fc-limit-response",
        "fc-links", "fc-md-op", "fc-md-success", "fc-number", "fc-op", "fc-rel-type", "fc-response", "fc-time",
        "fc-time-definition", "fc-time-response", "http", "query-param-invalid", "query-param-unknown", "root-op",
        "root-success", "sfc-md-op", "sfc-md-success",
    )),
    *(f"/req/crs/{part}" for part in (
        "bbox-crs-action", "crs-action", "crs-uri", "fc-bbox-crs-default-value", "fc-bbox-crs-definition",
        "fc-bbox-crs-valid-value", "fc-crs-default-value", "fc-crs-definition", "fc-crs-valid-value", "fc-md-crs-list",
        "fc-md-crs-list-global", "fc-md-storage", "geojson", "ogc-crs-header", "ogc-crs-header-value",
    )),
])  # fmt: skip
def test_requirement(service: Service, name: str) -> None:
    REQUIREMENTS[name](service)


def rels(document: Any) -> dict[str, dict[str, Any]]:
    return {each["rel"]: each for each in document["links"]}


def followed(service: Service, href: str, who: str = "an") -> Any:
    assert href.startswith("http://localhost/ogc")
    return service.ask(href.removeprefix("http://localhost/ogc"), who)


def parameter(service: Service, name: str, layer: str = "units") -> dict[str, Any]:
    document = service.json("/api")
    for each in document["paths"][f"/collections/{layer}/items"]["get"]["parameters"]:
        at = document["components"]["parameters"][each["$ref"].rsplit("/", 1)[1]] if "$ref" in each else each
        if at["name"] == name:
            found: dict[str, Any] = at
            return found
    raise LookupError(name)


def first_point(service: Service, **query: Any) -> tuple[float, float]:
    own = str(service.stage.town.enterprises["A"])
    point = service.json(f"/collections/enterprises/items/{own}", **query)["geometry"]["coordinates"]
    return float(point[0]), float(point[1])


@requirement("/req/core/root-op")
@requirement("/req/core/root-success")
def root(service: Service) -> None:
    assert {"service-desc", "service-doc", "conformance", "data", "self", "alternate"} <= rels(service.json("/")).keys()


@requirement("/req/core/api-definition-op")
@requirement("/req/core/api-definition-success")
def api_definition(service: Service) -> None:
    for rel in ("service-desc", "service-doc"):
        told = rels(service.json("/"))[rel]
        answer = followed(service, told["href"])
        assert answer.status_code == 200
        assert answer.content_type.startswith(told["type"].split(";")[0])
    document = service.json("/api")
    assert document["openapi"].startswith("3.0")
    for name in LAYERS:
        assert f"/collections/{name}/items" in document["paths"]


@requirement("/req/core/conformance-op")
@requirement("/req/core/conformance-success")
def conformance(service: Service) -> None:
    conforms = service.json("/conformance")["conformsTo"]
    for part in ("features-1/1.0/conf/core", "features-1/1.0/conf/oas30", "features-1/1.0/conf/geojson",
                 "features-2/1.0/conf/crs"):  # fmt: skip
        assert f"http://www.opengis.net/spec/ogcapi-{part}" in conforms


@requirement("/req/core/http")
def http(service: Service) -> None:
    client = service.stage.app.test_client()
    assert client.post("/ogc/conformance", headers={"Sec-Fetch-Site": "same-origin"}).status_code == 405
    assert service.ask("/nothing").status_code == 404
    assert service.ask("/collections", who="").status_code == 401
    assert client.head("/ogc/").status_code == 200


@requirement("/req/core/query-param-unknown")
def unknown_parameter(service: Service) -> None:
    for path in ("/", "/conformance", "/api", "/collections", "/collections/units", "/collections/units/items",
                 "/collections/units/queryables", "/collections/units/tiles", "/tileMatrixSets"):  # fmt: skip
        assert service.refused(path, {"unknownParameter": "x"})["cause"] == "parameter"


@requirement("/req/core/query-param-invalid")
def invalid_parameter(service: Service) -> None:
    for query in ({"limit": "many"}, {"limit": "0"}, {"limit": "-1"}, {"limit": "1.5"}, {"bbox": "a,b,c,d"},
                  {"bbox": "1,2,3"}, {"bbox": "1,2,3,4,5"}, {"datetime": "yesterday"}, {"datetime": "2026-13-01"},
                  {"datetime": "2026-02-01/2026-01-01"}, {"f": "shp"}, {"datetime": ".."}):  # fmt: skip
        service.refused("/collections/units/items", query)


@requirement("/req/core/crs84")
@requirement("/req/crs/geojson")
def lon_lat_unless_asked(service: Service) -> None:
    lon, lat = first_point(service)
    assert (119.9 < lon < 120.0, 31.6 < lat < 31.8) == (True, True)


@requirement("/req/core/fc-md-op")
@requirement("/req/core/fc-md-success")
def collections(service: Service) -> None:
    listed = service.json("/collections")
    assert {each["id"] for each in listed["collections"]} == LAYERS.keys()
    assert {"self", "alternate"} <= rels(listed).keys()
    for each in listed["collections"]:
        assert each["title"]
        assert each["description"]
        kinds = {link["type"] for link in each["links"] if link["rel"] == "items"}
        assert kinds == {"application/geo+json", "text/html"}
        west, south, east, north = each["extent"]["spatial"]["bbox"][0]
        assert (west <= east, south <= north) == (True, True)


@requirement("/req/core/sfc-md-op")
@requirement("/req/core/sfc-md-success")
def collection(service: Service) -> None:
    for each in service.json("/collections")["collections"]:
        alone = service.json(f"/collections/{each['id']}")
        for name in ("id", "title", "description", "extent", "itemType", "crs", "storageCrs"):
            assert alone[name] == each[name]
    service.refused("/collections/nothing", status=404)


@requirement("/req/core/fc-op")
@requirement("/req/core/fc-response")
def items(service: Service) -> None:
    for name in LAYERS:
        answer = service.ask(f"/collections/{name}/items")
        assert answer.content_type == "application/geo+json"
        body = answer.get_json(force=True)
        assert body["type"] == "FeatureCollection"
        assert body["features"]
        assert all(each["type"] == "Feature" and {"id", "geometry", "properties"} <= each.keys()
                   for each in body["features"])  # fmt: skip


@requirement("/req/core/fc-links")
@requirement("/req/core/fc-rel-type")
def links(service: Service) -> None:
    body = service.json("/collections/enterprises/items", limit=1)
    assert {"self", "alternate", "next", "collection"} == rels(body).keys()
    assert all(link["rel"] and link["type"] and link["href"] for link in body["links"])
    assert followed(service, rels(body)["next"]["href"]).get_json(force=True)["numberReturned"] == 1
    assert followed(service, rels(body)["alternate"]["href"]).mimetype == "text/html"


@requirement("/req/core/fc-number")
def numbers(service: Service) -> None:
    body = service.json("/collections/enterprises/items", limit=2)
    assert (body["numberReturned"], body["numberMatched"], len(body["features"])) == (2, 3, 2)
    assert body["timeStamp"].endswith("Z")


@requirement("/req/core/fc-limit-definition")
def limit_definition(service: Service) -> None:
    told = parameter(service, "limit")
    assert (told["in"], told["required"], told["style"], told["explode"]) == ("query", False, "form", False)
    assert told["schema"]["type"] == "integer"
    assert {"minimum", "maximum", "default"} <= told["schema"].keys()


@requirement("/req/core/fc-limit-response")
def limit_response(service: Service) -> None:
    assert len(service.ids("units", limit=1)) == 1
    assert len(service.ids("units", limit=10_000_000)) == 3


@requirement("/req/core/fc-bbox-definition")
def bbox_definition(service: Service) -> None:
    told = parameter(service, "bbox")
    assert (told["in"], told["required"], told["style"], told["explode"]) == ("query", False, "form", False)
    assert told["schema"]["type"] == "array"
    assert told["schema"]["items"] == {"type": "number"}
    assert [each["minItems"] for each in told["schema"]["oneOf"]] == [4, 6]


@requirement("/req/core/fc-bbox-response")
def bbox_response(service: Service) -> None:
    lon, lat = first_point(service)
    near = f"{lon - 0.001},{lat - 0.001},{lon + 0.001},{lat + 0.001}"
    own = [str(service.stage.town.enterprises["A"])]
    assert service.ids("enterprises", bbox=near) == own
    high = f"{lon - 0.001},{lat - 0.001},-10,{lon + 0.001},{lat + 0.001},10"
    assert service.ids("enterprises", bbox=high) == own
    assert service.ids("units", bbox=near) == [service.stage.town.units["A"]]
    assert service.ids("units", bbox="0,0,1,1") == []
    assert len(service.ids("enterprises", bbox="-180,-90,180,90")) == 3
    assert len(service.ids("enterprises", bbox="170,-90,120.5,90")) == 3
    assert service.ids("enterprises", bbox="121,-90,-170,90") == []


@requirement("/req/core/fc-time-definition")
def time_definition(service: Service) -> None:
    told = parameter(service, "datetime")
    assert (told["in"], told["required"], told["style"], told["explode"]) == ("query", False, "form", False)
    assert told["schema"]["type"] == "string"


@requirement("/req/core/fc-time")
@requirement("/req/core/fc-time-response")
def time_response(service: Service) -> None:
    for text, n in (("2000-01-01T00:00:00Z", 0), ("../2000-01-01", 0), ("2000-01-01/..", 4), ("2000-01-01/", 4),
                    ("/2000-01-01", 0), ("2000-01-01T00:00:00Z/2100-01-01T00:00:00+08:00", 4)):  # fmt: skip
        assert len(service.ids("hazards", "xu", datetime=text)) == n, text
    assert len(service.ids("units", datetime="2025-01-01")) == 3
    assert service.ids("units", datetime="2024-12-31") == []


@requirement("/req/core/f-op")
@requirement("/req/core/f-success")
@requirement("/req/core/f-links")
def feature(service: Service) -> None:
    for name in LAYERS:
        listed = service.json(f"/collections/{name}/items")["features"][0]
        answer = service.ask(f"/collections/{name}/items/{listed['id']}")
        assert answer.content_type == "application/geo+json"
        alone = answer.get_json(force=True)
        assert {key: alone[key] for key in listed} == listed
        assert {"self", "alternate", "collection"} == rels(alone).keys()


@requirement("/req/crs/crs-uri")
@requirement("/req/crs/fc-md-crs-list")
@requirement("/req/crs/fc-md-crs-list-global")
@requirement("/req/crs/fc-md-storage")
def systems(service: Service) -> None:
    for each in service.json("/collections")["collections"]:
        assert tuple(each["crs"]) == OFFERED
        assert each["storageCrs"] in each["crs"]


@requirement("/req/crs/fc-crs-definition")
@requirement("/req/crs/fc-bbox-crs-definition")
def crs_definition(service: Service) -> None:
    for name in ("crs", "bbox-crs"):
        told = parameter(service, name)
        assert (told["in"], told["required"], told["style"], told["explode"]) == ("query", False, "form", False)
        assert told["schema"] == {"type": "string", "format": "uri"}


@requirement("/req/crs/fc-crs-valid-value")
@requirement("/req/crs/fc-bbox-crs-valid-value")
def crs_valid(service: Service) -> None:
    for uri in (f"{EPSG}9999999", f"{EPSG}2000", "EPSG", "x" * 5000, f"{EPSG}4326/x"):
        assert service.refused("/collections/units/items", {"crs": uri})["cause"] == "crs"
        assert service.refused("/collections/units/items", {"bbox": "0,0,1,1", "bbox-crs": uri})["cause"] == "crs"


@requirement("/req/crs/fc-crs-default-value")
def crs_default(service: Service) -> None:
    assert first_point(service) == first_point(service, crs=CRS84)


@requirement("/req/crs/fc-bbox-crs-default-value")
def bbox_crs_default(service: Service) -> None:
    box = "119.947,31.69,119.96,31.75"
    plain = service.ids("enterprises", bbox=box)
    assert plain
    assert plain == service.ids("enterprises", **{"bbox": box, "bbox-crs": CRS84})


@requirement("/req/crs/crs-action")
def crs_action(service: Service) -> None:
    lon, lat = first_point(service)
    for number in (4326, 4490):
        assert first_point(service, crs=f"{EPSG}{number}") == (lat, lon)
    x, y = first_point(service, crs=f"{EPSG}3857")
    assert (13_350_000 < x < 13_360_000, 3_720_000 < y < 3_730_000) == (True, True)
    north, east = first_point(service, crs=f"{EPSG}4549")
    assert (3_508_000 < north < 3_511_000, 495_000 < east < 501_000) == (True, True)


@requirement("/req/crs/bbox-crs-action")
def bbox_crs_action(service: Service) -> None:
    own = [str(service.stage.town.enterprises["A"])]
    for uri in OFFERED:
        x, y = first_point(service, crs=uri)
        far = 100 if abs(x) > 1_000 else 0.001
        box = f"{x - far},{y - far},{x + far},{y + far}"
        assert service.ids("enterprises", **{"bbox": box, "bbox-crs": uri}) == own, uri


@requirement("/req/crs/ogc-crs-header")
@requirement("/req/crs/ogc-crs-header-value")
def crs_header(service: Service) -> None:
    own = service.stage.town.units["A"]
    for path in ("/collections/units/items", f"/collections/units/items/{own}"):
        assert service.ask(path).headers["Content-Crs"] == f"<{CRS84}>"
        for uri in OFFERED:
            assert service.ask(path, crs=uri).headers["Content-Crs"] == f"<{uri}>"
