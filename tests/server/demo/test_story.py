"""The demo's story obeys the product's own rules, and is the same whenever it is told again."""

import gzip
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from stdnum.cn import uscc

from grids.commands import HazardLevel, NoticeKind, VisitKind, VisitOutcome
from grids.enterprises import PositionQuality
from grids.hazards import ENDED, NEXT, UNRESOLVED, HazardEvent, Source, State
from grids.permissions import MAY, Role
from grids.policy import local_day
from server.demo import names
from server.demo.lives import Life
from server.demo.people import CAST
from server.demo.story import SEED
from tests.server.demo.tale import UNTIL, tell, told

STEP = {
    HazardEvent.RECTIFIED_ON_THE_SPOT: "rectify-on-the-spot", HazardEvent.REJECTED: "reject-hazard",
    HazardEvent.MERGED: "merge-hazard", HazardEvent.TRANSFER_OFFERED: "transfer-hazard",
    HazardEvent.TRANSFER_ACCEPTED: "accept-transfer", HazardEvent.TRANSFER_RETURNED: "return-transfer",
    HazardEvent.LEVEL_CHANGED: "change-level", HazardEvent.VOIDED: "void-hazard",
    HazardEvent.REOPENED: "reopen-hazard", HazardEvent.NOTICE_ISSUED: "issue-notice",
    HazardEvent.ACKNOWLEDGED: "acknowledge-notice", HazardEvent.PLAN_SUBMITTED: "submit-plan",
    HazardEvent.PLAN_APPROVED: "review-plan", HazardEvent.PLAN_RETURNED: "review-plan",
    HazardEvent.EXTENSION_REQUESTED: "request-extension", HazardEvent.EXTENSION_GRANTED: "decide-extension",
    HazardEvent.EXTENSION_REFUSED: "decide-extension", HazardEvent.RECTIFIED: "submit-rectification",
    HazardEvent.MEASURE_ORDERED: "order-measure", HazardEvent.RESUME_APPLIED: "apply-resume",
    HazardEvent.RESUME_CONSENTED: "decide-resume", HazardEvent.LISTING_PROPOSED: "propose-listing",
    HazardEvent.LISTING_APPROVED: "decide-listing", HazardEvent.LISTING_PROGRESS: "report-progress",
    HazardEvent.DELISTING_APPLIED: "apply-delisting", HazardEvent.DELISTED: "decide-delisting",
    HazardEvent.PASSED: "reinspect-hazard", HazardEvent.FAILED: "reinspect-hazard", HazardEvent.OPENED: "open-hazard",
}  # fmt: skip


def _lives() -> list[Life]:
    return told().told.lives


def test_every_state_follows_from_the_events_before_it() -> None:
    for life in _lives():
        first, *rest = life.events
        assert first.before is None
        assert HazardEvent(first.event) in {HazardEvent.REPORTED, HazardEvent.OPENED}
        state = first.after
        for event in rest:
            step = STEP[HazardEvent(event.event)]
            assert event.before == state
            assert step not in NEXT or State(state) in NEXT[step], (event.event, state)
            assert Role(event.role) in MAY[step], (event.event, event.role)
            state = event.after
        assert state == life.hazard.state


def test_what_is_closed_was_seen_mended_by_another_or_struck_off_on_the_spot() -> None:
    closed = [life for life in _lives() if life.hazard.state is State.CLOSED]
    assert closed
    for life in closed:
        assert life.closed_at is not None
        last = next(e for e in reversed(life.events) if e.after != e.before)
        if life.hazard.on_the_spot:
            assert last.event == HazardEvent.RECTIFIED_ON_THE_SPOT
            assert life.hazard.level is HazardLevel.GENERAL
        else:
            assert last.event == HazardEvent.PASSED
            assert last.person != life.hazard.fixed_by


