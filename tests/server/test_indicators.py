"""Indicators: each formula on lives that can be counted by hand, lists that are the figures, a past that stays."""

import random
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from grids.hazards import State
from server.db import Database
from server.reads.indicator_terms import INDICATORS
from server.store.tables import Grading
from tests.server.indicator_lives import (
    SOON,
    TODAY,
    Past,
    closed,
    judged,
    lived,
    noticed,
    opened,
    rectified_in_time,
    reported,
    signed,
    visited,
)
from tests.server.stage import Stage
from tests.town import middle

ROOT = Path(__file__).parents[2]
MARCH, APRIL, MAY = date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)
IN_MARCH = {"period_from": "2026-03-01", "period_to": "2026-03-31"}
IN_APRIL = {"period_from": "2026-04-01", "period_to": "2026-04-30"}


def figures(stage: Stage, who: str = "xu", **query: Any) -> Any:
    answer = stage.get(who, "/api/v1/indicators", **query)
    assert answer.status_code == 200, answer.text
    return answer.json


def total(stage: Stage, name: str, who: str = "xu", **query: Any) -> tuple[int, int]:
    share = figures(stage, who, name=name, **query)["total"][name]
    return share["n"], share["d"]


def facts(stage: Stage, name: str, who: str = "xu", **query: Any) -> Any:
    answer = stage.get(who, f"/api/v1/indicators/{name}/facts", **query)
    assert answer.status_code == 200, answer.text
    return answer.json


# One world a formula: what is done in it, and the share that a person counts.
Case = Callable[[Stage, Database], tuple[int, int]]


def rectified(stage: Stage, _: Database) -> tuple[int, int]:
    closed(stage)
    opened(stage)
    stage.hazard("wang")  # waits to be judged
    stage.does("an", "reject-hazard", hazard=stage.hazard("wang"), reason="不属实")
    return 1, 2


def major_rectified(stage: Stage, _: Database) -> tuple[int, int]:
    closed(stage)
    own = stage.hazard("wang", level="major", interim_measures="停用")
    stage.does("an", "open-hazard", hazard=own, level="major", due_on=SOON, interim_measures="停用")
    return 0, 1


def on_the_spot(stage: Stage, _: Database) -> tuple[int, int]:
    opened(stage)
    own = stage.hazard("wang")
    photo = stage.photo("wang")
    fixed = {"done": "已搬走", "done_by": "张工", "done_at": photo["taken_at"], "photos": [photo]}
    stage.does("wang", "rectify-on-the-spot", hazard=own, **fixed)
    stage.hazard("li", photos=[])  # a self-check is no visit
    return 1, 2


def repeated(stage: Stage, _: Database) -> tuple[int, int]:
    opened(stage, check_item="G-01")
    opened(stage, check_item="G-01")
    opened(stage, check_item="G-02")
    return 1, 3


def recorded_late(stage: Stage, _: Database) -> tuple[int, int]:
    opened(stage)
    opened(stage, found_at=f"{TODAY - timedelta(days=3)}T08:00:00+08:00")
    return 1, 2


def on_time(stage: Stage, db: Database) -> tuple[int, int]:
    with db.transaction() as session:
        lived(session, stage, rectified_in_time(TODAY - timedelta(days=30)))
        late = TODAY - timedelta(days=40)
        lived(session, stage, [Past(late, "hazard-opened", "open", due=late + timedelta(days=10))])
    opened(stage)  # not due yet
    return 1, 2


def put_off(stage: Stage, db: Database) -> None:
    first, later = TODAY - timedelta(days=30), TODAY - timedelta(days=10)
    with db.transaction() as session:
        own = lived(
            session, stage,
            [
                Past(TODAY - timedelta(days=50), "hazard-opened", "rectifying", due=first),
                Past(TODAY - timedelta(days=35), "extension-granted", "rectifying", due=later),
                Past(TODAY - timedelta(days=20), "rectification-submitted", "submitted", due=later),
                Past(TODAY - timedelta(days=19), "reinspection-passed", "closed", due=later),
            ],
        )  # fmt: skip
        session.execute(text("UPDATE hazard SET extensions = 1 WHERE id = :id"), {"id": own})
        lived(session, stage, rectified_in_time(TODAY - timedelta(days=30)))


