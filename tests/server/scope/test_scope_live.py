"""What open maps are told: within each reader's scope, of every commit, and no trace of anything else."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select, text, update

from server import messages
from server.messages import Message
from server.store.tables import GrantRow, SignInSession
from tests.server.listening import Listener, Live, live
from tests.server.scope.world import EVERYBODY, SEES, SOON, World, tells

Maps = dict[str, Listener]


@pytest.fixture
def opened(own_world: World, tmp_path: Path) -> Iterator[tuple[Live, Maps]]:
    """Everybody with an open map."""
    database = own_world.stage.app.extensions["wangge.database"]
    with live(database.engine.url.render_as_string(hide_password=False), tmp_path) as running:
        maps = {who: open_map(running, own_world, who) for who in EVERYBODY}
        running.until(lambda: all(each.told("ready") for each in maps.values()))
        yield running, maps


def open_map(running: Live, world: World, who: str, since: str | None = None) -> Listener:
    world.stage.client(who)
    person = world.stage.people[who]
    with world.stage.app.extensions["wangge.database"].session() as session:
        query = select(SignInSession.token_sha256).where(SignInSession.person_id == person)
        token = session.scalars(query.order_by(SignInSession.created_at.desc())).first()
    assert token is not None
    return running.open(token, person, since)


def told(maps: Maps) -> set[str]:
    return {who for who, each in maps.items() if each.told("touched") or each.told("all")}


@pytest.mark.parametrize(("spot", "officer"), [("A", "wang"), ("D", "lin"), ("Z", "zou")])
def test_a_visit_reaches_the_maps_of_those_who_see_the_place_and_no_other(
    own_world: World, opened: tuple[Live, Maps], spot: str, officer: str
) -> None:
    running, maps = opened
    visit, now = "aaaaaaaa-0000-4000-8000-000000000001", datetime.now(UTC).isoformat()
    own_world.stage.does(officer, "start-visit", visit=visit, enterprise=own_world.enterprise(spot), started_at=now)
    own_world.stage.does(
        officer, "finish-visit", visit=visit, outcome="closed_door", finished_at=now, person_met="无人",
    )  # fmt: skip
    running.settle()
    assert told(maps) == {who for who in EVERYBODY if spot in SEES[who]}
    for who in told(maps):
        assert maps[who].ids("enterprise") == {own_world.enterprise(spot)}, who


def test_a_report_is_told_to_its_area_with_its_place_and_to_the_enterprise_only_when_it_stands(
    own_world: World, opened: tuple[Live, Maps]
) -> None:
    running, maps = opened
    judged = own_world.stage.hazard("wang", "A")
    running.settle()
    assert "li" not in told(maps)
    change = next(c for c in maps["an"].told("touched")[0].body["changes"] if c["kind"] == "hazard")
    assert judged in change["ids"]
    assert set(change["layers"]) >= {"hazard", "heat"}
    assert change["boxes"]
    assert maps["an"].ids("figures") == {str(own_world.unit("A"))}
    own_world.stage.does("an", "open-hazard", hazard=judged, level="general", due_on=SOON)
    running.settle()
    assert judged in maps["li"].ids("hazard")


def test_nothing_told_names_what_a_reader_may_not_know(own_world: World, opened: tuple[Live, Maps]) -> None:
    running, maps = opened
    for officer, spot in (("wang", "A"), ("bo", "B"), ("lin", "D")):
        own_world.stage.hazard(officer, spot)
    running.settle()
    for who, each in maps.items():
        said = repr([event.body for event in each.events])
        assert not [token for token in own_world.hidden(who) if tells(said, token)], who
    assert told(maps) >= {"wang", "bo", "lin", "an", "xi", "xu"}
    assert not told(maps) & {"chen", "guan", "zou", "zan"}


def test_what_leaves_an_area_is_told_to_both_but_the_old_one_does_not_learn_where_to(
    own_world: World, opened: tuple[Live, Maps]
) -> None:
    running, maps = opened
    moved = own_world.enterprise("A2")
    own_world.stage.does("xu", "assign-unit", enterprise=moved, unit=own_world.unit("D"), reason="厂门朝西")
    running.settle()
    for who in ("wang", "lin"):
        assert moved in maps[who].ids("enterprise")
    boxes = {
        who: {tuple(box) for event in maps[who].told("touched") for c in event.body["changes"] for box in c["boxes"]}
        for who in ("wang", "lin")
    }
    assert boxes["wang"]
    assert boxes["lin"]
    assert not boxes["wang"] & boxes["lin"]


def test_a_sign_in_that_was_ended_ends_its_stream_and_hears_nothing_more(
    own_world: World, opened: tuple[Live, Maps]
) -> None:
    running, maps = opened
    own_world.stage.client("wang").delete("/api/v1/session", headers={"Sec-Fetch-Site": "same-origin"})
    own_world.stage.hazard("an", "A")
    running.settle()
    assert [event.body for event in maps["wang"].told("end")] == [{"reason": "signed-out"}]
    assert maps["wang"].is_closed
    assert "wang" not in told(maps)
    assert not maps["an"].told("end")


def test_a_changed_area_makes_the_map_read_anew_and_then_hears_of_the_new_area(
    own_world: World, opened: tuple[Live, Maps]
) -> None:
    running, maps = opened
    with own_world.stage.app.extensions["wangge.database"].transaction() as session:
        own = GrantRow.person_id == own_world.stage.people["wang"]
        session.execute(update(GrantRow).where(own).values(unit_id=own_world.unit("D")))
    running.settle()
    assert len(maps["wang"].told("all")) == 1
    own_world.stage.hazard("an", "A")
    running.settle()
    assert not maps["wang"].told("touched")
    own_world.stage.hazard("xi", "D")
    running.settle()
    assert maps["wang"].told("touched")


def test_one_that_comes_again_is_told_what_it_missed_and_a_strange_place_reads_all_anew(
    own_world: World, opened: tuple[Live, Maps]
) -> None:
    running, maps = opened
    place = maps["an"].told("ready")[0].id
    missed = own_world.stage.hazard("wang", "A")
    own_world.stage.hazard("lin", "D")
    running.settle()
    again = open_map(running, own_world, "an", since=place)
    strange = open_map(running, own_world, "an", since="x:1:0")
    others = open_map(running, own_world, "an", since=maps["xi"].told("ready")[0].id)
    running.until(lambda: again.told("touched") and strange.told("all") and others.told("all"))
    assert again.ids("hazard") == {missed}


@pytest.mark.parametrize("first", ["slow", "quick"])
def test_a_slow_transaction_is_told_when_it_commits_and_keeps_no_other_waiting(
    own_world: World, opened: tuple[Live, Maps], first: str
) -> None:
    """The quick one begins later and commits first; a map that comes again in between misses neither."""
    running, maps = opened
    database = own_world.stage.app.extensions["wangge.database"]
    touch = text("UPDATE enterprise SET note = note || 'x' WHERE id = :id")
    with database.session() as slow, slow.begin():
        slow.execute(touch, {"id": own_world.enterprise("A")})
        with database.transaction() as quick:
            quick.execute(touch, {"id": own_world.enterprise("B")})
        running.settle()
        assert maps["an"].ids("enterprise") == {own_world.enterprise("B")}
        place = maps["an"].told("touched")[-1].id
        if first == "slow":
            slow.commit()
            running.settle()
            assert maps["an"].ids("enterprise") == {own_world.enterprise("A"), own_world.enterprise("B")}
            assert len(maps["an"].told("touched")) == 2
    again = open_map(running, own_world, "an", since=place)
    running.until(lambda: own_world.enterprise("A") in again.ids("enterprise"))


def test_an_import_of_thousands_says_that_anything_may_be_new_once_to_those_whom_it_concerns(
    own_world: World, opened: tuple[Live, Maps]
) -> None:
    running, maps = opened
    many = text(
        "INSERT INTO change_log (kind, ref, op, unit_id, town_id) "
        "SELECT 'enterprise', gen_random_uuid()::text, 'put', e.unit_id, e.town_id "
        "FROM enterprise e, generate_series(1, 7000) WHERE e.id = :id"
    )
    with own_world.stage.app.extensions["wangge.database"].transaction() as session:
        session.execute(many, {"id": own_world.enterprise("D")})
    running.settle()
    running.settle()
    assert maps["xi"].told("all")
    assert not maps["xi"].told("touched")
    assert not told(maps) & {"an", "wang", "zan"}


def test_a_message_is_told_to_the_one_it_is_to_when_it_comes_and_when_it_was_read(
    own_world: World, opened: tuple[Live, Maps]
) -> None:
    running, maps = opened
    database = own_world.stage.app.extensions["wangge.database"]
    message = Message(event="acts-held", ref_kind="acts", ref_id="held", dedupe="one", facts={"n": 1, "days": 1})
    with database.transaction() as session:
        messages.tell(session, [own_world.stage.people[who] for who in ("wang", "li")], message, datetime.now(UTC))
    running.settle()
    assert told(maps) == {"wang", "li"}
    own, *_ = own_world.stage.get("wang", "/api/v1/inbox").json["items"]
    assert maps["wang"].ids("message") == {str(own["id"])}
    assert maps["li"].ids("message").isdisjoint(maps["wang"].ids("message"))
    read = {"ids": [own["id"]]}
    own_world.stage.client("wang").post("/api/v1/inbox/read", json=read, headers={"Sec-Fetch-Site": "same-origin"})
    running.settle()
    assert [len(maps[who].told("touched")) for who in ("wang", "li")] == [2, 1]
