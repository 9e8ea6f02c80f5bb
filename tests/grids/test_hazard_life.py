"""The lives of tests/scenarios/hazard_life.json, played through the pure rules."""

import json
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import pytest

from grids import commands as c
from grids import hazard_life, notices
from grids.commands import HazardLevel, NoticeKind
from grids.errors import Refusal
from grids.hazards import NEXT, Actor, Hazard, Outcome, Source, State
from grids.levels import Level
from grids.permissions import MAY, Grant, Person, Role
from grids.policy import HERE
from server.store.policy import policy_on

TOLD: dict[str, Any] = json.loads((Path(__file__).parents[1] / "scenarios" / "hazard_life.json").read_text("utf-8"))
TODAY = date.fromisoformat(TOLD["today"])
FOUND = date.fromisoformat(TOLD["found_on"])
DUE = date.fromisoformat(TOLD["due_on"])
AT = datetime.combine(TODAY, time(10), tzinfo=HERE)
POLICY = policy_on(TODAY)
EVALUATION = c.Evaluation(by=c.Evaluator.AGENCY, evaluator="某评价公司", conclusion="符合", evaluated_on=TODAY)
IDS = UUID("22222222-2222-4222-8222-222222222222")


def person(name: str) -> Person:
    grants = tuple(Grant(role=Role(role), level=Level.DISTRICT, area=1) for role in TOLD["people"][name])
    licence = "苏D" if Role.INSPECTOR in {g.role for g in grants} else None
    return Person(id=uuid5(IDS, name), name=name, grants=grants, licence_no=licence)


def hazard(life: dict[str, Any]) -> Hazard:
    return Hazard(
        id=IDS, enterprise=IDS, state=State(life["state"]), level=HazardLevel(life["level"]),
        source=Source(life["source"]), found_by=person(life["found_by"]).id,
        found_at=datetime.combine(FOUND, time(9), tzinfo=HERE), due_on=DUE, original_due_on=DUE, photos_before=1,
        first_photo_at=datetime.combine(FOUND, time(9), tzinfo=HERE), interim_measures="专人看守",
    )  # fmt: skip


def command(step: dict[str, Any], now: Hazard) -> c.HazardStep:
    photo = c.Photo(sha256="0" * 64, taken_at=AT)
    later = (now.due_on or TODAY) + timedelta(days=5)
    made: dict[str, c.HazardStep] = {
        "rectify-on-the-spot": c.RectifyOnTheSpot(hazard=IDS, photos=(photo,), done="已改", done_by="张", done_at=AT),
        "open-hazard": c.OpenHazard(hazard=IDS, level=now.level, due_on=DUE),
        "reject-hazard": c.RejectHazard(hazard=IDS, reason="无此情况"),
        "change-level": c.ChangeLevel(
            hazard=IDS, level=HazardLevel(step.get("level", "general")), reason="对照判定标准"
        ),
        "void-hazard": c.VoidHazard(hazard=IDS, reason="对象错误"),
        "reopen-hazard": c.ReopenHazard(hazard=IDS, reason="复发", due_on=DUE),
        "submit-plan": c.SubmitPlan(
            hazard=IDS, causes="一", harm="二", goals="三", methods="四", funds="五", funds_yuan=80_000,
            responsible="六", responsible_person="张", time_limit="七",
            milestones=(c.Milestone(what="停用", due_on=DUE),),
            interim_measures="专人看守", emergency_measures="八",
        ),
        "review-plan": c.ReviewPlan(hazard=IDS, approved=True, opinion="同意"),
        "request-extension": c.RequestExtension(
            hazard=IDS, new_due_on=later, reason="配件未到", interim_measures="停用"
        ),
        "decide-extension": c.DecideExtension(hazard=IDS, granted=True),
        "submit-rectification": c.SubmitRectification(
            hazard=IDS, done="已改", done_on=TODAY, done_by="张", photos=(photo,), evaluation=EVALUATION
        ),
        "reinspect-hazard": c.ReinspectHazard(
            hazard=IDS, passed=step.get("passed", True), opinion="已看过", inspected_at=AT
        ),
        "propose-measure": c.ProposeMeasure(hazard=IDS, measure=c.Stop.PARTIAL, reason="有危险"),
        "order-measure": c.OrderMeasure(
            hazard=IDS, measure=c.Stop.FULL, stopped="打磨工段", basis="安全生产法第六十五条", ordered_at=AT
        ),
        "apply-resume": c.ApplyResume(hazard=IDS, reason="已治理", evaluation=EVALUATION),
        "decide-resume": c.DecideResume(
            hazard=IDS, consented=step.get("passed", True), opinion="已审查", examined_at=AT
        ),
        "check-closing": c.CheckClosing(
            hazard=IDS, confirmed=step.get("passed", True), opinion="已看过", checked_at=AT, photos=(photo,)
        ),
        "decide-overdue": c.DecideOverdue(hazard=IDS, decision=c.Forced.CASE, reason="逾期", case_no="1号"),
    }  # fmt: skip
    return made[step["do"]]


def take(step: dict[str, Any], now: Hazard) -> Outcome:
    who = person(step["by"])
    able = MAY[step["do"]] & who.roles()
    if not able:
        raise Refusal("not-yours", step=step["do"])
    match step["do"]:
        case "issue-notice":
            kind = NoticeKind.RECTIFICATION_ORDER if Role.INSPECTOR in able else NoticeKind.REMINDER
            notices.check_source(kind, now.source)
            return hazard_life.noticed(now, IDS, now.due_on or DUE, POLICY, TODAY)
        case "acknowledge-notice":
            return hazard_life.acknowledged(now)
        case _:
            second = person(step["with"]) if "with" in step else None
            actor = Actor(person=who, roles=able, second=second)
            return hazard_life.decide(now, command(step, now), actor, AT, POLICY)


@pytest.mark.parametrize("life", TOLD["lives"], ids=lambda life: life["name"])
def test_life(life: dict[str, Any]) -> None:
    now = hazard(life)
    for step in life["steps"]:
        if "refused" in step:
            with pytest.raises(Refusal) as refused:
                take(step, now)
            assert refused.value.code == step["refused"], step
        else:
            now = take(step, now).hazard
            assert now.state == step["then"], step


def force(step: str, now: Hazard) -> None:
    everybody = Actor(person=person("bu"), roles=frozenset(Role))
    match step:
        case "issue-notice":
            hazard_life.noticed(now, IDS, DUE, POLICY, TODAY)
        case "acknowledge-notice":
            hazard_life.acknowledged(now)
        case _:
            hazard_life.decide(now, command({"do": step}, now), everybody, AT, POLICY)


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("step", sorted(NEXT))
def test_no_step_is_taken_from_a_state_it_does_not_follow(state: State, step: str) -> None:
    now = replace(hazard(TOLD["lives"][0]), state=state)
    if state in NEXT[step] or step in {"merge-hazard", "transfer-hazard", "accept-transfer", "return-transfer"}:
        return
    with pytest.raises(Refusal) as refused:
        force(step, now)
    assert refused.value.code == "wrong-state"


def test_an_original_due_date_stays_when_an_extension_is_granted() -> None:
    now = replace(hazard(TOLD["lives"][0]), state=State.RECTIFYING, extension_to=DUE + timedelta(days=5))
    actor = Actor(person=person("an"), roles=frozenset({Role.TOWN_OFFICER}))
    after = hazard_life.decide(now, c.DecideExtension(hazard=IDS, granted=True), actor, AT, POLICY).hazard
    assert (after.due_on, after.original_due_on) == (DUE + timedelta(days=5), DUE)
