"""The rules of inspections: leave, forms, flags; and that a gap report finds exactly what is missing."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grids import commands as c
from grids import inspections as rules
from grids.commands import DocumentKind, InspectionGround, Said
from grids.errors import Refusal
from grids.inspection_numbers import Taken, report
from grids.inspections import Inspection, InspectionPolicy, InspectionState
from grids.permissions import Person
from server.store.policy import inspections_on

AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
ONE, TWO, BOSS = (Person(id=uuid4(), name=name, licence_no=licence) for name, licence in
                  (("一", "A1"), ("二", "A2"), ("长", None)))  # fmt: skip


def case(**more: object) -> Inspection:
    base = {"id": uuid4(), "opened_by": ONE.id, "second": TWO.id, "ground": InspectionGround.PLAN, "announced": True,
            "emergency": False}  # fmt: skip
    return Inspection(**{**base, **more})  # type: ignore[arg-type]


def test_an_emergency_begins_without_leave_and_is_late_after_its_hours() -> None:
    begun = rules.start(case(emergency=True), ONE, AT, "enter-inspection")
    assert (begun.state, begun.started_at) == (InspectionState.UNDER_WAY, AT)
    assert not rules.approval_late(begun, 24, AT + timedelta(hours=24))
    assert rules.approval_late(begun, 24, AT + timedelta(hours=24, seconds=1))
    given_ = rules.decide(begun, c.DecideInspection(inspection=begun.id, approved=True), BOSS, AT + timedelta(hours=2))
    assert not rules.approval_late(given_, 24, AT + timedelta(days=9))


def test_the_first_entry_begins_the_case_and_later_ones_do_not_move_it() -> None:
    begun = rules.start(case(approved=True, state=InspectionState.APPROVED), ONE, AT, "enter-inspection")
    assert rules.start(begun, TWO, AT + timedelta(hours=1), "enter-inspection").started_at == AT


@pytest.mark.parametrize("state", ["issued", "voided", "draft"])
@pytest.mark.parametrize("kind", list(DocumentKind))
def test_an_enterprise_signs_for_what_counts_and_for_an_order_as_the_notice_it_is(
    kind: DocumentKind, state: str
) -> None:
    own = {DocumentKind.ORDER: "inspection-order-signed", DocumentKind.SCHEME: "not-found"}.get(kind)
    wanted = own or {"voided": "document-voided", "draft": "not-found"}.get(state)
    if wanted is None:
        rules.may_sign(kind, state)
        return
    with pytest.raises(Refusal) as told:
        rules.may_sign(kind, state)
    assert told.value.code == wanted


@pytest.mark.parametrize("state", [InspectionState.CLOSED, InspectionState.REFUSED, InspectionState.WITHDRAWN])
def test_nothing_is_written_in_a_case_that_ended(state: InspectionState) -> None:
    with pytest.raises(Refusal) as told:
        rules.write(case(approved=True, state=state), DocumentKind.RECORD, ONE, "issue-document")
    assert told.value.code == "inspection-state"


def test_a_case_that_began_is_not_withdrawn() -> None:
    begun = case(approved=True, state=InspectionState.UNDER_WAY, started_at=AT)
    command = c.CloseInspection(inspection=begun.id, withdrawn=True, reason="不查了")
    with pytest.raises(Refusal) as told:
        rules.close(begun, command, ONE, recorded=False)
    assert told.value.code == "inspection-state"


@given(said=st.builds(Said, place=st.text(max_size=5), findings=st.text(max_size=5), handling=st.text(max_size=5),
                      met=st.text(max_size=5), refusal=st.text(max_size=5), refused=st.booleans(),
                      began_at=st.none() | st.just(AT), ended_at=st.none() | st.just(AT)))  # fmt: skip
def test_a_form_lacks_nothing_exactly_when_every_need_is_met(said: Said) -> None:
    """Place, time, content, problems, handling, and a signature or why there is none (安全生产法 art 68)."""
    given_ = all(text.strip() for text in (said.place, said.findings, said.handling))
    signed = bool(said.refusal.strip()) if said.refused else bool(said.met.strip())
    times = said.began_at is not None and said.ended_at is not None
    assert (rules.lacking(DocumentKind.RECORD, said) == ()) == (given_ and signed and times)


KINDS = list(DocumentKind)


@given(cases=st.lists(st.lists(st.sampled_from(KINDS), max_size=5), min_size=1, max_size=8), data=st.data())
def test_the_report_is_whole_until_something_is_taken_away_and_then_names_it(
    cases: list[list[DocumentKind]], data: st.DataObject
) -> None:
    taken: list[Taken] = []
    for serial, kinds in enumerate(cases, start=1):
        for n, kind in enumerate(kinds):
            again = 1 + kinds[:n].count(kind)
            taken.append(Taken(kind=kind, serial=serial, again=again, voided=data.draw(st.booleans())))
    full = report(len(cases), range(1, len(cases) + 1), taken)
    assert full.is_whole
    assert sum(kind.issued + kind.voided for kind in full.kinds) == len(taken)
    gone = data.draw(st.integers(1, len(cases)))
    rest = [each for each in taken if each.serial != gone]
    assert report(len(cases), [n for n in range(1, len(cases) + 1) if n != gone], rest).missing == (gone,)


def test_a_count_that_skips_is_named() -> None:
    told = report(1, [1], [Taken(kind=DocumentKind.RECORD, serial=1, again=2, voided=False)])
    assert {kind.kind: kind.skipped for kind in told.kinds if kind.skipped} == {DocumentKind.RECORD: ((1, 1),)}
    assert not told.is_whole


@pytest.mark.parametrize(("area", "short"), [("武进区", "武进"), ("某某自治县", "某某"), ("高新开发区", "高新")])
def test_a_district_s_short_name_leaves_its_kind_out(area: str, short: str) -> None:
    assert rules.short_name(area) == short


def test_the_table_of_every_day_has_a_word_for_every_form() -> None:
    for day in (date(2016, 1, 1), date(2026, 11, 29)):
        policy: InspectionPolicy = inspections_on(day)
        assert set(policy.words) == {kind.value for kind in DocumentKind}
        assert len(set(policy.words.values())) == len(DocumentKind)
