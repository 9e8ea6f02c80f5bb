"""What the heat map says: fair by default, honest about small numbers, and each figure opens the list behind it."""

from typing import Any

import pytest

from grids.heat import BANDWIDTHS_M, Measure, Verdict, verdict
from server.db import Database
from server.store.policy import heat_on
from tests.server import heat_crowd
from tests.server.heat_crowd import NOW
from tests.server.stage import Stage

TODAY = NOW.date()
PERIOD = {"period_from": "2025-11-20", "period_to": "2026-11-20"}


@pytest.fixture
def crowd(stage: Stage, db: Database) -> Stage:
    with db.transaction() as session:
        heat_crowd.settle(session, stage)
    return stage


def heat(stage: Stage, who: str = "xu", **query: Any) -> Any:
    answer = stage.get(who, "/api/v1/heat", **{**PERIOD, **query})
    assert answer.status_code == 200, answer.text
    return answer.json


def areas(stage: Stage, who: str = "xu", **query: Any) -> Any:
    answer = stage.get(who, "/api/v1/figures/areas", **{**PERIOD, **query})
    assert answer.status_code == 200, answer.text
    return answer.json


FOUND = ["open", "rectifying", "plan_review", "submitted", "closed"]
BY_VISIT = ["grid", "inspection", "town", "department"]


def listed(stage: Stage, who: str = "xu", **query: Any) -> int:
    """Count the list that the page opens behind a figure."""
    wanted = {"state": FOUND, "found_from": PERIOD["period_from"], "found_to": PERIOD["period_to"], "lying": "true"}
    answer = stage.get(who, "/api/v1/hazards", **{**wanted, **query, "limit": 1})
    assert answer.status_code == 200, answer.text
    return int(answer.json["total"])


def test_the_fair_measure_is_what_one_gets_without_asking(crowd: Stage) -> None:
    shown = heat(crowd)
    assert shown["measure"] == "per_visit"
    assert shown["weighted"] is True
    assert shown["raster"]["bandwidth_m"] == heat_on(TODAY).bandwidth_m["district"]
    assert heat(crowd, "an")["raster"]["bandwidth_m"] == heat_on(TODAY).bandwidth_m["town"]
    assert shown["denominator_min"] == 10
    assert set(shown["formula"]) == {"zh", "en"}


def test_every_place_opens_a_list_of_exactly_what_it_counts(crowd: Stage) -> None:
    for measure, at, source in (
        ("per_visit", "enterprise_square", BY_VISIT),
        ("per_enterprise", "enterprise_square", []),
        ("count", "square", []),
    ):
        shown = heat(crowd, measure=measure, bandwidth=250)
        assert shown["places"], measure
        for place in shown["places"] + shown["unvisited"]:
            assert listed(crowd, source=source, **{at: place["square"]}) == place["hazards"], (measure, place)


def test_every_area_opens_a_list_of_exactly_what_it_counts(crowd: Stage) -> None:
    for level in ("unit", "town", "district", "city"):
        shown = areas(crowd, by=level)
        assert shown["areas"]
        for row in shown["areas"]:
            assert listed(crowd, source=BY_VISIT, **{level: row["id"]}) == row["hazards"], (level, row)


def test_a_level_adds_up_to_the_level_above(crowd: Stage) -> None:
    sums = []
    for level in ("unit", "town", "district"):
        shown = areas(crowd, by=level)
        rows = [*shown["areas"], shown["elsewhere"]]
        sums.append({name: sum(row[name] for row in rows) for name in ("hazards", "majors", "enterprises", "visits")})
    assert sums[0] == sums[1] == sums[2]
    total = heat(crowd)["total"]
    assert {name: total[name] for name in sums[0]} == sums[0]


def test_the_enterprises_of_a_unit_add_up_to_the_unit(crowd: Stage) -> None:
    for row in areas(crowd)["areas"]:
        below = areas(crowd, by="enterprise", unit=row["id"])["areas"]
        assert len(below) == row["enterprises"]
        assert sum(firm["visited"] for firm in below) == row["visited"]
        assert sum(firm["hazards"] for firm in below) <= row["hazards"]  # those of closed firms are in no list


def test_a_place_is_certain_only_over_enough_visits(crowd: Stage) -> None:
    shown = heat(crowd, bandwidth=250)
    cells = shown["cells"]
    seen = set()
    for word, visits, enterprises in zip(cells["verdict"], cells["visits"], cells["enterprises"], strict=True):
        name = list(Verdict)[word]
        seen.add(name)
        if visits == 0 and enterprises > 0:
            assert name is Verdict.UNVISITED
        elif visits > 0:
            assert (name is Verdict.CERTAIN) == (visits >= shown["denominator_min"])
    assert seen >= {Verdict.CERTAIN, Verdict.SMALL, Verdict.UNVISITED}
    assert all(place["visits"] >= 10 for place in shown["places"])
    assert all(place["visits"] == 0 for place in shown["unvisited"])


def test_a_place_where_nobody_looked_is_never_safe() -> None:
    for measure in Measure:
        assert verdict(measure, enterprises=3, visits=0, denominator=0, least=10) is Verdict.UNVISITED
        assert verdict(measure, enterprises=0, visits=0, denominator=0, least=10) is Verdict.EMPTY


