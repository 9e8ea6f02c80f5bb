"""Filters in both languages of CQL2: what they find, and in what words they are refused."""

import json
from typing import Any

import pytest

from gis.cql_read import DEEPEST, LONGEST
from gis.layers import LAYERS
from tests.server.ogc.conftest import EPSG, Service
from tests.town import middle

NEAR_A = ",".join(f"{lon:.6f} {lat:.6f}" for lon, lat in (
    (middle("A")[0] + x, middle("A")[1] + y)
    for x, y in ((-1e-3, -1e-3), (1e-3, -1e-3), (1e-3, 1e-3), (-1e-3, 1e-3), (-1e-3, -1e-3))
))  # fmt: skip
FOUND: list[tuple[str, str, int]] = [
    ("hazards", "state = 'open'", 1),
    ("hazards", "state <> 'open'", 3),
    ("hazards", "state IN ('open', 'closed')", 2),
    ("hazards", "NOT (state = 'open' OR state = 'closed')", 2),
    ("hazards", "category LIKE 'S_5'", 3),
    ("hazards", "category LIKE 'S%' AND NOT category LIKE '%5'", 1),
    ("hazards", "category LIKE 'S.5'", 0),
    ("hazards", "CASEI(category) = CASEI('s11')", 1),
    ("hazards", "closed_at IS NULL", 3),
    ("hazards", "closed_at IS NOT NULL", 1),
    ("hazards", "overdue = true", 0),
    ("hazards", "NOT overdue", 4),
    ("hazards", "overdue OR TRUE", 4),
    ("hazards", "enterprise = 'A机械厂'", 3),
    ("hazards", "unit = 'G-D' AND town = '湖西镇'", 1),
    ("hazards", "found_at > TIMESTAMP('2020-01-01T00:00:00Z')", 4),
    ("hazards", "T_AFTER(found_at, TIMESTAMP('2099-01-01T00:00:00Z'))", 0),
    ("hazards", "T_BEFORE(found_at, DATE('2099-01-01'))", 4),
    ("hazards", "T_DURING(found_at, INTERVAL('2020-01-01', '..'))", 4),
    ("hazards", "due_on BETWEEN DATE('2020-01-01') AND DATE('2099-01-01')", 1),
    ("hazards", "description = 'O''Neill; DROP TABLE hazard --'", 0),
    ("units", "open > 0", 1),
    ("units", "open + 1 = 2 AND found * 2 >= 4", 1),
    ("units", "found / 0 IS NULL AND code = 'G-A'", 1),
    ("units", "closed_percent BETWEEN 1 AND 99", 1),
    ("units", "T_EQUALS(valid_from, DATE('2025-01-01'))", 6),
    ("units", "valid_from = DATE('2025-01-01')", 6),
    ("units", "valid_from > DATE('2025-01-01')", 0),
    ("units", "T_INTERSECTS(INTERVAL(valid_from, '..'), INTERVAL('2026-01-01', '2026-02-01'))", 6),
    ("divisions", "level = 'town' AND parent = '示范区'", 2),
    ("enterprises", f"S_INTERSECTS(geometry, POLYGON(({NEAR_A})))", 1),
    ("enterprises", f"S_WITHIN(geometry, POLYGON(({NEAR_A})))", 1),
    ("enterprises", f"S_DISJOINT(geometry, POLYGON(({NEAR_A})))", 5),
    ("enterprises", f"NOT S_INTERSECTS(geometry, POLYGON(({NEAR_A})))", 5),
    ("units", "S_CONTAINS(geometry, POINT({} {}))".format(*middle("B")), 1),
    ("units", "S_WITHIN(POINT({} {}), geometry)".format(*middle("B")), 1),
    ("units", "S_INTERSECTS(geometry, BBOX(119, 31, 121, 33))", 6),
    ("divisions", "S_INTERSECTS(geometry, POINT({} {}))".format(*middle("B")), 2),
    ("divisions", "geometry IS NULL", 1),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "n"), FOUND, ids=[text[:60] for _, text, _ in FOUND])
def test_a_filter_finds_what_it_says(service: Service, name: str, text: str, n: int) -> None:
    body = service.json(f"/collections/{name}/items", "xu", filter=text)
    assert (len(body["features"]), body["numberMatched"]) == (n, n)


def test_after_is_after_and_not_at(service: Service) -> None:
    """`pygeofilter` 0.4 makes `>=` of it."""
    found = service.json("/collections/hazards/items", "xu")["features"]
    last = max(each["properties"]["found_at"] for each in found)
    assert service.ids("hazards", "xu", filter=f"T_AFTER(found_at, TIMESTAMP('{last}'))") == []
    assert len(service.ids("hazards", "xu", filter=f"found_at >= TIMESTAMP('{last}')")) == 1


