"""Departments' lists, the key list, cohorts, supervisors: the rules alone."""

from datetime import date
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grids import cohorts, key_list, published_lists, supervisors
from grids.commands import ListKind, Side
from grids.errors import Refusal
from grids.key_list import KeyState
from grids.permissions import Role
from grids.published_lists import ListSource
from server.store.policy import lists_on

POLICY = lists_on(date(2026, 11, 29))
kinds = st.dictionaries(st.integers(0, 60).map(lambda n: UUID(int=n)), st.sampled_from(ListKind))


@pytest.mark.parametrize(("scale", "locked", "wanted"), [
    ("大型", True, (ListKind.SUPERVISE, ListSource.FLAG)), ("micro", True, (ListKind.SUPERVISE, ListSource.FLAG)),
    ("micro", False, (ListKind.SERVE, ListSource.CLASS)), ("小型", False, (ListKind.GUIDE, ListSource.CLASS)),
    (None, False, (ListKind.GUIDE, ListSource.CLASS)),
])  # fmt: skip
def test_the_data_put_every_enterprise_on_exactly_one_list(
    scale: str | None, *, locked: bool, wanted: tuple[ListKind, ListSource]
) -> None:
    assert published_lists.drafted(scale, POLICY, is_locked=locked) == wanted


@given(kinds, kinds)
def test_differences_turn_the_version_before_into_the_next(
    before: dict[UUID, ListKind], after: dict[UUID, ListKind]
) -> None:
    turned = dict(before)
    for each in published_lists.differences(before, after):
        assert turned.get(each.enterprise) is each.was
        if each.now is None:
            del turned[each.enterprise]
        else:
            turned[each.enterprise] = each.now
        assert each.word == ("in" if each.was is None else "out" if each.now is None else "changed")
    assert turned == after


@given(kinds)
def test_the_counts_sum_to_the_total(listed: dict[UUID, ListKind]) -> None:
    assert sum(published_lists.counted(list(listed.values())).values()) == len(listed)


@pytest.mark.parametrize(("units", "wanted"), [(0, 0), (1, 1), (10, 1), (11, 2), (30, 3), (96, 10)])
def test_a_place_owes_a_tenth_of_its_enterprises_rounded_up(units: int, wanted: int) -> None:
    assert cohorts.quota(units, 0, 0, POLICY).wanted == wanted


def test_a_quota_is_met_by_enough_and_enough_of_them_key() -> None:
    assert cohorts.quota(100, 10, 5, POLICY).is_met
    assert not cohorts.quota(100, 10, 4, POLICY).is_met
    assert not cohorts.quota(100, 9, 9, POLICY).is_met
    assert cohorts.is_key("hazardous_chemicals", [], POLICY)
    assert cohorts.is_key("industry", ["涉爆粉尘"], POLICY)
    assert not cohorts.is_key("industry", ["燃气使用"], POLICY)


def test_an_entry_of_the_key_list_ends_only_by_decision_and_never_by_who_proposed_it() -> None:
    assert key_list.decided("整改完成", approved=True) is KeyState.IN_FORCE
    assert key_list.decided("", approved=False) is KeyState.REFUSED
    with pytest.raises(Refusal, match="key-conditions"):
        key_list.decided(" ", approved=True)
    me = uuid4()
    with pytest.raises(Refusal, match="key-own"):
        key_list.check_decider(me, me)
    key_list.check_decider(me, None)  # the ladder proposed it
    with pytest.raises(Refusal, match="key-state"):
        key_list.check_step(KeyState.IN_FORCE, "decide-key-exit")


def test_a_town_names_on_its_ground_and_the_district_for_a_trade() -> None:
    town, district = frozenset({Role.TOWN_OFFICER}), frozenset({Role.DISTRICT})
    supervisors.check_settled(Side.TERRITORIAL, frozenset({Role.OFFICER}), town)
    supervisors.check_settled(Side.INDUSTRY, frozenset({Role.DEPARTMENT}), district)
    with pytest.raises(Refusal, match="not-yours"):
        supervisors.check_settled(Side.INDUSTRY, frozenset({Role.DEPARTMENT}), town)
    with pytest.raises(Refusal, match="supervisor-unfit"):
        supervisors.check_settled(Side.TERRITORIAL, frozenset({Role.DEPARTMENT}), district)