def on_time_strict(stage: Stage, db: Database) -> tuple[int, int]:
    put_off(stage, db)
    return 1, 2


def extended(stage: Stage, db: Database) -> tuple[int, int]:
    put_off(stage, db)
    return 1, 2


def overdue(stage: Stage, db: Database) -> tuple[int, int]:
    with db.transaction() as session:
        late = TODAY - timedelta(days=40)
        lived(session, stage, [Past(late, "hazard-opened", "open", due=late + timedelta(days=10))])
        lived(session, stage, rectified_in_time(TODAY - timedelta(days=30)))
    opened(stage)
    return 1, 2


def reinspected(stage: Stage, _: Database) -> tuple[int, int]:
    closed(stage)
    own = opened(stage)
    signed(stage, own)
    reported(stage, own)
    return 1, 2


def reinspected_in_time(stage: Stage, db: Database) -> tuple[int, int]:
    closed(stage)
    start = TODAY - timedelta(days=40)
    slow = [*rectified_in_time(start)[:3], Past(start + timedelta(days=25), "reinspection-passed", "closed")]
    with db.transaction() as session:
        lived(session, stage, slow)
    return 1, 2


def passed_first(stage: Stage, _: Database) -> tuple[int, int]:
    closed(stage)
    own = opened(stage)
    signed(stage, own)
    reported(stage, own)
    judged(stage, own, passed=False)
    reported(stage, own)
    judged(stage, own)
    return 1, 2


def visits(stage: Stage, _: Database) -> None:
    lon, lat = middle("A")
    visited(stage, fix={"lon": lon, "lat": lat, "radius_m": 8})
    visited(stage, "closed_door")


def a_visit(stage: Stage, db: Database) -> tuple[int, int]:
    visits(stage, db)
    return 1, 6


def inspected(stage: Stage, db: Database) -> tuple[int, int]:
    visits(stage, db)
    visited(stage, who="qin", kind="inspection")
    return 1, 6


def self_checked(stage: Stage, _: Database) -> tuple[int, int]:
    stage.hazard("li", photos=[])
    opened(stage)
    return 1, 6


def effective(stage: Stage, db: Database) -> tuple[int, int]:
    visits(stage, db)
    return 1, 2


def with_findings(stage: Stage, db: Database) -> tuple[int, int]:
    opened(stage, visit=visited(stage))
    visits(stage, db)
    return 1, 2


def active_officers(stage: Stage, db: Database) -> tuple[int, int]:
    visits(stage, db)
    return 1, 4


def acknowledged(stage: Stage, _: Database) -> tuple[int, int]:
    signed(stage, opened(stage))
    noticed(stage, opened(stage))
    return 1, 2


def acknowledged_in_time(stage: Stage, db: Database) -> tuple[int, int]:
    signed(stage, opened(stage))
    signed(stage, opened(stage))
    with db.transaction() as session:
        session.execute(
            text(
                "UPDATE notice SET issued_at = issued_at - interval '2 days' "
                "WHERE id = (SELECT id FROM notice ORDER BY id LIMIT 1)"
            )
        )
    return 1, 2


def of_the_file(change: str, counted: int = 1) -> Case:
    def case(stage: Stage, db: Database) -> tuple[int, int]:
        with db.transaction() as session:
            session.execute(
                text("UPDATE enterprise SET grade = NULL, verified_at = NULL, position_quality = 'address'")
            )
            own = {"id": stage.town.enterprises["A"]}
            session.execute(text(f"UPDATE enterprise SET {change} WHERE id = :id"), own)  # noqa: S608 - of this file
        return counted, 6

    return case