@pytest.mark.parametrize("node", [
    {"op": "=", "args": [{"property": "state"}, "open"]},
    {"op": "and", "args": [{"op": "in", "args": [{"property": "state"}, ["open", "void"]]},
                           {"op": "isNull", "args": [{"property": "closed_at"}]}]},
    {"op": "between", "args": [{"property": "due_on"}, {"date": "2020-01-01"}, {"date": "2099-01-01"}]},
    {"op": "like", "args": [{"op": "casei", "args": [{"property": "state"}]}, "op%"]},
])  # fmt: skip
def test_the_same_as_json(service: Service, node: dict[str, Any]) -> None:
    assert len(service.ids("hazards", "xu", **{"filter": json.dumps(node), "filter-lang": "cql2-json"})) == 1


@pytest.mark.parametrize("number", [3857, 4326, 4490, 4549])
def test_shapes_come_in_the_system_that_is_named_with_its_axes(service: Service, number: int) -> None:
    uri = f"{EPSG}{number}"
    own = str(service.stage.town.enterprises["A"])
    x, y = service.json(f"/collections/enterprises/items/{own}", crs=uri)["geometry"]["coordinates"]
    far = 100 if number in {3857, 4549} else 0.001
    text = f"S_INTERSECTS(geometry, BBOX({x - far}, {y - far}, {x + far}, {y + far}))"
    assert service.ids("enterprises", **{"filter": text, "filter-crs": uri}) == [own]


def test_a_filter_a_box_a_time_and_a_column_narrow_together(service: Service) -> None:
    query = {"filter": "state = 'open'", "bbox": "119,31,121,33", "datetime": "2020-01-01/.."}
    assert len(service.ids("hazards", "xu", **query)) == 1
    assert service.ids("hazards", "xu", **query, state="closed") == []


def test_columns_are_parameters_too(service: Service) -> None:
    assert len(service.ids("enterprises", "xu", grade="C")) == 6
    assert service.ids("enterprises", "xu", grade="A") == []
    assert len(service.ids("hazards", "xu", overdue="false")) == 4
    assert len(service.ids("units", "xu", open="1")) == 1
    assert len(service.ids("hazards", "xu", due_on="2020-01-01")) == 0


REFUSED: list[tuple[str, str]] = [
    ("state = ", "filter-syntax"), ("", "filter-syntax"), ("state", "filter-condition"), ("5", "filter-condition"),
    ("password_hash = 'x'", "filter-property"), ("\"h.id\" = 'x'", "filter-property"),
    ("state = 5", "filter-kinds"), ("overdue > true", "filter-kinds"), ("state + 1 = 2", "filter-kinds"),
    ("overdue = 'yes'", "filter-kinds"), ("overdue LIKE 't%'", "filter-kinds"), ("found_at = 'soon'", "datetime"),
    ("found_at > DATE('2026-02-30')", "datetime"), ("found_at LIKE '2026%'", "filter-kinds"),
    ("T_AFTER(state, DATE('2026-01-01'))", "filter-time"), ("state = DATE('2026-01-01')", "filter-time"),
    ("pg_sleep(9) = 1", "filter-operator"), ("A_CONTAINS(state, ('open'))", "filter-operator"),
    ("enterprise_id = 'none'", "value"), ("S_INTERSECTS(state, POINT(1 1))", "filter-property"),
    ("S_INTERSECTS(geometry, geometry)", "filter-geometry-needed"),
    ("S_INTERSECTS(geometry, 'here')", "filter-geometry-needed"),
    ("S_INTERSECTS(geometry, POLYGON((0 0, 1 1, 1 0, 0 1, 0 0)))", "geometry"),
    ("S_INTERSECTS(geometry, POINT(500 10))", "outside-world"),
    ("S_INTERSECTS(geometry, BBOX(1, 2, 0, 3))", "bbox"),
    ("S_INTERSECTS(geometry, GEOMETRYCOLLECTION(POINT(1 1)))", "filter-geometry-needed"),
    ("geometry = 'x'", "filter-property"), ("category LIKE 'a\\'", "value"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "cause"), REFUSED, ids=[text[:50] for text, _ in REFUSED])
def test_a_filter_that_can_not_be_meant_is_refused_in_words(service: Service, text: str, cause: str) -> None:
    assert service.refused("/collections/hazards/items", {"filter": text})["cause"] == cause


