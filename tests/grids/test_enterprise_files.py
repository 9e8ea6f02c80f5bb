"""What a record must give, who writes it unasked, what a whole file holds, and how papers run out."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grids.base_fields import check_fields
from grids.completeness import Owes, Standing, completeness
from grids.enterprise_files import FieldValue, Owner, TopicKind, Way, check_decider, check_record, owner_of, way
from grids.enterprise_life import NEXT, check_step
from grids.enterprises import Status
from grids.errors import Refusal
from grids.papers import PaperState, paper
from grids.permissions import Role
from grids.scale import Scale, sized
from server.catalogue import LANGUAGES, read
from server.store.code_lists import codes_on, industry_name
from server.store.file_tables import base_fields, file_policy_on, scale_groups_on, topics

TODAY = date(2026, 11, 29)
POLICY = file_policy_on(TODAY)
GROUPS = scale_groups_on(TODAY)
CODES = codes_on(TODAY)
DUST: dict[str, FieldValue] = {"dust_kind": "wood", "place": "打磨间", "people": 12, "dedusting": "dry"}
BARE = Standing(
    filled=frozenset(), topics=frozenset(), lapsed=frozenset(), tags=frozenset(), status="active",
    supervision_class="industry", scale=None, grade=None, owner=Owner.TOWN, has_account=True, unlicensed=False,
    position_verified=False, verified_on=None,
)  # fmt: skip
WHOLE = replace(
    BARE, filled=frozenset(POLICY.base), topics=frozenset(POLICY.topics), position_verified=True, verified_on=TODAY
)


@pytest.mark.parametrize(
    ("change", "field", "fault"),
    [
        ({"people": None}, "people", "needed"), ({"people": 1.5}, "people", "integer"),
        ({"people": -1}, "people", "integer"), ({"people": True}, "people", "integer"),
        ({"people": "12"}, "people", "integer"),
        ({"dust_kind": "gold"}, "dust_kind", "choice"), ({"place": "长" * 501}, "place", "text"),
        ({"colour": "red"}, "colour", "unknown"),
    ],
)  # fmt: skip
def test_a_record_that_does_not_fit_is_refused_with_field_and_reason(
    change: dict[str, Any], field: str, fault: str
) -> None:
    with pytest.raises(Refusal) as said:
        check_record(topics()["dust"], {**DUST, **change}, TODAY, None)
    assert said.value.code == "record-unfit"
    assert (said.value.facts["field"], said.value.facts["fault"]) == (field, fault)


def test_a_record_keeps_what_was_said_and_drops_what_was_left_empty() -> None:
    said = check_record(topics()["dust"], {**DUST, "cleaning": "", "people_per_shift": None}, TODAY, None)
    assert said == DUST


def test_only_papers_have_a_last_day_and_not_before_the_first() -> None:
    permit = {"permit": "安全生产许可证", "number": "1"}
    assert check_record(topics()["permit"], permit, TODAY, TODAY) == permit
    for topic, fields, ends in (("dust", DUST, TODAY), ("permit", permit, TODAY - timedelta(days=1))):
        with pytest.raises(Refusal):
            check_record(topics()[topic], fields, TODAY, ends)


def test_every_topic_field_choice_and_fact_has_its_words_in_both_languages() -> None:
    wanted = {f"base.{name}" for name in (*base_fields(), *POLICY.base)}
    for topic in topics().values():
        wanted |= {f"topic.{topic.id}"} | {f"field.{topic.id}.{field.name}" for field in topic.fields}
        wanted |= {f"option.{topic.id}.{f.name}.{option}" for f in topic.fields for option in f.options}
    for language in LANGUAGES:
        assert wanted <= read("files", language).keys()


def test_the_town_writes_at_once_unless_a_department_supervises_directly() -> None:
    dust, town, department = topics()["dust"], frozenset({Role.TOWN_OFFICER}), frozenset({Role.DEPARTMENT})
    assert way(town, dust, owner_of(None)) is Way.DIRECT
    assert way(department, dust, owner_of(None)) is Way.PROPOSED
    assert way(town, dust, owner_of(TODAY)) is Way.PROPOSED
    assert way(department, dust, owner_of(TODAY)) is Way.DIRECT


@pytest.mark.parametrize("owner", Owner)
def test_officers_and_enterprises_propose_all_but_the_enterprises_own_areas(owner: Owner) -> None:
    for topic in topics().values():
        if topic.kind is TopicKind.TOLD:
            continue
        assert way(frozenset({Role.OFFICER}), topic, owner) is Way.PROPOSED
        own = way(frozenset({Role.ENTERPRISE}), topic, owner)
        assert own is (Way.DIRECT if topic.id == "area" else Way.PROPOSED)


def test_what_comes_from_the_authoritys_work_nobody_else_writes() -> None:
    for topic in ("accident", "enforcement", "credit"):
        for role in (Role.ENTERPRISE, Role.OFFICER):
            with pytest.raises(Refusal):
                way(frozenset({role}), topics()[topic], Owner.TOWN)
    assert way(frozenset({Role.INSPECTOR}), topics()["enforcement"], Owner.TOWN) is Way.DIRECT


def test_about_a_status_the_town_decides_also_where_a_department_keeps_the_data() -> None:
    check_decider(frozenset({Role.TOWN_OFFICER}), Owner.DEPARTMENT, is_status=True)
    check_decider(frozenset({Role.DEPARTMENT}), Owner.DEPARTMENT, is_status=False)
    for roles, owner, is_status in (
        ({Role.DEPARTMENT}, Owner.DEPARTMENT, True), ({Role.TOWN_OFFICER}, Owner.DEPARTMENT, False),
        ({Role.DEPARTMENT}, Owner.TOWN, False),
    ):  # fmt: skip
        with pytest.raises(Refusal):
            check_decider(frozenset(roles), owner, is_status=is_status)


def test_a_whole_file_is_a_hundred_and_a_bare_one_says_everything_it_lacks() -> None:
    assert completeness(WHOLE, topics(), POLICY, TODAY).percent == 100
    bare = completeness(BARE, topics(), POLICY, TODAY)
    assert bare.percent == 0
    assert sum(each.weight for each in bare.missing) == bare.owed


def test_one_missing_thing_is_never_rounded_to_a_hundred() -> None:
    for name in POLICY.base:
        lacking = replace(WHOLE, filled=WHOLE.filled - {name}, position_verified=name != "position")
        if name == "verified":
            lacking = replace(WHOLE, verified_on=None)
        found = completeness(lacking, topics(), POLICY, TODAY)
        assert found.percent is not None
        assert found.percent < 100
        assert [each.name for each in found.missing] == [name]


@given(st.sets(st.sampled_from(sorted(POLICY.base))), st.sets(st.sampled_from(sorted(POLICY.topics))))
def test_more_in_a_file_never_makes_it_less_complete(filled: set[str], held: set[str]) -> None:
    some = replace(BARE, filled=filled, topics=held, tags=frozenset({"涉爆粉尘", "有限空间"}))
    less = replace(some, filled=set(sorted(filled)[:-1]), topics=set(sorted(held)[:-1]))
    more, fewer = (completeness(s, topics(), POLICY, TODAY) for s in (some, less))
    assert more.filled >= fewer.filled
    assert more.owed == fewer.owed


def test_a_ledger_is_owed_by_its_tag_and_a_lapsed_one_says_so() -> None:
    dusty = replace(WHOLE, tags=frozenset({"涉爆粉尘"}), topics=WHOLE.topics - {"dust"})
    assert [(m.name, m.why) for m in completeness(dusty, topics(), POLICY, TODAY).missing] == [("dust", "empty")]
    lapsed = replace(
        WHOLE, supervision_class="fireworks", topics=WHOLE.topics - {"permit"}, lapsed=frozenset({"permit"})
    )
    assert [(m.name, m.why) for m in completeness(lapsed, topics(), POLICY, TODAY).missing] == [("permit", "lapsed")]
    assert completeness(replace(WHOLE, topics=WHOLE.topics - {"dust"}), topics(), POLICY, TODAY).percent == 100


def test_who_owes_is_the_enterprise_where_it_can_else_whose_data_it_is() -> None:
    def owes(standing: Standing) -> dict[str, Owes]:
        return {each.name: each.owed_by for each in completeness(standing, topics(), POLICY, TODAY).missing}

    assert owes(BARE)["employees"] is Owes.ENTERPRISE
    assert owes(replace(BARE, has_account=False))["employees"] is Owes.TOWN
    assert owes(replace(BARE, has_account=False, owner=Owner.DEPARTMENT))["employees"] is Owes.DEPARTMENT
    assert owes(BARE)["uscc"] is Owes.TOWN
    assert owes(BARE)["position"] is Owes.OFFICER


def test_an_unlicensed_unit_is_not_asked_for_what_a_licence_says_and_a_gone_one_for_nothing() -> None:
    unlicensed = completeness(replace(BARE, unlicensed=True), topics(), POLICY, TODAY)
    assert not {"uscc", "legal_rep", "reg_type"} & {each.name for each in unlicensed.missing}
    gone = completeness(replace(BARE, status="deregistered"), topics(), POLICY, TODAY)
    assert (gone.percent, gone.missing) == (None, ())


def test_a_verification_counts_for_its_days_and_shorter_for_the_worst_grade() -> None:
    seen = TODAY - timedelta(days=POLICY.verified_days_worst + 1)
    assert completeness(replace(WHOLE, verified_on=seen), topics(), POLICY, TODAY).percent == 100
    stale = completeness(replace(WHOLE, verified_on=seen, grade="D"), topics(), POLICY, TODAY)
    assert [(each.name, each.why) for each in stale.missing] == [("verified", "stale")]
    last = replace(WHOLE, verified_on=TODAY - timedelta(days=POLICY.verified_days))
    assert completeness(last, topics(), POLICY, TODAY).percent == 100


@pytest.mark.parametrize(
    ("days", "state", "mark"),
    [(91, "valid", None), (90, "expiring", 90), (60, "expiring", 60), (31, "expiring", 60), (30, "expiring", 30),
     (7, "expiring", 7), (0, "expiring", 7), (-1, "expired", None)],
)  # fmt: skip
def test_a_paper_passes_its_marks_and_holds_until_the_end_of_its_day(days: int, state: str, mark: int | None) -> None:
    found = paper(TODAY + timedelta(days=days), TODAY, POLICY.expiring_days)
    assert found is not None
    assert (found.state, found.days, found.mark) == (PaperState(state), days, mark)


def test_a_paper_without_an_end_has_no_standing() -> None:
    assert paper(None, TODAY, POLICY.expiring_days) is None


@pytest.mark.parametrize(
    ("code", "people", "revenue", "assets", "scale"),
    [
        ("3360", 1000, 400_000_000, None, Scale.LARGE), ("3360", 1000, 399_999_999, None, Scale.MEDIUM),
        ("3360", 5000, 2_999_999, None, Scale.MICRO), ("3360", 20, 3_000_000, None, Scale.SMALL),
        ("4710", None, 60_000_000, 50_000_000, Scale.MEDIUM), ("5211", 9, 10**9, None, Scale.MICRO),
        ("8010", 300, None, None, Scale.LARGE), ("C3360", 300, 20_000_000, None, Scale.MEDIUM),
    ],
)  # fmt: skip
def test_the_size_follows_the_statistical_thresholds(
    code: str, people: int | None, revenue: int | None, assets: int | None, scale: Scale
) -> None:
    assert sized(code, {"people": people, "revenue": revenue, "assets": assets}, GROUPS).scale is scale


def test_a_size_that_one_unknown_could_change_is_not_guessed_and_one_it_could_not_is_said() -> None:
    unknown = sized("3360", {"people": 500, "revenue": None, "assets": None}, GROUPS)
    assert (unknown.scale, unknown.lacks) == (None, ("revenue",))
    assert sized("3360", {"people": 19, "revenue": None, "assets": None}, GROUPS).scale is Scale.MICRO
    assert sized(None, {}, GROUPS).lacks == ("industry_code",)


def test_industry_codes_are_those_of_the_national_table() -> None:
    assert industry_name("3360", TODAY) == "金属表面处理及热处理加工"
    assert CODES.is_industry("33")
    assert not CODES.is_industry("9999")
    assert not CODES.is_industry("C")


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("employees", "12", 12), ("annual_output_yuan", "5000000", 5_000_000), ("dormitory", "true", True),
        ("founded_on", "2020-02-29", date(2020, 2, 29)), ("floor_area_m2", "12.5", 12.5), ("legal_rep", "", None),
        ("address", "", ""), ("uscc", "91320400ma1w3wyp0x", None),
    ],
)  # fmt: skip
def test_texts_of_a_proposal_become_values_or_a_refusal(field: str, text: str, value: Any) -> None:
    if field == "uscc":
        with pytest.raises(Refusal) as said:
            check_fields({field: text}, base_fields(), CODES)
        assert said.value.facts == {"field": "uscc", "fault": "uscc"}
        return
    assert check_fields({field: text}, base_fields(), CODES) == {field: value}


@pytest.mark.parametrize("text", ["-1", "1.0", "１２", "9" * 10, "many"])
def test_a_count_that_no_column_holds_is_refused(text: str) -> None:
    with pytest.raises(Refusal):
        check_fields({"employees": text}, base_fields(), CODES)


def test_nobody_proposes_to_merge_or_an_unknown_fact() -> None:
    for fields in ({"status": "merged"}, {"grade": "A"}, {}, {"name": " "}):
        with pytest.raises(Refusal):
            check_fields(fields, base_fields(), CODES)


def test_from_every_status_but_merged_an_enterprise_can_come_back_to_work() -> None:
    for now in Status:
        if now is Status.ACTIVE:
            continue
        if now is Status.MERGED:
            assert NEXT[now] == frozenset()
        else:
            check_step(now, Status.ACTIVE)
    with pytest.raises(Refusal):
        check_step("active", "active")