CASES: dict[str, Case] = {
    "rectified": rectified, "major_rectified": major_rectified, "on_the_spot": on_the_spot, "repeated": repeated,
    "recorded_late": recorded_late, "on_time": on_time, "on_time_strict": on_time_strict, "extended": extended,
    "overdue": overdue, "reinspected": reinspected, "reinspected_in_time": reinspected_in_time,
    "passed_first": passed_first, "visited": a_visit, "inspected": inspected, "self_checked": self_checked,
    "frequency_met": a_visit, "effective": effective, "at_site": effective, "with_findings": with_findings,
    "active_officers": active_officers, "acknowledged": acknowledged, "acknowledged_in_time": acknowledged_in_time,
    "graded": of_the_file("grade = 'B'"), "owned": of_the_file("supervision_class = 'other'", 2),
    "positioned": of_the_file("position_quality = 'site'"), "fresh": of_the_file("verified_at = now()"),
}  # fmt: skip


def test_each_indicator_has_its_case_and_its_place_at_the_desk() -> None:
    assert list(CASES) == list(INDICATORS)
    shown = (ROOT / "pwa/src/desk/figures/figures.ts").read_text("utf-8").partition("} as const")[0]
    assert sorted(re.findall(r"'(\w+)'", shown.partition("GROUPS = {")[2])) == sorted(INDICATORS)


@pytest.mark.parametrize("name", CASES)
def test_a_share_is_what_a_person_counts_and_its_lists_are_the_figure(stage: Stage, db: Database, name: str) -> None:
    n, d = CASES[name](stage, db)
    assert total(stage, name) == (n, d)
    lists = {side: facts(stage, name, side=side) for side in ("of", "counted", "rest")}
    assert {side: len(found["items"]) for side, found in lists.items()} == {"of": d, "counted": n, "rest": d - n}
    assert {side: found["total"] for side, found in lists.items()} == {"of": d, "counted": n, "rest": d - n}
    assert sum(item["counted"] for item in lists["of"]["items"]) == n


def test_towns_add_up_to_the_district_and_each_row_opens_its_list(stage: Stage) -> None:
    closed(stage)
    stage.does("xi", "open-hazard", hazard=stage.hazard("lin", "D"), level="general", due_on=SOON)
    shown = figures(stage)
    for name in INDICATORS:
        for part in ("n", "d"):
            assert sum(row["shares"][name][part] for row in shown["rows"]) == shown["total"][name][part], name
    west = stage.town.towns["湖西镇"]
    row = next(row for row in shown["rows"] if row["key"] == west)
    assert (row["name"], row["shares"]["rectified"]["n"], row["shares"]["rectified"]["d"]) == ("湖西镇", 0, 1)
    assert facts(stage, "rectified", side="of", key=str(west))["total"] == 1
    assert facts(stage, "active_officers", side="of", key="")["total"] == 2  # inspectors of the district have no town


def test_a_town_sees_its_own_figures_and_an_enterprise_none(stage: Stage) -> None:
    closed(stage)
    stage.hazard("lin", "D")
    assert total(stage, "rectified", "zhou") == total(stage, "rectified", "wang") == (1, 1)
    assert total(stage, "rectified", "xi") == (0, 0)
    assert total(stage, "rectified", "xi", town=stage.town.towns["湖东镇"]) == (0, 0)
    assert total(stage, "rectified", "shi", town=stage.town.towns["湖东镇"]) == (1, 1)
    assert stage.get("li", "/api/v1/indicators").status_code == 403
    assert stage.get("chen", "/api/v1/indicators/rectified/facts").status_code == 403