@pytest.mark.parametrize("text", [
    "[", "[]", "{}", "null", "7", '{"op": "="}', '{"op": "=", "args": []}', '{"op": "=", "args": [1]}',
    '{"op": ["="], "args": [1, 2]}', '{"op": "and", "args": {}}',
    '{"op": "in", "args": [{"property": "state"}, "open"]}',
    '{"op": "between", "args": [{"property": "found_at"}, 1]}', '{"property": 7}', '{"op": "not", "args": [1, 2]}',
    '{"op": "s_intersects", "args": [{"property": "geometry"}, {"type": "Point", "coordinates": "x"}]}',
    '{"op": "s_intersects", "args": [{"property": "geometry"}, {"type": "Point", "coordinates": []}]}',
    '{"op": "s_intersects", "args": [{"property": "geometry"}, {"type": "Polygon", "coordinates": [[[1, 1]]]}]}',
    '{"op": "s_intersects", "args": [{"property": "geometry"}, {"bbox": [1, 2, 3]}]}',
    '{"op": "s_intersects", "args": [{"property": "geometry"}, {"bbox": ["a", 2, 3, null]}]}',
    '{"op": "s_intersects", "args": [{"property": "geometry"}, {"type": "Point", "coordinates": [NaN, 1]}]}',
    '{"op": "t_after", "args": [{"property": "found_at"}, {"interval": ["2026-01-01"]}]}',
    '{"op": "t_after", "args": [{"property": "found_at"}, {"timestamp": 5}]}',
    '{"op": "=", "args": [{"property": "state"}, "a\\u0000b"]}',
])  # fmt: skip
def test_json_that_is_no_filter_is_refused(service: Service, text: str) -> None:
    service.refused("/collections/hazards/items", {"filter": text, "filter-lang": "cql2-json"})


@pytest.mark.parametrize("text", [
    "(" * (DEEPEST + 1) + "state = 'open'" + ")" * (DEEPEST + 1),
    "(" * 7_000 + "state = 'open'" + ")" * 7_000,
    "NOT " * 3_900 + "state = 'open'",
    "state = 'open'" + " AND state = 'open'" * 800,
    "employees = " + "-" * 9_000 + "1",
    "employees = " + "- " * 7_000 + "1",
    "state" + "=state" * 2_000,
    f"state = '{'x' * LONGEST}'",
    f"S_INTERSECTS(geometry, POLYGON(({','.join(f'{n % 360 - 180} {n % 90}' for n in range(1_000_000))})))",
], ids=["deep", "very deep", "not", "and", "minus", "minus apart", "equal", "long", "a million vertices"])  # fmt: skip
def test_a_filter_of_absurd_size_is_refused_and_not_tried(service: Service, text: str) -> None:
    answer = service.ask("/collections/hazards/items", filter=text)
    assert answer.status_code in {200, 413} if " AND " in text else answer.status_code == 413
    assert answer.mimetype in {"application/problem+json", "application/geo+json"}


def test_deep_json_is_refused_and_not_tried(service: Service) -> None:
    for text in ("[" * 9_000, '{"op": "not", "args": [' * 600, '{"a":' * 2_000):
        query = {"filter": text, "filter-lang": "cql2-json"}
        assert service.ask("/collections/hazards/items", **query).status_code == 413


@pytest.mark.parametrize(("name", "value"), [
    ("bbox", "-181,0,1,1"), ("bbox", "0,0,1e300,1e300"), ("bbox", "nan,0,1,1"), ("bbox", "inf,0,1,1"),
    ("bbox", "0,5,1,1"), ("bbox", "0,0,1,91"), ("limit", "9" * 5_000), ("filter-lang", "sql"), ("sortby", "nothing"),
    ("sortby", "state,level"), ("cursor", "x"), ("cursor", "W10"), ("employees", "many"), ("f", "xml"),
    ("filter-crs", "x"), ("datetime", "2026-01-01/2026-02-01/2026-03-01"), ("datetime", "9999-12-31T23:59:59+99:00"),
])  # fmt: skip
def test_a_parameter_that_can_not_be_meant_is_refused_in_words(service: Service, name: str, value: str) -> None:
    answer = service.ask("/collections/enterprises/items", **{name: value})
    assert answer.status_code == (200 if name == "limit" else 400), answer.get_data(as_text=True)[:200]


def test_a_box_far_outside_of_a_metric_system_is_refused(service: Service) -> None:
    for box in ("1e9,1e9,2e9,2e9", "-1e300,-1e300,1e300,1e300"):
        service.refused("/collections/units/items", {"bbox": box, "bbox-crs": f"{EPSG}4549"})


def test_what_stands_twice_is_refused(service: Service) -> None:
    assert service.refused("/collections/units/items?limit=1&limit=2")["cause"] == "repeated"


def test_every_column_can_be_asked_and_sorted_by_its_own_name(service: Service) -> None:
    for name, layer in LAYERS.items():
        queryables = service.json(f"/collections/{name}/queryables")["properties"]
        assert queryables.keys() == {*layer.columns, "geometry"}
        for column in layer.columns:
            everything = set(service.ids(name, "xu"))
            assert set(service.ids(name, "xu", filter=f'"{column}" IS NULL OR "{column}" IS NOT NULL')) == everything
            if queryables[column].get("format") != "uuid":
                assert set(service.ids(name, "xu", sortby=column)) == everything
