"""Pages of lists neither skip nor repeat, also while the list grows; filters find what they say and nothing else."""

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from grids.policy import local_day
from server.db import Database
from tests.server.stage import Stage

TODAY = local_day(datetime.now(UTC))
ROWS = 23


@pytest.fixture
def listed(stage: Stage, db: Database) -> Stage:
    """A district with hazards that share moments and days, in every state."""
    add_hazards(stage, db, ROWS)
    return stage


def add_hazards(stage: Stage, db: Database, rows: int, minutes: int = 0) -> None:
    """Write hazards by their rows: four found at each moment, some without a due day, some long overdue."""
    states = ("reported", "open", "rectifying", "submitted", "closed")
    with db.transaction() as session:
        for n in range(rows):
            session.execute(
                text(
                    "INSERT INTO hazard (id, ledger_no, enterprise_id, state, level, source, category, place, "
                    "description, found_by, found_at, recorded_at, due_on, unit_id, town_id, district_id, city_id, "
                    "supervision_class) SELECT :id, :no, e.id, :state, :level, 'grid', :category, 'x', :said, :by, "
                    ":at, :at, :due, e.unit_id, e.town_id, e.district_id, e.city_id, e.supervision_class "
                    "FROM enterprise e WHERE e.id = :e"
                ),
                {
                    "id": uuid4(), "state": states[n % 5],
                    "no": f"湖东镇2026-{f'{minutes:+d}-' if minutes else ''}{n:05d}",
                    "level": "major" if n % 6 == 0 else "general", "category": f"S0{n % 3 + 1}", "said": f"第{n}处",
                    "by": stage.people["wang"], "e": stage.town.enterprises["AB"[n % 2]],
                    "at": datetime(2026, 11, 1, 12, tzinfo=UTC) + timedelta(minutes=n // 4 + minutes),
                    "due": None if n % 5 == 0 else TODAY + timedelta(days=n % 4 - 2),
                },
            )  # fmt: skip


def page(stage: Stage, path: str, who: str = "xu", **query: Any) -> Any:
    answer = stage.get(who, f"/api/v1/{path}", **query)
    assert answer.status_code == 200, answer.text
    return answer.json


def pages(stage: Stage, path: str, limit: int, **query: Any) -> list[dict[str, Any]]:
    """Turn every page and return all rows; the total is the same on each."""
    found: list[dict[str, Any]] = []
    after: dict[str, str] = {}
    while True:
        body = page(stage, path, limit=limit, **after, **query)
        assert len(body["items"]) <= limit
        found += body["items"]
        if body["next"] is None:
            assert body["total"] == len(found)
            return found
        after = {"after": body["next"]}


@pytest.mark.parametrize("sort", ["-found_at", "found_at", "due_on"])
@pytest.mark.parametrize("limit", [1, 4, 7, 500])
def test_every_hazard_is_on_one_page_in_the_order_asked_for(listed: Stage, sort: str, limit: int) -> None:
    found = pages(listed, "hazards", limit, sort=sort)
    assert len({row["id"] for row in found}) == len(found) == ROWS
    keys = [row[sort.lstrip("-")] or "9999" for row in found]
    assert keys == sorted(keys, reverse=sort.startswith("-"))


@pytest.mark.parametrize("sort", ["-found_at", "found_at", "due_on"])
def test_what_comes_between_two_pages_neither_hides_nor_repeats_a_row(listed: Stage, db: Database, sort: str) -> None:
    there = {row["id"] for row in pages(listed, "hazards", 500)}
    seen: list[str] = []
    after: dict[str, str] = {}
    for step in range(100):
        body = page(listed, "hazards", limit=3, sort=sort, **after)
        seen += [row["id"] for row in body["items"]]
        if body["next"] is None or len(there & set(seen)) == len(there):
            break
        after = {"after": body["next"]}
        if step < 5:
            add_hazards(listed, db, 6, minutes=10 * step + 10)
            add_hazards(listed, db, 1, minutes=-1 - step)
    assert len(seen) == len(set(seen))
    assert there <= set(seen)


@pytest.mark.parametrize(("path", "key"), [("enterprises", "name"), ("notices", "issued_at")])
def test_other_lists_are_turned_whole_too(stage: Stage, path: str, key: str) -> None:
    for _ in range(3):
        own = stage.hazard("an")
        items = [{"hazard": own, "due_on": TODAY.isoformat(), "demand": "清理"}]
        enterprise = str(stage.town.enterprises["A"])
        stage.does(
            "an", "issue-notice", notice=str(uuid4()), enterprise=enterprise, notice_kind="reminder", items=items
        )
    found = pages(stage, path, 2)
    assert len({row["id"] for row in found}) == len(found) == (6 if path == "enterprises" else 3)
    keys = [row[key] for row in found]
    assert keys == sorted(keys, reverse=path == "notices")


def test_each_filter_finds_what_it_says(listed: Stage) -> None:
    rows = pages(listed, "hazards", 500)
    late = {row["id"] for row in rows if row["overdue"]}
    cases: list[tuple[dict[str, Any], Any]] = [
        ({"state": "open"}, lambda r: r["state"] == "open"),
        ({"state": ["open", "closed"]}, lambda r: r["state"] in {"open", "closed"}),
        ({"level": "major"}, lambda r: r["level"] == "major"),
        ({"source": "grid"}, lambda _: True),
        ({"source": "inspection"}, lambda _: False),
        ({"category": "S02"}, lambda r: r["category"] == "S02"),
        ({"category": "S"}, lambda _: True),
        ({"overdue": 1}, lambda r: r["id"] in late),
        ({"overdue": 0}, lambda r: r["id"] not in late),
        ({"unit": listed.town.units["A"]}, lambda r: r["unit_id"] == listed.town.units["A"]),
        ({"town": listed.town.towns["湖东镇"]}, lambda _: True),
        ({"town": listed.town.towns["湖西镇"]}, lambda _: False),
        ({"enterprise": str(listed.town.enterprises["B"])}, lambda r: r["enterprise_name"] == "B机械厂"),
        ({"q": "B机械"}, lambda r: r["enterprise_name"] == "B机械厂"),
        ({"q": "第7处"}, lambda r: r["description"] == "第7处"),
        ({"q": "湖东镇2026-00012"}, lambda r: r["ledger_no"] == "湖东镇2026-00012"),
        ({"extension": 1}, lambda _: False),
        ({"extension": 0}, lambda _: True),
        ({"found_from": "2026-11-01", "found_to": "2026-11-01"}, lambda _: True),
        ({"found_to": "2026-10-31"}, lambda _: False),
        ({"found_from": "2026-11-02"}, lambda _: False),
        ({"state": "open", "level": "major", "category": "S01"}, lambda r: (r["state"], r["level"], r["category"])
         == ("open", "major", "S01")),
    ]  # fmt: skip
    assert late
    for query, wanted in cases:
        body = page(listed, "hazards", limit=500, **query)
        assert {r["id"] for r in body["items"]} == {r["id"] for r in rows if wanted(r)}, query
        assert body["total"] == len(body["items"]), query


def test_each_filter_of_enterprises_finds_what_it_says(stage: Stage, db: Database) -> None:
    with db.transaction() as session:
        session.execute(text("UPDATE enterprise SET grade = NULL, status = 'suspended' WHERE name = 'A机械厂'"))
        session.execute(text("UPDATE enterprise SET uscc = '91320400MA1W3WYP0X' WHERE name = 'B机械厂'"))
    for query, names in (
        ({"grade": "none"}, "A"), ({"grade": "C"}, "BCDEF"), ({"grade": "D"}, ""), ({"status": "suspended"}, "A"),
        ({"q": "91320400ma1w3wyp0x"}, "B"), ({"q": "E机"}, "E"), ({"unit": stage.town.units["F"]}, "F"),
        ({"town": stage.town.towns["湖西镇"]}, "DEF"), ({"quality": "address"}, "ABCDEF"), ({"quality": "village"}, ""),
    ):  # fmt: skip
        found = page(stage, "enterprises", **query)["items"]
        assert "".join(row["name"][0] for row in found) == names, query


def mark(*parts: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode()


BROKEN = ("x", "%%%", mark(), mark(1), mark("x", "y"), mark("2026-11-01", 7), mark(None, str(uuid4())),
          mark("never", str(uuid4())), mark("2026-13-45", str(uuid4())), mark({"a": 1}, str(uuid4())), mark("", ""),
          mark("2026-11-01'; DROP TABLE hazard; --", str(uuid4())), "__79")  # fmt: skip


@pytest.mark.parametrize("after", BROKEN, ids=range(len(BROKEN)))
@pytest.mark.parametrize(("path", "sort"), [("hazards", "-found_at"), ("hazards", "due_on"), ("notices", None)])
def test_a_broken_mark_of_a_page_is_refused_and_no_fault(stage: Stage, path: str, sort: str | None, after: str) -> None:
    query = {"sort": sort} if sort else {}
    answer = stage.get("xu", f"/api/v1/{path}", after=after, **query)
    assert answer.status_code == 422, answer.text
    assert answer.json["code"] in {"unknown-thing", "bad-act"}


@pytest.mark.parametrize(
    "query",
    [{"limit": 0}, {"limit": 501}, {"limit": "x"}, {"state": "opened"}, {"sort": "name"}, {"found_from": "today"},
     {"enterprise": "A"}, {"level": "huge"}, {"unit": "A"}, {"category": "S01X"}, {"q": "x" * 101}],
)  # fmt: skip
def test_a_filter_that_is_none_is_refused_by_name(stage: Stage, query: dict[str, Any]) -> None:
    answer = stage.get("xu", "/api/v1/hazards", **query)
    assert (answer.status_code, answer.json["code"]) == (422, "bad-act")
    assert next(iter(query)) in answer.json["detail"]


@pytest.mark.parametrize("wanted", ["%", "_", "'", "\\", '"; DROP TABLE hazard; --', "\0", "2**40"])
def test_a_search_text_is_only_a_text(listed: Stage, wanted: str) -> None:
    answer = listed.get("xu", "/api/v1/hazards", q=wanted)
    assert answer.status_code in {200, 422}
    if answer.status_code == 200:
        assert answer.json["total"] == 0


@pytest.mark.parametrize("query", [{"unit": 2**40}, {"town": -(2**70)}])
def test_a_number_beyond_counting_finds_nothing_and_is_no_fault(stage: Stage, query: dict[str, int]) -> None:
    for path in ("hazards", "enterprises", "figures/units"):
        answer = stage.get("xu", f"/api/v1/{path}", **query)
        assert answer.status_code in {200, 422}, answer.text


def test_figures_add_up_and_say_how_they_are_made(listed: Stage) -> None:
    body = page(listed, "figures/units", period_from="2026-11-01", period_to="2026-11-30")
    rows = pages(listed, "hazards", 500)
    by_state = [row["state"] for row in rows]
    assert body["total"]["open"] == sum(s in {"open", "rectifying", "submitted"} for s in by_state)
    assert body["total"]["waiting"] == by_state.count("reported")
    assert body["total"]["overdue"] == sum(row["overdue"] for row in rows)
    assert body["total"]["found"] == len(rows) - by_state.count("reported")
    for name in ("open", "overdue", "found", "closed", "waiting"):
        assert body["total"][name] == sum(unit[name] for unit in body["units"])
    assert {unit["code"] for unit in body["units"]} == {f"G-{letter}" for letter in "ABCDEF"}
    assert all(set(words) == {"zh", "en"} and all(words.values()) for words in body["formulas"].values())