def test_nothing_over_nothing_is_no_number_and_a_small_base_is_not_ranked(stage: Stage) -> None:
    closed(stage)
    shown = figures(stage)
    assert shown["total"]["on_the_spot"] == {"n": 0, "d": 1, "percent": "0.00", "small": True}
    assert shown["total"]["passed_first"]["percent"] == "100.00"
    assert figures(stage, **IN_MARCH)["total"]["rectified"]["percent"] is None
    assert all(row["ranks"] == {} for row in shown["rows"])


def test_the_period_before_is_the_month_before(stage: Stage, db: Database) -> None:
    with db.transaction() as session:
        lived(session, stage, rectified_in_time(MARCH))
        lived(session, stage, [Past(APRIL, "hazard-opened", "open", due=APRIL)])
    earlier = stage.get("xu", "/api/v1/indicators/earlier", **IN_APRIL).json
    assert earlier["before"]["period"] == {"from": "2026-03-01", "to": "2026-03-31"}
    assert earlier["year_before"]["period"] == {"from": "2025-04-01", "to": "2025-04-30"}
    assert earlier["before"]["total"]["rectified"]["n"] == 1
    shown = figures(stage, **IN_APRIL)
    assert shown["total"]["rectified"] == {"n": 0, "d": 1, "percent": "0.00", "small": True}


def test_what_is_done_today_changes_no_figure_of_march(stage: Stage, db: Database) -> None:
    with db.transaction() as session:
        done = lived(session, stage, rectified_in_time(MARCH))
        waiting = lived(session, stage, [Past(MARCH, "hazard-opened", "open", due=date(2026, 3, 20))])
        rising = lived(session, stage, [Past(MARCH, "hazard-opened", "open", due=date(2026, 3, 25))])
        lived(session, stage, rectified_in_time(MARCH + timedelta(days=2)))
    shown = {by: figures(stage, by=by, **IN_MARCH) for by in ("town", "unit", "class")}
    lists = {name: facts(stage, name, side="of", **IN_MARCH)["items"] for name in INDICATORS}
    assert shown["town"]["total"]["rectified"] == {"n": 2, "d": 4, "percent": "50.00", "small": True}
    assert shown["town"]["total"]["overdue"] == {"n": 2, "d": 2, "percent": "100.00", "small": True}

    stage.does("bu", "reopen-hazard", hazard=str(done), reason="又堵了", due_on=SOON)
    stage.does("xu", "void-hazard", hazard=str(waiting), reason="对象错误")
    stage.does("an", "change-level", hazard=str(rising), level="major", reason="升级")
    move(stage, "A", "C")
    with db.transaction() as session:
        graded_today(session, stage.town.enterprises["E"])
        session.execute(text("UPDATE enterprise SET status = 'deregistered' WHERE unit_id = :unit"),
                        {"unit": stage.town.units["B"]})  # fmt: skip
    assert total(stage, "rectified", **IN_MARCH) == (2, 4)

    for by, then in shown.items():
        again = figures(stage, by=by, **IN_MARCH)
        assert {**again, "as_of": 0} == {**then, "as_of": 0}, by
    assert {name: facts(stage, name, side="of", **IN_MARCH)["items"] for name in INDICATORS} == lists


def test_what_moves_to_the_next_town_still_counts_where_it_was(stage: Stage, db: Database) -> None:
    with db.transaction() as session:
        lived(session, stage, rectified_in_time(MARCH))
    asked = {who: {name: total(stage, name, who, **IN_MARCH) for name in INDICATORS} for who in ("zhou", "xi", "wang")}
    assert [asked[who]["rectified"] for who in asked] == [(1, 1), (0, 0), (1, 1)]
    assert [asked[who]["graded"][1] for who in asked] == [3, 3, 1]
    own = {"id": stage.town.enterprises["A"], "unit": stage.town.units["D"]}
    with db.transaction() as session:
        place = "unit_id = u.id, village_id = u.village_id, town_id = u.town_id FROM grid_unit u WHERE u.id = :unit"
        session.execute(text(f"UPDATE enterprise SET {place} AND enterprise.id = :id"), own)  # noqa: S608 - of this test
        session.execute(text(f"UPDATE hazard SET {place} AND enterprise_id = :id"), own)  # noqa: S608 - of this test
        stays = session.execute(
            text("UPDATE enterprise_unit SET valid_to = now() WHERE enterprise_id = :id AND valid_to IS NULL"), own
        )
        assert stays.rowcount == 1  # type: ignore[attr-defined]
    for who, before in asked.items():
        assert {name: total(stage, name, who, **IN_MARCH) for name in INDICATORS} == before, who


