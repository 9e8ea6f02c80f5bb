"""The ledger of a period over the real routes: it adds up, every number opens its list, the past stays as it was."""

import io
import random
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from grids.balance import Change, balance, stays
from grids.hazards import ENDED, State
from grids.policy import HERE, local_day
from server.reads.balance import PARTS, as_balance
from server.store.tables import HazardEventRow, HazardRow, HazardStay
from tests.server.stage import Stage

TODAY = local_day(datetime.now(UTC))
TOMORROW = (TODAY + timedelta(days=1)).isoformat()
SOON = (TODAY + timedelta(days=10)).isoformat()
WHOLE = {"first": "2025-01-01", "last": TODAY.isoformat()}


def figures(stage: Stage, who: str = "xu", **asked: Any) -> dict[str, Any]:
    answer = stage.get(who, "/api/v1/balance", **{**WHOLE, **asked})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json
    for row in [*found["rows"], found["total"]]:
        assert as_balance(row).adds_up, row
    return found


def move_to_the_west(stage: Stage) -> None:
    command = {"enterprise": str(stage.town.enterprises["A"]), "unit": stage.town.units["D"], "reason": "门在西"}
    stage.does("xu", "assign-unit", **command)


def parts(row: dict[str, Any]) -> dict[str, int]:
    return {name: row[name] for name in PARTS if row[name]}


def of(found: dict[str, Any], name: str) -> dict[str, int]:
    return next(parts(row) for row in found["rows"] if row["name"] == name)


def test_what_came_and_went_stands_under_its_town_and_class(stage: Stage) -> None:
    kept, closed, merged = stage.hazard("wang"), stage.hazard("li"), stage.hazard("wang")
    stage.does("xi", "open-hazard", hazard=(west := stage.hazard("lin", "D")), level="general", due_on=SOON)
    stage.does("li", "rectify-on-the-spot", hazard=closed, photos=[stage.photo("li")], done="已清", done_by="张",
               done_at=datetime.now(UTC).isoformat())  # fmt: skip
    stage.does("an", "merge-hazard", hazard=merged, master=kept, reason="同一处")
    found = figures(stage)
    assert of(found, "湖东镇") == {"new": 3, "closed": 1, "void": 1, "open": 1}
    assert of(found, "湖西镇") == {"new": 1, "open": 1}
    assert parts(found["total"]) == {"new": 4, "closed": 1, "void": 1, "open": 2}
    assert parts(figures(stage, by="class")["total"]) == parts(found["total"])
    assert parts(figures(stage, "an")["total"]) == {"new": 3, "closed": 1, "void": 1, "open": 1}
    listed = stage.get("xu", "/api/v1/balance/items", **WHOLE, part="open", town=stage.town.towns["湖西镇"]).json
    assert [item["hazard_id"] for item in listed["items"]] == [west]


@pytest.mark.parametrize("by", ["town", "unit", "class", "level"])
def test_every_number_opens_a_list_of_just_as_many(stage: Stage, by: str) -> None:
    stage.hazard("wang")
    stage.hazard("qin", "D", level="major", interim_measures="停用")
    reopened = stage.hazard("wang")
    stage.does("an", "reject-hazard", hazard=reopened, reason="查无")
    found = figures(stage, by=by)
    column = "supervision_class" if by == "class" else by
    for row in found["rows"]:
        own = {"without": by} if row["key"] is None else {column: row["key"]}
        for part in PARTS:
            behind = stage.get("xu", "/api/v1/balance/items", **WHOLE, by=by, part=part, **own).json
            assert behind["total"] == len(behind["items"]) == row[part], (row, part)


def test_an_enterprise_that_moves_takes_its_hazards_along_and_leaves_the_past_behind(stage: Stage) -> None:
    hazard = stage.hazard("wang")
    stage.does("an", "open-hazard", hazard=hazard, level="general", due_on=SOON)
    before = figures(stage, by="town")
    stage.does(
        "xu", "assign-unit", enterprise=str(stage.town.enterprises["A"]), unit=stage.town.units["D"], reason="门"
    )
    after = figures(stage, by="town")
    assert of(after, "湖东镇") == {"new": 1, "moved_out": 1}
    assert of(after, "湖西镇") == {"moved_in": 1, "open": 1}
    assert parts(after["total"]) == parts(before["total"]) == {"new": 1, "open": 1}  # nothing came or went in all
    stage.does("bu", "change-level", hazard=hazard, level="major", reason="对照标准")
    assert parts(figures(stage, level="major")["total"]) == {"moved_in": 1, "open": 1}
    assert parts(figures(stage, by="level")["total"]) == {"new": 1, "open": 1}


def test_a_hazard_that_another_body_takes_over_is_on_that_bodys_list(stage: Stage) -> None:
    hazard = stage.hazard("wang")
    stage.does("an", "transfer-hazard", hazard=hazard, to_area=stage.town.towns["湖西镇"], reason="属西镇")
    assert of(figures(stage), "湖东镇") == {"new": 1, "open": 1}  # offered is not taken over
    stage.does("xi", "accept-transfer", hazard=hazard)
    assert of(figures(stage), "湖东镇") == {"new": 1, "moved_out": 1}
    assert of(figures(stage), "湖西镇") == {"moved_in": 1, "open": 1}
    assert parts(figures(stage, "xi")["total"]) == {"moved_in": 1, "open": 1}