def test_twice_the_visits_halve_the_rate_and_leave_the_count(crowd: Stage, db: Database) -> None:
    before, count = areas(crowd), areas(crowd, measure="count")
    with db.transaction() as session:
        heat_crowd.repeat_visits(session)
    after = areas(crowd)
    for old, new in zip(before["areas"], after["areas"], strict=True):
        assert new["visits"] == 2 * old["visits"]
        assert new["value"] == pytest.approx(old["value"] / 2, rel=1e-3)
    assert areas(crowd, measure="count")["areas"] == [
        {**row, "visits": 2 * row["visits"]} for row in count["areas"]
    ]  # a diligent area does not look worse for having looked


def test_what_an_enterprise_finds_itself_does_not_count_against_it(crowd: Stage) -> None:
    assert heat(crowd, source="self_check")["total"]["hazards"] == 0
    assert heat(crowd, source="self_check", measure="per_enterprise")["total"]["hazards"] > 0


def test_a_major_hazard_weighs_what_the_table_says(crowd: Stage) -> None:
    plain, weighed = areas(crowd, weighted="false", by="district"), areas(crowd, by="district")
    row = weighed["areas"][0]
    assert row["majors"] > 0
    assert plain["areas"][0]["weight"] == row["hazards"]
    assert row["weight"] == row["hazards"] + (weighed["weights"]["major"] - 1) * row["majors"]


def test_a_filter_narrows_numbers_and_list_alike(crowd: Stage) -> None:
    for query in (
        {"category": "S05"}, {"level": "major"}, {"industry": "化工"}, {"grade": "B"}, {"grade": "none"},
        {"supervision_class": ["chemical", "commerce"]}, {"source": ["grid"]}, {"state": ["open"]},
        {"town": crowd.town.towns["湖东镇"]},
    ):  # fmt: skip
        shown = heat(crowd, measure="per_enterprise", **query)
        narrowed: dict[str, Any] = {"source": [], **query}
        assert 0 < shown["total"]["hazards"] == listed(crowd, **narrowed), query
        assert shown["total"]["hazards"] < heat(crowd, measure="per_enterprise")["total"]["hazards"], query


def test_months_of_a_period_add_up_to_it(crowd: Stage) -> None:
    whole = heat(crowd, measure="count", period_from="2026-01-01", period_to="2026-03-31")["total"]
    months = [("2026-01-01", "2026-01-31"), ("2026-02-01", "2026-02-28"), ("2026-03-01", "2026-03-31")]
    parts = [heat(crowd, measure="count", period_from=a, period_to=b)["total"] for a, b in months]
    for name in ("hazards", "majors", "visits"):
        assert sum(part[name] for part in parts) == whole[name] > 0


def test_what_is_not_on_the_map_is_told_and_stays_in_the_total(crowd: Stage) -> None:
    shown = heat(crowd, measure="count")
    assert shown["elsewhere"]["hazards"] > 0
    assert shown["total"]["hazards"] == listed(crowd)


def test_a_town_head_sees_none_of_the_neighbours_heat(crowd: Stage) -> None:
    east, west, whole = heat(crowd, "zhou"), heat(crowd, "xi"), heat(crowd, "xu")
    for name in ("hazards", "enterprises", "visits"):
        assert east["total"][name] + west["total"][name] == whole["total"][name]
    assert {row["name"] for row in areas(crowd, "zhou")["areas"]} == {"A网格", "B网格", "C网格"}
    for place in east["places"]:
        assert place["unit"] in {"A网格", "B网格", "C网格", None}


def test_a_hazard_offered_to_a_town_is_not_on_its_ground(stage: Stage) -> None:
    own = stage.hazard("wang")
    stage.does("an", "transfer-hazard", hazard=own, to_area=stage.town.towns["湖西镇"], reason="属西镇")
    asked = {"measure": "count", "state": "transfer_pending"}
    assert stage.get("xi", f"/api/v1/hazards/{own}").status_code == 200
    assert stage.get("xi", "/api/v1/heat", **asked).json["total"]["hazards"] == 0
    assert stage.get("an", "/api/v1/heat", **asked).json["total"]["hazards"] == 1


@pytest.mark.parametrize(
    "query",
    [
        {"bandwidth": 300}, {"measure": "luck"}, {"category": "%"}, {"period_from": "soon"}, {"grade": "Z"},
        {"period_from": "2026-02-01", "period_to": "2026-01-01"}, {"period_from": "1900-01-01"}, {"unit": "x"},
        {"unit": 2**40},
    ],
)  # fmt: skip
def test_a_question_that_cannot_be_meant_is_refused_in_words(stage: Stage, query: dict[str, Any]) -> None:
    for path in ("heat", "figures/areas"):
        if "bandwidth" in query and path != "heat":
            continue
        answer = stage.get("xu", f"/api/v1/{path}", **query)
        assert answer.status_code in {404, 422} or (answer.status_code == 200 and query == {"unit": 2**40}), path
        assert answer.status_code == 200 or answer.mimetype == "application/problem+json"


def test_an_area_without_anything_is_an_empty_map(stage: Stage) -> None:
    shown = stage.get("xu", "/api/v1/heat", unit=10**8).json
    assert shown["cells"]["index"] == []
    assert shown["places"] == shown["unvisited"] == []
    assert stage.get("xu", "/api/v1/figures/areas", unit=10**8).json["areas"] == []


def test_the_bandwidths_are_those_offered_and_the_default_is_among_them() -> None:
    assert set(heat_on(TODAY).bandwidth_m.values()) <= set(BANDWIDTHS_M)