def graded_today(session: Session, enterprise: UUID) -> None:
    """Take a grade away that held until today."""
    now = datetime.now(UTC)
    session.add(
        Grading(
            enterprise_id=enterprise, source="manual", as_of=TODAY, at=now, grade=None, was="B", facts={}, points={},
            state="approved", valid_from=TODAY,
        )
    )  # fmt: skip
    session.flush()
    session.execute(text("UPDATE enterprise SET grade = NULL WHERE id = :id"), {"id": enterprise})


def move(stage: Stage, unit: str, to: str) -> None:
    stage.does("an", "assign-unit", enterprise=str(stage.town.enterprises[unit]), unit=stage.town.units[to], reason="x")


@pytest.mark.parametrize("seed", range(4))
def test_the_state_on_any_past_day_is_that_of_the_last_step_before(stage: Stage, db: Database, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same lives every time
    lives: dict[UUID, list[Past]] = {}
    with db.transaction() as session:
        for _ in range(25):
            on, steps = MARCH + timedelta(days=chance.randrange(20)), []
            for state in chance.choices(list(State), k=chance.randint(1, 6)):
                steps.append(Past(on, "hazard-opened", state.value, due=on + timedelta(days=chance.randrange(9))))
                on += timedelta(days=chance.randint(1, 12))
            lives[lived(session, stage, steps)] = steps
    unresolved = {"open", "rectifying", "plan_review", "submitted"}
    for last in (MARCH + timedelta(days=n) for n in (0, 9, 20, 31, 60, 90)):
        known = [[step for step in steps if step.on <= last] for steps in lives.values()]
        states = [steps[-1] for steps in known if steps]
        stock = [step for step in states if step.after in unresolved]
        late = [s for s in stock if s.after != "submitted" and s.due is not None and s.due < last]
        period = {"period_from": "2026-03-01", "period_to": last.isoformat()}
        assert total(stage, "overdue", **period) == (len(late), len(stock)), last
        judged_ = [s for s in states if s.after == "closed" or s.after in unresolved]
        assert total(stage, "rectified", **period) == (sum(s.after == "closed" for s in judged_), len(judged_)), last


def test_a_list_is_read_page_by_page_without_gap_or_repeat(stage: Stage, db: Database) -> None:
    with db.transaction() as session:
        own = {str(lived(session, stage, rectified_in_time(MARCH))) for _ in range(7)}
    found, after = [], None
    while True:
        page = facts(stage, "rectified", limit=3, **({} if after is None else {"after": after}), **IN_MARCH)
        found += [item["id"] for item in page["items"]]
        after = page["next"]
        if after is None:
            break
    assert sorted(found) == sorted(own)
    assert page["total"] == 7


def test_a_wrong_question_is_told(stage: Stage) -> None:
    assert stage.get("xu", "/api/v1/indicators/beauty/facts").status_code == 404
    assert stage.get("xu", "/api/v1/indicators", name="beauty").status_code == 422
    assert stage.get("xu", "/api/v1/indicators", period_from="2026-03-02", period_to="2026-03-01").status_code == 422
    assert stage.get("xu", "/api/v1/indicators/rectified/facts", key="east").status_code == 422
    assert stage.get("xu", "/api/v1/indicators/rectified/facts", after="x").status_code == 422