@pytest.mark.parametrize("seed", range(6))
def test_random_lives_balance_as_the_rule_says_for_any_period(stage: Stage, seed: int) -> None:
    """The triggers keep what grids/balance.py would count from the chain alone."""
    chance = random.Random(seed)  # noqa: S311 - lives, no secrets
    lives = [_life(chance) for _ in range(40)]
    database = stage.app.extensions["wangge.database"]
    with database.transaction() as session:
        like = session.get_one(HazardRow, UUID(stage.hazard("wang")))
        copied = {column.name: getattr(like, column.name) for column in HazardRow.__table__.columns
                  if column.name not in {"id", "ledger_no", "point_3857"}}  # fmt: skip
        events = []
        for life in lives:
            own = uuid4()
            session.add(HazardRow(**{**copied, "id": own, "ledger_no": str(own), "state": life[-1].after.value}))
            events += [(change, own) for change in life]
        session.flush()
        chunk = chance.choice([1, 7, 1_000])
        for start in range(0, len(events), chunk):
            session.add_all(_event(like, change, own) for change, own in events[start : start + chunk])
            session.flush()
    for first, last in ((date(2025, 3, 1), date(2025, 3, 31)), (date(2025, 1, 1), date(2025, 12, 31)),
                        (date(2025, 6, 9), date(2025, 6, 9))):  # fmt: skip
        until = _midnight(last + timedelta(days=1))
        wanted = balance([stay for life in lives for stay in stays(life)], _midnight(first), until)
        found = figures(stage, first=first.isoformat(), last=last.isoformat())
        assert as_balance(found["total"]) == wanted


def test_the_present_does_not_move_a_period_that_is_over(stage: Stage) -> None:
    hazard = stage.hazard("wang")
    database = stage.app.extensions["wangge.database"]
    with database.transaction() as session:
        stay = session.scalars(select(HazardStay).where(HazardStay.hazard_id == UUID(hazard))).one()
        stay.from_at -= timedelta(days=40)
    past = {"first": "2025-01-01", "last": (TODAY - timedelta(days=10)).isoformat()}
    before = figures(stage, **past)
    stage.does("an", "open-hazard", hazard=hazard, level="general", due_on=SOON)
    stage.does(
        "xu", "assign-unit", enterprise=str(stage.town.enterprises["A"]), unit=stage.town.units["D"], reason="门"
    )
    stage.does("bu", "change-level", hazard=hazard, level="major", reason="对照标准")
    stage.does("bu", "change-level", hazard=hazard, level="general", reason="不符")
    stage.does("xu", "void-hazard", hazard=hazard, reason="对象错误")
    assert figures(stage, **past) == before
    assert parts(figures(stage, **past)["total"]) == {"new": 1, "open": 1}
    assert parts(figures(stage, first=TODAY.isoformat())["total"]) == {"opening": 1, "void": 1}


def test_the_workbook_has_the_balance_the_hazards_and_how_it_counts(stage: Stage) -> None:
    stage.hazard("wang")
    answer = stage.get("an", "/api/v1/balance.xlsx", **WHOLE)
    assert answer.status_code == 200
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.get_data()))
    assert book.sheet_names == ["收支平衡", "明细", "说明"]
    head, town, total = book.get_sheet_by_name("收支平衡").to_python()
    assert head == ["镇（街道）", "期初未销", "新增", "重新打开", "移入", "销号", "剔除", "移出", "期末未销"]
    assert town == ["湖东镇", 0, 1, 0, 0, 0, 0, 0, 1]
    assert total[1:] == town[1:]
    assert len(book.get_sheet_by_name("明细").to_python()) == 2
    assert any("期初未销 + 新增" in str(row[1]) for row in book.get_sheet_by_name("说明").to_python())


def test_a_period_that_ends_before_it_begins_is_refused(stage: Stage) -> None:
    answer = stage.get("an", "/api/v1/balance", first=TODAY.isoformat(), last="2025-01-01")
    assert (answer.status_code, answer.json["code"]) == (422, "bad-date")


def _life(chance: random.Random) -> list[Change]:
    at, before, changes = datetime(2025, 1, 1, tzinfo=UTC), None, []
    for _ in range(chance.randint(1, 7)):
        at += timedelta(hours=chance.randint(0, 2_000))
        if before is None:
            after = chance.choice([State.REPORTED, State.OPEN, State.CLOSED])
        else:
            after = State.OPEN if before in ENDED else chance.choice(sorted(State))
        changes.append(Change(at=at, before=before, after=after))
        before = after
    return changes


def _event(like: HazardRow, change: Change, own: UUID) -> HazardEventRow:
    return HazardEventRow(
        hazard_id=own, event="hazard-opened", at=change.at, person_id=like.found_by, person_name="某", role="officer",
        state_before=change.before and change.before.value, state_after=change.after.value, body={},
    )  # fmt: skip


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=HERE)
