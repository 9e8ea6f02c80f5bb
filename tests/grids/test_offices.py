"""Offices: keys, contact tables, circulars and trainings, without a database."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grids import circulars, contacts, trainings
from grids.circulars import AddresseeState, Receipt
from grids.commands import (
    CircularKind,
    Contact,
    ContactPart,
    EnterpriseFilter,
    IssueCircular,
    PlanTraining,
    Question,
    TrainingForm,
    TrainingTopic,
    WriteContacts,
)
from grids.errors import Conflict, Refusal
from grids.levels import Level, Place
from grids.offices import Office, OfficeKind, check_own, of_key, offices_of
from grids.permissions import Grant, Role

TODAY = date(2026, 11, 29)
NOON = datetime(2026, 11, 29, 4, tzinfo=UTC)
POLICY = circulars.CircularPolicy(
    attachment_max_mb=20, attachments_max=10, due_max_days=366, summary_due_days=5, quarter_due_days=5
)
CONTACTS = contacts.ContactPolicy(fresh_days=180, ahead_days=30)
LEARNING = trainings.TrainingPolicy(
    sign_in_before_min=60, sign_in_after_min=60, list_days=7, quiz_days=7, quiz_tries=3, longest_h=72
)
LEADER = Contact(part=ContactPart.LEADER, name="王", mobile="13900000000")
LIAISON = Contact(part=ContactPart.LIAISON, name="李", office_phone="0519-86310000")


def refused(do: object, *args: object, **more: object) -> Refusal:
    with pytest.raises(Refusal) as found:
        do(*args, **more)  # type: ignore[operator]
    return found.value


@given(st.sets(st.sampled_from(["fire", "gas", "chemical"])), st.integers(1, 999_999_999))
def test_an_office_is_found_again_by_its_key(classes: set[str], area: int) -> None:
    office = Office(kind=OfficeKind.DEPARTMENT, area=area, classes=frozenset(classes) or None)
    assert of_key(office.key) == office


@pytest.mark.parametrize("key", ["", "town", "town:x", "village:3", "town:3:gas", "department:3:"])
def test_a_key_that_names_no_office_is_refused(key: str) -> None:
    assert refused(of_key, key).code == "unknown-thing"


def test_offices_follow_from_grants_of_their_level_only() -> None:
    grants = [
        Grant(role=Role.TOWN_OFFICER, level=Level.TOWN, area=7),
        Grant(role=Role.TOWN_HEAD, level=Level.TOWN, area=7),
        Grant(role=Role.OFFICER, units=frozenset({3})),
        Grant(role=Role.DISTRICT, level=Level.TOWN, area=8),
    ]
    assert [office.key for office in offices_of(grants)] == ["town:7"]
    assert refused(check_own, grants, "town:8").code == "office-not-yours"


def table(*people: Contact, base: int = 0, since: date = TODAY) -> WriteContacts:
    return WriteContacts(
        table=uuid4(), office="town:7", base_version=base, valid_from=since, seal_unit="镇安委办", contacts=people
    )


def test_a_table_names_a_leader_and_somebody_who_can_be_called() -> None:
    contacts.check(table(LEADER, LIAISON), None, TODAY, CONTACTS)
    silent = Contact(part=ContactPart.LIAISON, name="李")
    assert refused(contacts.check, table(LEADER, silent), None, TODAY, CONTACTS).facts["parts"] == "liaison"
    assert refused(contacts.check, table(LEADER, LIAISON, LIAISON), None, TODAY, CONTACTS).code == "contacts-twice"


def test_a_table_follows_the_version_it_was_written_from() -> None:
    held = contacts.Held(n=2, valid_from=TODAY)
    with pytest.raises(Conflict):
        contacts.check(table(LEADER, LIAISON, base=1), held, TODAY, CONTACTS)
    ahead = table(LEADER, LIAISON, base=2, since=TODAY + timedelta(days=30))
    contacts.check(ahead, held, TODAY, CONTACTS)
    far = table(LEADER, LIAISON, base=2, since=TODAY + timedelta(days=31))
    assert refused(contacts.check, far, held, TODAY, CONTACTS).code == "bad-date"
    before = table(LEADER, LIAISON, base=2, since=TODAY - timedelta(days=1))
    assert refused(contacts.check, before, held, TODAY, CONTACTS).code == "bad-date"


def test_differences_of_two_versions_name_who_came_who_went_and_what_changed() -> None:
    moved = Contact(part=ContactPart.LEADER, name="王", mobile="13911111111")
    new = Contact(part=ContactPart.MEMBER, name="赵")
    found = contacts.differences([LEADER, LIAISON], [moved, new])
    assert (found.added, found.removed) == ((new,), (LIAISON,))
    assert [each.fields for each in found.changed] == [("mobile",)]


def issue(**more: object) -> IssueCircular:
    given: dict[str, object] = {
        "circular": uuid4(), "office": "district:3", "circular_kind": CircularKind.NOTICE, "title": "通知",
        "body": "请阅", "offices": ("town:7",),
    }  # fmt: skip
    return IssueCircular(**{**given, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ({"offices": ()}, "addressee"),
        ({"circular_kind": CircularKind.SUMMARY, "enterprises": EnterpriseFilter(), "period": "2026-10"}, "upward"),
        ({"circular_kind": CircularKind.BRIEFING, "wants_answer": True, "due_on": TODAY}, "answer"),
        ({"wants_answer": True}, "due"),
        ({"circular_kind": CircularKind.QUARTER_REPORT}, "period"),
        ({"period": "2026Q3"}, "period"),
    ],
)
def test_a_circular_that_cannot_be_meant_is_refused(more: dict[str, object], fault: str) -> None:
    found = refused(circulars.check_issue, issue(**more), TODAY, POLICY)
    assert (found.code, found.facts["fault"]) == ("circular-unfit", fault)


def test_an_answer_is_not_due_before_today() -> None:
    late = issue(wants_answer=True, due_on=TODAY - timedelta(days=1))
    assert refused(circulars.check_issue, late, TODAY, POLICY).code == "bad-date"


def test_instructions_go_down_and_reports_up_within_one_district() -> None:
    here, there = Place(district=3, city=1), Place(town=9, district=4, city=1)
    district, town = Office(kind=OfficeKind.DISTRICT, area=3), Office(kind=OfficeKind.TOWN, area=9)
    own = Place(town=9, district=3, city=1)
    circulars.check_address(CircularKind.TASK, district, here, town, own)
    circulars.check_address(CircularKind.SUMMARY, town, own, district, here)
    for kind, one, a, other, b in (
        (CircularKind.TASK, district, here, town, there),
        (CircularKind.TASK, town, own, district, here),
        (CircularKind.SUMMARY, district, here, town, own),
    ):
        assert refused(circulars.check_address, kind, one, a, other, b).code == "circular-address"


def test_instruction_receipt_answer_return_and_done() -> None:
    now = Receipt(state=AddresseeState.SENT, wants_answer=True, due_on=TODAY)
    assert refused(circulars.answer, now).code == "circular-state"
    answered = circulars.answer(circulars.sign(circulars.read(now)))
    assert refused(circulars.decide, answered, accepted=False, opinion=" ", new_due_on=None, today=TODAY).code == (
        "reason-needed"
    )
    later = TODAY + timedelta(days=3)
    back = circulars.decide(answered, accepted=False, opinion="缺名单", new_due_on=later, today=TODAY)
    assert (back.state, back.due_on) == (AddresseeState.RETURNED, later)
    done = circulars.decide(circulars.answer(back), accepted=True, opinion="", new_due_on=None, today=TODAY)
    assert done.state is AddresseeState.DONE
    assert not done.is_overdue(later + timedelta(days=9))


def test_a_signature_ends_what_asks_for_no_answer() -> None:
    now = Receipt(state=AddresseeState.SENT, wants_answer=False)
    assert circulars.sign(now).state is AddresseeState.DONE
    gone = Receipt(state=AddresseeState.SENT, wants_answer=False, withdrawn=True)
    assert refused(circulars.sign, gone).code == "circular-withdrawn"


@given(st.dates(date(1950, 1, 1), date(2998, 12, 31)), st.sampled_from([*circulars.REPORTS]))
def test_every_day_lies_in_the_period_that_is_named_after_it(day: date, kind: CircularKind) -> None:
    code = circulars.code_of(kind, day)
    days = circulars.span(code)
    assert days.first <= day <= days.last
    assert circulars.due_day(kind, code, POLICY) == days.last + timedelta(days=5)


@pytest.mark.parametrize("code", ["", "2026", "2026Q5", "2026-13", "2026Q01", "2026-1", "26-01", "2026X1", "²026Q1"])
def test_a_period_that_is_none_is_refused(code: str) -> None:
    assert refused(circulars.span, code).code == "bad-date"


def session_of(**more: object) -> PlanTraining:
    given: dict[str, object] = {
        "training": uuid4(), "office": "town:7", "topic": TrainingTopic.SYSTEM, "form": TrainingForm.CLASSROOM,
        "title": "培训", "starts_at": NOON, "ends_at": NOON + timedelta(hours=2), "venue": "会议室",
        "roles": ("officer",), "quiz": (Question(text="?", choices=("a", "b"), right=0),),
    }  # fmt: skip
    return PlanTraining(**{**given, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ({"ends_at": NOON}, "time"),
        ({"ends_at": NOON + timedelta(hours=73)}, "time"),
        ({"roles": ()}, "audience"),
        ({"roles": ("enterprise",)}, "role"),
        ({"quiz": (Question(text="?", choices=("a", "b"), right=2),)}, "quiz"),
    ],
)
def test_a_session_that_cannot_be_meant_is_refused(more: dict[str, object], fault: str) -> None:
    assert refused(trainings.check_plan, session_of(**more), LEARNING, 10).facts["fault"] == fault


def test_the_code_signs_in_during_the_hours_of_the_session_only() -> None:
    now = trainings.Session(starts_at=NOON, ends_at=NOON + timedelta(hours=2), code="abc")
    trainings.check_sign_in(now, " abc ", NOON - timedelta(minutes=60), LEARNING)
    assert refused(trainings.check_sign_in, now, "xyz", NOON, LEARNING).code == "training-code"
    early, late = NOON - timedelta(minutes=61), NOON + timedelta(hours=3, minutes=1)
    for at in (early, late):
        assert refused(trainings.check_sign_in, now, "abc", at, LEARNING).code == "training-time"


def test_a_quiz_is_for_who_was_there_and_has_tries_left() -> None:
    now = trainings.Session(starts_at=NOON, ends_at=NOON + timedelta(hours=2), code="abc")
    trainings.check_quiz(now, NOON, LEARNING, came=True, tries=2)
    assert refused(trainings.check_quiz, now, NOON, LEARNING, came=False, tries=0).code == "quiz-absent"
    assert refused(trainings.check_quiz, now, NOON, LEARNING, came=True, tries=3).code == "quiz-tries"


@given(st.lists(st.integers(0, 2), min_size=1, max_size=12), st.integers(1, 100), st.data())
def test_a_try_passes_with_the_share_that_was_set(right: list[int], percent: int, data: st.DataObject) -> None:
    given_answers = data.draw(st.lists(st.integers(0, 2), min_size=len(right), max_size=len(right)))
    quiz = [Question(text="?", choices=("a", "b", "c"), right=place) for place in right]
    found = trainings.mark(quiz, given_answers, percent)
    assert found.correct == sum(a == b for a, b in zip(right, given_answers, strict=True))
    assert found.passed == (found.correct / len(right) * 100 >= percent - 1e-9)