def test_major_hazards_have_an_approved_plan_and_are_closed_by_the_department() -> None:
    major = [life for life in _lives() if life.hazard.level is HazardLevel.MAJOR]
    assert major
    for life in major:
        assert life.hazard.interim_measures or any(e.event == HazardEvent.LEVEL_CHANGED for e in life.events)
        if life.hazard.state in {State.SUBMITTED, State.CLOSED}:
            assert life.hazard.plan_approved
            assert life.plan
        if life.hazard.state is State.CLOSED:
            assert next(e for e in reversed(life.events) if e.event == HazardEvent.PASSED).role == Role.DEPARTMENT


def test_what_inspectors_found_is_ordered_and_judged_by_two_with_licences() -> None:
    inspectors = {member.id for member in told().people.inspectors if member.licence}
    orders = [n for n in told().told.notices if n.kind is NoticeKind.RECTIFICATION_ORDER]
    assert orders
    for order in orders:
        assert order.second is not None
        assert order.by.id != order.second.id
        assert {order.by.id, order.second.id} <= inspectors
    for life in _lives():
        if life.hazard.source is Source.INSPECTION and life.hazard.level is HazardLevel.GENERAL:
            for event in life.events:
                if event.event in {HazardEvent.PASSED, HazardEvent.FAILED}:
                    assert UUID(event.body["second_inspector"]) in inspectors - {event.person}


def test_nothing_happens_out_of_order_or_after_the_last_moment() -> None:
    for life in _lives():
        moments = [event.at for event in life.events]
        assert moments == sorted(moments)
        assert life.found.found_at <= life.recorded_at == moments[0]
        assert moments[-1] <= UNTIL
        for event in life.events:
            if event.event == HazardEvent.RECTIFIED:
                assert local_day(event.at).isoformat() >= event.body["done_on"]
        if life.hazard.on_the_spot:
            before = min(shot.taken_at for shot in life.shots if shot.role == "before")
            after = max(shot.taken_at for shot in life.shots if shot.role == "after")
            assert after - before >= timedelta(seconds=60)
    for visit in told().told.visits:
        assert visit.started_at <= visit.finished_at <= visit.received_at <= UNTIL


def test_people_work_on_working_days() -> None:
    policy = told().world.policy
    days = [local_day(visit.started_at) for visit in told().told.visits]
    assert all(policy.is_working(day) for day in days)


def test_visits_end_in_every_way_and_inspections_have_two_inspectors() -> None:
    visits = told().told.visits
    assert {visit.outcome for visit in visits} == set(VisitOutcome)
    for visit in visits:
        if visit.kind is not VisitKind.PATROL:
            assert visit.second is not None
            assert visit.officer.licence
        assert (visit.checklist is None) == (visit.outcome is not VisitOutcome.INSPECTED or visit.remark != "")


def test_answers_name_items_of_the_checklist_and_the_hazards_they_led_to() -> None:
    hazards = {life.hazard.id: life for life in _lives()}
    named = 0
    for visit in told().told.visits:
        for answer in visit.answers:
            if answer["result"] == "hazard":
                life = hazards[UUID(answer["hazard"])]
                assert answer["item"] == life.found.check_item
                assert life.found.visit == visit.id
                named += 1
    assert named > 100


def test_every_unresolved_state_can_be_seen_in_the_first_officers_town() -> None:
    first = told().world.ground.units[0]
    in_town = {life.hazard.state for life in _lives() if life.firm.unit.town.id == first.town.id}
    assert in_town >= UNRESOLVED | {State.CLOSED}
    in_unit = [life for life in _lives() if life.firm.unit.id == first.id]
    assert {life.hazard.state for life in in_unit} >= {State.REPORTED, State.RECTIFYING, State.SUBMITTED, State.CLOSED}
    assert any(life.hazard.is_overdue(UNTIL.date()) for life in in_unit)
    offered = [life.hazard.transfer for life in _lives() if life.hazard.transfer is not None]
    assert any(transfer.to_area == first.town.id for transfer in offered)


def test_the_account_enterprise_has_an_open_notice_to_sign() -> None:
    account = told().people.named("enterprise")
    (right,) = account.rights
    waiting = [n for n in told().told.notices if n.firm.id == right.enterprise and n.acknowledged_at is None]
    assert len(waiting) == 1
    assert all(life.hazard.state is State.OPEN for life, _, _ in waiting[0].items)
    assert len(waiting[0].items) == 3


