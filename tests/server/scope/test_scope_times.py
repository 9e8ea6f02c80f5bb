"""Rights count when the act was made: a phone may send weeks later, when its owner has long moved on."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import update

from server.store.tables import GrantRow, HazardEventRow, PersonRow
from tests.server.scope.world import World

DAY = timedelta(days=1)


def now() -> datetime:
    return datetime.now(UTC)


def act_made(world: World, who: str, unit: str, at: datetime, offset_ms: float | None = 0) -> dict[str, Any]:
    """Send an act that the phone froze at a moment."""
    item = world.stage.item(
        "start-visit", visit=str(uuid4()), enterprise=world.enterprise(unit), started_at=at.isoformat()
    )
    return world.stage.send(who, {**item, "act_wall": at.isoformat(), "server_offset_ms": offset_ms})[0]


def change_grants(world: World, who: str, **values: Any) -> None:
    with world.stage.app.extensions["wangge.database"].transaction() as session:
        session.execute(update(GrantRow).where(GrantRow.person_id == world.stage.people[who]).values(**values))


def moves(world: World, who: str, unit: str, at: datetime) -> None:
    """Move an officer to another unit at a moment."""
    change_grants(world, who, valid_to=at)
    with world.stage.app.extensions["wangge.database"].transaction() as session:
        session.add(
            GrantRow(
                person_id=world.stage.people[who], role="officer", part="A", unit_id=world.unit(unit), valid_from=at
            )
        )


def test_a_grant_that_ended_yesterday_covers_the_day_before(tried_world: World) -> None:
    change_grants(tried_world, "wang", valid_to=now() - DAY)
    assert act_made(tried_world, "wang", "A", now() - 2 * DAY)["status"] == "applied"
    verdict = act_made(tried_world, "wang", "A", now() - DAY / 2)
    assert (verdict["status"], verdict["code"]) == ("refused", "not-yours")


def test_a_grant_that_began_today_does_not_cover_yesterday(tried_world: World) -> None:
    change_grants(tried_world, "wang", valid_from=now() - DAY / 4)
    verdict = act_made(tried_world, "wang", "A", now() - DAY)
    assert (verdict["status"], verdict["code"]) == ("refused", "not-yours")
    assert act_made(tried_world, "wang", "A", now())["status"] == "applied"


def test_an_officer_who_moved_still_delivers_what_was_done_before_and_nothing_that_was_not(tried_world: World) -> None:
    moves(tried_world, "wang", "D", now() - DAY)
    assert act_made(tried_world, "wang", "A", now() - 2 * DAY)["status"] == "applied"
    assert act_made(tried_world, "wang", "D", now())["status"] == "applied"
    assert act_made(tried_world, "wang", "A", now())["code"] == "area-not-yours"
    assert act_made(tried_world, "wang", "D", now() - 2 * DAY)["code"] == "area-not-yours"


def test_an_enterprise_that_was_moved_meanwhile_still_takes_what_was_done_before(tried_world: World) -> None:
    """A redrawn grid or a move in the office must not turn away an officer's morning."""
    before = now() - timedelta(minutes=10)
    tried_world.stage.does(
        "xu", "assign-unit", enterprise=tried_world.enterprise("A"), unit=tried_world.unit("D"), reason="门在西"
    )
    assert act_made(tried_world, "wang", "A", before)["status"] == "applied"
    assert act_made(tried_world, "lin", "A", now())["status"] == "applied"
    assert act_made(tried_world, "wang", "A", now())["code"] == "area-not-yours"
    assert act_made(tried_world, "bo", "A", before)["code"] == "area-not-yours"


def test_the_end_of_a_grant_is_its_first_moment_without(tried_world: World) -> None:
    end = now().replace(microsecond=0) - DAY
    change_grants(tried_world, "wang", valid_to=end)
    assert act_made(tried_world, "wang", "A", end - timedelta(milliseconds=1))["status"] == "applied"
    assert act_made(tried_world, "wang", "A", end)["code"] == "not-yours"


def test_a_clock_that_runs_behind_is_corrected_by_its_known_offset(tried_world: World) -> None:
    change_grants(tried_world, "wang", valid_from=now() - DAY)
    behind = now() - 3 * DAY
    assert act_made(tried_world, "wang", "A", behind)["code"] == "not-yours"
    offset = timedelta(days=2, hours=12).total_seconds() * 1000
    assert act_made(tried_world, "wang", "A", behind, offset_ms=offset)["status"] == "applied"


def test_a_clock_of_the_future_is_not_believed(tried_world: World) -> None:
    change_grants(tried_world, "wang", valid_to=now() + 400 * DAY)
    moves(tried_world, "wang", "D", now() + DAY)
    assert act_made(tried_world, "wang", "D", now() + 2 * DAY)["code"] == "area-not-yours"


def test_the_chain_keeps_both_clocks(tried_world: World) -> None:
    stage = tried_world.stage
    made = now() - 2 * DAY
    item = stage.item(
        "record-hazard", hazard=str(uuid4()), enterprise=tried_world.enterprise("A"), found_at=made.isoformat(),
        place="门口", description="堵塞", category="S05", photos=[{"sha256": "a" * 64, "taken_at": made.isoformat()}],
    )  # fmt: skip
    assert stage.send("wang", {**item, "act_wall": made.isoformat()})[0]["status"] == "applied"
    with stage.app.extensions["wangge.database"].session() as session:
        row = session.query(HazardEventRow).filter_by(act_id=item["id"]).one()
        assert row.act_at == made
        assert abs(row.at - now()) < timedelta(minutes=1)
    shown = stage.get("wang", f"/api/v1/hazards/{item['command']['hazard']}").json
    assert shown["late"] is True


@pytest.mark.parametrize("years", [1, 50])
def test_an_act_older_than_a_sign_in_is_judged_as_of_thirty_days_ago(tried_world: World, years: int) -> None:
    change_grants(tried_world, "wang", valid_from=now() - 31 * DAY)
    assert act_made(tried_world, "wang", "A", now() - years * 365 * DAY)["status"] == "applied"
    change_grants(tried_world, "wang", valid_from=now() - 29 * DAY)
    assert act_made(tried_world, "wang", "A", now() - years * 365 * DAY)["code"] == "not-yours"


def test_a_person_who_was_switched_off_sends_nothing(tried_world: World) -> None:
    stage = tried_world.stage
    assert act_made(tried_world, "wang", "A", now())["status"] == "applied"
    with stage.app.extensions["wangge.database"].transaction() as session:
        session.execute(update(PersonRow).where(PersonRow.id == stage.people["wang"]).values(active=False))
    assert stage.get("wang", "/api/v1/session").status_code == 401
