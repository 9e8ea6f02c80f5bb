"""Play a case of inspection: opened by 执法秦 with 执法任, approved by 部门卜, at the enterprise of a unit."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from grids.policy import local_day
from tests.server.stage import Stage
from tests.town import middle

TODAY = local_day(datetime.now(UTC))
SOON = (TODAY + timedelta(days=10)).isoformat()


def now(minutes: float = 0) -> str:
    """Return a moment from now, as the wire has it."""
    return (datetime.now(UTC) + timedelta(minutes=minutes)).isoformat()


def request(stage: Stage, unit: str = "A", **more: Any) -> dict[str, Any]:
    """Write what an inspector asks leave with."""
    return {
        "inspection": str(uuid4()), "enterprise": str(stage.town.enterprises[unit]), "ground": "plan",
        "announced": True, "purpose": "检查粉尘防爆", "basis": "安全生产法第六十五条", "content": "除尘系统、现场管理",
        "method": "查阅资料、现场查看", "planned_on": TODAY.isoformat(), "second_inspector": str(stage.people["ren"]),
        **more,
    }  # fmt: skip


def opened(stage: Stage, unit: str = "A", **more: Any) -> str:
    """Open a case and return its id."""
    command = request(stage, unit, **more)
    stage.does("qin", "open-inspection", **command)
    return str(command["inspection"])


def approved(stage: Stage, unit: str = "A", **more: Any) -> str:
    """Open a case that gets leave."""
    case = opened(stage, unit, **more)
    stage.does("bu", "decide-inspection", inspection=case, approved=True, opinion="同意")
    return case


def recorded(**more: Any) -> dict[str, Any]:
    """Write an on-site record."""
    return {
        "place": "打磨车间", "began_at": now(-40), "ended_at": now(-5), "met": "李厂长", "post": "厂长",
        "findings": "1. 除尘器未设置泄爆装置。\n2. 积尘未清理。", "handling": "责令限期整改。", **more,
    }  # fmt: skip


def written(stage: Stage, case: str, kind: str, said: dict[str, Any], who: str = "qin", **more: Any) -> dict[str, Any]:
    """Issue a document; returns the verdict's facts."""
    command = {"inspection": case, "document": str(uuid4()), "document_kind": kind, "said": said, **more}
    done = stage.does(who, "issue-document", **command)
    return {"document": command["document"], **done["facts"]} if "facts" in done else {**command, **done}


def visited(stage: Stage, case: str, unit: str = "A") -> str:
    """Enter at the gate and begin the visit; returns the visit."""
    visit = str(uuid4())
    enterprise = str(stage.town.enterprises[unit])
    lon, lat = middle(unit)
    stage.does(
        "qin", "start-visit", visit=visit, enterprise=enterprise, visit_kind="inspection", started_at=now(-40),
        fix={"lon": lon, "lat": lat, "radius_m": 10},
    )  # fmt: skip
    stage.does(
        "qin", "enter-inspection", inspection=case, entered_at=now(-40), method="position", visit=visit,
        fix={"lon": lon, "lat": lat, "radius_m": 10},
    )  # fmt: skip
    return visit


def ordered(stage: Stage, case: str, visit: str, unit: str = "A", n: int = 2) -> tuple[str, list[str]]:
    """Find hazards in the visit and order their rectification; returns the notice and the hazards."""
    hazards = [stage.hazard("qin", unit, visit=visit, photos=[stage.photo("qin", 5)]) for _ in range(n)]
    notice = str(uuid4())
    stage.does(
        "qin", "issue-notice", notice=notice, enterprise=str(stage.town.enterprises[unit]),
        notice_kind="rectification_order", second_inspector=str(stage.people["ren"]), inspection=case,
        items=[{"hazard": each, "due_on": SOON, "demand": "停用并整改"} for each in hazards],
    )  # fmt: skip
    return notice, hazards


def reinspected(stage: Stage, notice: str, hazards: list[str], verdicts: list[bool]) -> None:
    """Let the enterprise rectify, and the two re-inspect."""
    stage.does("li", "acknowledge-notice", notice=notice, signed_by="李厂长")
    for hazard, passed in zip(hazards, verdicts, strict=True):
        stage.does(
            "li", "submit-rectification", hazard=hazard, done="已改", done_on=TODAY.isoformat(), done_by="张工",
            photos=[stage.photo("li")],
        )  # fmt: skip
        more = {} if passed else {"new_due_on": (TODAY + timedelta(days=5)).isoformat()}
        stage.does(
            "qin", "reinspect-hazard", hazard=hazard, passed=passed, opinion="复查", inspected_at=now(),
            second_inspector=str(stage.people["ren"]), **more,
        )  # fmt: skip


def whole(stage: Stage, case: str, who: str = "qin") -> dict[str, Any]:
    """Read a case."""
    answer = stage.get(who, f"/api/v1/inspections/{case}")
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json
    return body


def numbers(stage: Stage, case: str) -> list[str]:
    """List the numbers of a case, as they were given."""
    return [each["number"] for each in reversed(whole(stage, case)["documents"]) if each["number"]]
