"""Spot checks in the making: enterprises that checked themselves, an order, a draw, who checks."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from grids import self_checks
from grids.policy import local_day
from tests.server.stage import Stage

PERIOD = self_checks.quarter_of(local_day(datetime.now(UTC))).code
SOON = (local_day(datetime.now(UTC)) + timedelta(days=20)).isoformat()


def checks_itself(stage: Stage, who: str = "li", spot: str = "A", **more: Any) -> None:
    """Let an enterprise report the one item of its list, as in order unless something else is said."""
    now = datetime.now(UTC)
    command = {
        "self_check": str(uuid4()), "enterprise": str(stage.town.enterprises[spot]), "checker": "厂长",
        "checklist_version": stage.town.checklist_version, "finished_at": now.isoformat(),
        "started_at": (now - timedelta(minutes=10)).isoformat(),
        "answers": [{"item": "T1", "result": "ok"}], "photos": [stage.photo(who)],
    }  # fmt: skip
    stage.does(who, "submit-self-check", **{**command, **more})


def says_it_is_gone(stage: Stage, who: str = "li", spot: str = "A") -> str:
    """Let an enterprise find a hazard and say that it put it right at once."""
    hazard = stage.hazard(who, spot)
    done = {"done": "已清", "done_by": "张", "done_at": datetime.now(UTC).isoformat()}
    stage.does(who, "rectify-on-the-spot", hazard=hazard, photos=[stage.photo(who)], **done)
    return hazard


def ordered(stage: Stage, who: str = "xu", **more: Any) -> str:
    """Order a spot check of this quarter, of everybody there is."""
    own = str(uuid4())
    command = {"district": stage.town.district, "title": "四季度抽查", "period": PERIOD, "due_on": SOON,
               "strata": [{"size": 10}]}  # fmt: skip
    stage.does(who, "order-spot-check", spot_check=own, **{**command, **more})
    return own


def drawn(stage: Stage, who: str = "xu", seed: str = "开奖号码 7 12 33", **more: Any) -> tuple[str, dict[str, str]]:
    """Order and draw; returns the order and its targets by enterprise."""
    own = ordered(stage, who, **more)
    stage.does(who, "draw-spot-check", spot_check=own, seed=seed)
    rows = stage.get("xu", "/api/v1/spot-targets", spot_check=own).json["items"]
    return own, {row["enterprise_name"][0]: row["id"] for row in rows}


def given(stage: Stage, spot_check: str, target: str, checker: str = "qin", second: str | None = "ren") -> None:
    """Give a target to who checks it."""
    people = {"checker": str(stage.people[checker]), "second": second and str(stage.people[second])}
    stage.does("xu", "assign-spot-check", spot_check=spot_check, targets=[target], **people)


def recorded(stage: Stage, target: str, who: str = "qin", second: str | None = "ren", **more: Any) -> dict[str, Any]:
    """Record a check in which everything that is not named is true."""
    untrue: dict[str, str] = more.pop("untrue", {})
    items = stage.get("xu", f"/api/v1/spot-targets/{target}").json["listed"]
    results = [
        {"item": each["item"], "verdict": "not_true" if each["kind"] in untrue else "true",
         "remark": untrue.get(each["kind"], "")}
        for each in items
    ]  # fmt: skip
    now = datetime.now(UTC)
    command = {"target": target, "started_at": (now - timedelta(minutes=30)).isoformat(), "results": results,
               "finished_at": now.isoformat(), "second_inspector": second and str(stage.people[second])}  # fmt: skip
    return stage.act(who, "record-spot-check", **{**command, **more})
