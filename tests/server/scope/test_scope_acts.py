"""Every act, tried by everybody: who may do it does it, who may not is told why, inside the area and outside."""

import re

import pytest

from grids.permissions import MAY, Role
from tests.people import CAST
from tests.server.scope.scenes import SCENES
from tests.server.scope.world import SEES, SEES_UNITS, World

ROLES: dict[str, Role] = {
    **{name: part.role for name, part in CAST.items() if name != "ren"},
    "bo": Role.OFFICER, "hua": Role.DEPARTMENT, "zou": Role.OFFICER, "zhu": Role.ENTERPRISE,
    "zan": Role.TOWN_OFFICER, "zqi": Role.INSPECTOR, "zxu": Role.DISTRICT,
}  # fmt: skip


OF_OFFICES = re.compile("-(circular|answer|contacts|training|attendance|quiz)$")
"""What every office does, and nobody's file with it."""


def expected(kind: str, who: str) -> str | None:
    """Return the code somebody must be refused with, or nothing when the act must be applied."""
    scene = SCENES[kind]
    if ROLES[who] not in MAY[kind]:
        return "not-yours"
    is_inside = scene.spot in (SEES_UNITS if scene.of_units else SEES)[who]
    if not (is_inside if scene.inside is None else who in scene.inside):
        return "area-not-yours"
    return scene.narrowed.get(who)


def test_every_command_has_a_scene_and_everybody_a_role() -> None:
    assert SCENES.keys() == MAY.keys()
    assert ROLES.keys() == SEES.keys() - {"ren"}
    assert set(ROLES.values()) == set(Role)


@pytest.mark.parametrize("kind", sorted(MAY))
def test_an_act_is_done_by_whom_the_table_names_and_by_nobody_else(tried_world: World, kind: str) -> None:
    """Who is refused for role or area changes nothing, so one scene serves them all."""
    scene, faults = SCENES[kind], []
    same_for_all = scene.prepare(tried_world, "guan")
    for who in ROLES:
        wanted = expected(kind, who)
        refused = wanted in {"not-yours", "area-not-yours"} and who not in scene.narrowed
        verdict = tried_world.stage.act(who, kind, **(same_for_all if refused else scene.prepare(tried_world, who)))
        status = "applied" if wanted is None else "refused"
        if (verdict["status"], verdict["code"]) != (status, wanted):
            faults.append(f"{who}: {verdict['status']} {verdict['code']} instead of {status} {wanted}: {verdict}")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("role", sorted(Role))
def test_who_only_reads_changes_nothing(role: Role) -> None:
    reads_only = {Role.ADMIN}
    may = {kind for kind, roles in MAY.items() if role in roles}
    assert bool(may) == (role not in reads_only)
    if role is Role.CITY:
        assert {kind for kind in may if not OF_OFFICES.search(kind)} == {"decide-listing", "decide-delisting"}
        # it lists at its own level, does what every office does, and decides nothing else
    if role in {Role.PLANNER, Role.TOWN_HEAD}:
        drawing = ("-redraw", "-survey", "settle-faults", "take-suggestions")
        others = {kind for kind in may if not OF_OFFICES.search(kind)}
        assert all(kind.endswith(drawing) for kind in others)  # boundaries, and nothing of anybody's file


def test_a_refused_act_leaves_no_trace_but_its_own_row(tried_world: World) -> None:
    stage = tried_world.stage
    before = stage.get("xu", "/api/v1/hazards", limit=500).json["total"]
    command = SCENES["record-hazard"].prepare(tried_world, "lin")
    verdict = stage.act("lin", "record-hazard", **command)
    assert (verdict["status"], verdict["code"]) == ("refused", "area-not-yours")
    assert stage.get("xu", "/api/v1/hazards", limit=500).json["total"] == before
    assert stage.get("xu", f"/api/v1/hazards/{command['hazard']}").status_code == 404
    assert stage.get("lin", f"/api/v1/acts/{verdict['id']}").json["status"] == "refused"
    assert stage.get("wang", f"/api/v1/acts/{verdict['id']}").status_code == 404


def test_a_town_does_not_push_an_enterprise_into_another_towns_unit(tried_world: World) -> None:
    command = {"enterprise": tried_world.enterprise("A"), "reason": "不归我们"}
    assert tried_world.stage.act("an", "assign-unit", **command, unit=tried_world.unit("D"))["code"] == "area-not-yours"
    assert tried_world.stage.act("xu", "assign-unit", **command, unit=tried_world.unit("Z"))["code"] == "area-not-yours"
    tried_world.stage.does("xu", "assign-unit", **command, unit=tried_world.unit("D"))


def test_a_body_that_took_a_hazard_over_may_decide_it_and_the_one_before_may_not(tried_world: World) -> None:
    stage = tried_world.stage
    hazard = SCENES["accept-transfer"].prepare(tried_world, "xi")["hazard"]
    stage.does("xi", "accept-transfer", hazard=hazard)
    decision = {
        "hazard": hazard,
        "level": "general",
        "due_on": SCENES["open-hazard"].prepare(tried_world, "")["due_on"],
    }
    shown = stage.get("xi", f"/api/v1/hazards/{hazard}").json
    assert "open-hazard" in shown["may"]
    assert stage.act("an", "open-hazard", **decision)["status"] == "refused"
    stage.does("xi", "open-hazard", **decision)