def test_most_hazards_are_closed_and_careless_towns_have_more_that_are_overdue() -> None:
    lives = _lives()
    ended = sum(life.hazard.state in ENDED for life in lives) / len(lives)
    assert 0.85 < ended < 0.97
    shares: dict[bool, list[bool]] = defaultdict(list)
    for life in lives:
        due = life.hazard.original_due_on
        done = next((local_day(e.at) for e in life.events if e.event == HazardEvent.RECTIFIED), None)
        if due is not None and done is not None:
            shares[life.firm.unit.town.care < 0.9].append(done > due)
    assert sum(shares[True]) / len(shares[True]) > sum(shares[False]) / len(shares[False])


def test_enterprises_are_placed_as_well_as_is_known() -> None:
    firms = told().firms
    exact = sum(firm.quality in {PositionQuality.SITE, PositionQuality.ADDRESS} for firm in firms)
    assert 0.6 < exact / len(firms) < 0.8
    first = told().world.ground.units[0]
    assert 40 <= sum(firm.unit.id == first.id for firm in firms) <= 60
    for firm in firms:
        assert (firm.unit_source == "none") == (firm.unit_id is None)
        assert (firm.unit_source == "manual") == (firm.unit_reason is not None)


def test_every_name_says_that_it_is_a_demo_and_no_number_can_be_real() -> None:
    story = told()
    assert set(CAST) <= {member.username for member in story.people.members}
    assert len({member.username for member in story.people.members}) == len(story.people.members)
    for member in story.people.members:
        assert member.name.endswith(names.PERSON_MARK)
        assert member.phone.startswith("1000")
    numbers = [firm.uscc for firm in story.firms if firm.uscc]
    assert len(numbers) == len(set(numbers))
    for firm in story.firms:
        assert firm.name.startswith(names.MARK)
        assert firm.name_en.startswith("Demo ")
        assert all(firm.people[part].startswith("1000") for part in firm.people if part.endswith("phone"))
        assert firm.uscc is None or (uscc.is_valid(firm.uscc) and firm.uscc[2:8] == names.OFFICE)


@pytest.mark.real_data
def test_no_demo_enterprise_is_called_like_a_real_one(real_data: Path) -> None:
    packed = real_data / "enterprises" / "changzhou_enterprises_13k.csv.gz"
    lines = gzip.decompress(packed.read_bytes()).decode("utf-8").splitlines()
    real = {line.split(",")[0] for line in lines[1:]}
    assert len(real) > 10_000
    for firm in told().firms:
        assert firm.name not in real
        assert firm.name.removeprefix(names.MARK) not in real


@pytest.mark.parametrize(
    "moment", ["2026-10-04T01:00", "2027-02-28T16:00", "2026-11-23T00:05", "2027-08-18T00:00", "2026-06-04T02:00"]
)
def test_on_any_day_there_is_something_on_every_list(moment: str) -> None:
    until = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    story = tell(until, 0.02)
    first = story.world.ground.units[0]
    there = [life for life in story.told.lives if life.firm.unit.town.id == first.town.id]
    assert {life.hazard.state for life in there} >= UNRESOLVED
    (right,) = story.people.named("enterprise").rights
    assert [n for n in story.told.notices if n.firm.id == right.enterprise and n.acknowledged_at is None]
    assert [asked for asked in story.told.requests if asked.decided_at is None]
    assert max(event.at for life in story.told.lives for event in life.events) <= until


def test_the_same_seed_tells_the_same_story_and_another_one_another() -> None:
    def digest(seed: int) -> list[tuple[object, ...]]:
        lives = tell(UNTIL, 0.02, seed).told.lives
        return [(x.hazard, x.found, x.closed_at, tuple((e.event, e.at) for e in x.events)) for x in lives]

    first = digest(SEED)
    assert digest(SEED) == first
    assert digest(SEED + 1) != first
