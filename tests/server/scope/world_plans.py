"""Plans, tasks, frequency, conflicts and campaigns of the world: one plan carried out, drafts, the neighbour's own."""

from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from grids.policy import local_day

Told = tuple[str, str, str, frozenset[str], str]
PLANNERS = frozenset({"qin", "ren", "bu", "xu", "shi", "hua", "zqi", "zxu"})
"""Who sees drafts, draws and conflicts: who writes plans, carries them out, and looks down on them."""
NO_TASKS = frozenset({"li", "ma", "zhu", "chen", "guan"})
KINDS = frozenset({"plan", "task", "frequency", "conflict", "campaign"})
GRADES = ("A", "B", "C", "D", "none")


def sees(who: str, kind: str, spot: str, state: str, spots: Collection[str]) -> bool:
    """Tell who sees a thing of these kinds: a task and a conflict where they are, the others in the own district."""
    if who in NO_TASKS or (kind == "conflict" and who not in PLANNERS):
        return False
    if kind in {"task", "conflict"}:
        return spot in spots
    is_near = bool(spots) and (("Z" in spots) == (spot == "Z"))
    return is_near and (state != "draft" or who in PLANNERS)


def criteria(share: float = 1.0) -> dict[str, Any]:
    """Draw everything by lot, or nothing."""
    return {"key_grades": [], "key_list": False, "affiliations": [],
            "shares": [{"grade": grade, "share": share} for grade in GRADES]}  # fmt: skip


def grades() -> list[dict[str, Any]]:
    """Give a frequency that the rules let hold."""
    days = zip(GRADES, (180, 90, 60, 30, 60), strict=True)
    return [{"grade": grade, "visit_days": each, "inspection_days": 365, "cap": 9} for grade, each in days]


def things(world: Any, z_district: int) -> Iterator[Told]:
    """Let both districts plan; the near one draws, approves and carries out."""
    near = world.stage.town.district
    for spot, who, district in (("near", "bu", near), ("Z", "zxu", z_district)):
        yield from _published(world, spot, who, district)
        yield written(world, who, district, f"{spot}的计划草稿", spot=spot, state="draft")
    plan = written(world, "bu", near, "示范区年度计划", spot="near", state="active")
    yield plan
    carry_out(world, plan[2])
    items = world.stage.get("xu", "/api/v1/tasks", limit=500, plan=plan[2]).json["items"]
    spots = {world.enterprise(spot): spot for spot in world.stage.town.enterprises}
    for task in items:
        yield ("task", spots[task["enterprise_id"]], task["id"], frozenset({task["id"]}), "")
    own, reason = str(uuid4()), "亲属在A2任职"
    world.stage.does(
        "qin", "declare-conflict", conflict=own, inspector=str(world.stage.people["qin"]), reason=reason,
        enterprise=world.enterprise("A2"),
    )  # fmt: skip
    yield ("conflict", "A2", own, frozenset({own, reason}), "")


def written(world: Any, who: str, district: int, title: str, *, spot: str, state: str, share: float = 1.0) -> Told:
    """Write a plan that draws everything."""
    own = str(uuid4())
    world.stage.does(
        who, "write-inspection-plan", plan=own, district=district, authority="应急管理局", title=title,
        year=local_day(datetime.now(UTC)).year, criteria=criteria(share),
    )  # fmt: skip
    return ("plan", spot, own, frozenset({own, title}), state)


def carry_out(world: Any, plan: str) -> None:
    """Draw, submit, approve, file and begin a plan of the near district."""
    today = local_day(datetime.now(UTC)).isoformat()
    world.stage.does("bu", "draw-inspection-plan", plan=plan, base_revision=1)
    world.stage.does("bu", "submit-inspection-plan", plan=plan, base_revision=1)
    world.stage.does("xu", "decide-inspection-plan", plan=plan, approved=True)
    world.stage.does("bu", "file-inspection-plan", plan=plan, number="备1号", filed_on=today)
    world.stage.does("bu", "activate-inspection-plan", plan=plan)


def _published(world: Any, spot: str, who: str, district: int) -> Iterator[Told]:
    today = local_day(datetime.now(UTC)).isoformat()
    own, title = str(uuid4()), f"{spot}检查频次"
    world.stage.does(
        who, "publish-frequency", frequency=own, district=district, title=title, grades=grades(), valid_from=today,
        reason="年度",
    )  # fmt: skip
    yield ("frequency", spot, own, frozenset({own, title}), "")
    own, title = str(uuid4()), f"{spot}专项整治"
    world.stage.does(who, "start-campaign", campaign=own, district=district, title=title, first=today, last=today)
    yield ("campaign", spot, own, frozenset({own, title}), "")
