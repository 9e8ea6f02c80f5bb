"""What happened, for the tests of indicators: lives played over the real routes, and lives written into the past."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import text
from sqlalchemy.orm import Session

from grids.policy import HERE, local_day
from tests.server.stage import Stage

TODAY = local_day(datetime.now(UTC))
SOON = (TODAY + timedelta(days=10)).isoformat()


def now() -> str:
    return datetime.now(UTC).isoformat()


def opened(stage: Stage, **more: Any) -> str:
    own = stage.hazard("wang", "A", **more)
    stage.does("an", "open-hazard", hazard=own, level="general", due_on=SOON)
    return own


def noticed(stage: Stage, own: str) -> str:
    number = str(uuid4())
    stage.does(
        "an", "issue-notice", notice=number, enterprise=str(stage.town.enterprises["A"]), notice_kind="reminder",
        items=[{"hazard": own, "due_on": SOON, "demand": "清理"}],
    )  # fmt: skip
    return number


def signed(stage: Stage, own: str) -> None:
    stage.does(
        "li", "acknowledge-notice", notice=noticed(stage, own), signed_by="李国强", phone="13800000001",
        intention="立即整改",
    )  # fmt: skip


def reported(stage: Stage, own: str) -> None:
    stage.does(
        "li", "submit-rectification", hazard=own, done="已清理", done_on=TODAY.isoformat(), done_by="张工",
        photos=[stage.photo("li")],
    )  # fmt: skip


def judged(stage: Stage, own: str, *, passed: bool = True) -> None:
    stage.does("wang", "reinspect-hazard", hazard=own, passed=passed, opinion="已看过", inspected_at=now())


def closed(stage: Stage) -> str:
    own = opened(stage)
    signed(stage, own)
    reported(stage, own)
    judged(stage, own)
    return own


def visited(stage: Stage, outcome: str = "inspected", who: str = "wang", kind: str = "patrol", **where: Any) -> str:
    own = str(uuid4())
    stage.does(
        who, "start-visit", visit=own, enterprise=str(stage.town.enterprises["A"]), visit_kind=kind, started_at=now(),
        **where,
    )  # fmt: skip
    second = {"second_inspector": str(stage.people["ren"])} if kind == "inspection" else {}
    stage.does(
        who,
        "finish-visit",
        visit=own,
        outcome=outcome,
        finished_at=now(),
        checklist_version=stage.town.checklist_version,
        **second,
    )
    return own


@dataclass(frozen=True)
class Past:
    """A step on a day long gone."""

    on: date
    event: str
    after: str
    level: str = "general"
    due: date | None = None


def at_noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=HERE)


def lived(session: Session, stage: Stage, steps: Sequence[Past], unit: str = "A") -> UUID:
    """Write a hazard and its steps as they were taken at the time; found on the day of the first."""
    own, last = uuid4(), steps[-1]
    dues = [step.due for step in steps if step.due is not None]
    done = [step.on for step in steps if step.event == "rectification-submitted"]
    enterprise = stage.town.enterprises[unit]
    session.execute(
        text(
            "INSERT INTO hazard (id, ledger_no, enterprise_id, state, level, source, category, place, description, "
            "found_by, found_at, recorded_at, due_on, original_due_on, submitted_on, closed_at, changed_at, "
            "unit_id, town_id, district_id, city_id, supervision_class) "
            "SELECT :id, :no, e.id, :state, :level, 'grid', 'S05', '车间', '堵塞', :by, :found, :found, :due, :first, "
            ":done, :closed, :changed, e.unit_id, e.town_id, e.district_id, e.city_id, e.supervision_class "
            "FROM enterprise e WHERE e.id = :enterprise"
        ),
        {
            "id": own, "no": f"旧-{own.hex[:12]}", "enterprise": enterprise, "state": last.after, "level": last.level,
            "by": stage.people["wang"], "found": at_noon(steps[0].on), "due": dues[-1] if dues else None,
            "first": dues[0] if dues else None, "done": done[-1] if done else None,
            "closed": at_noon(last.on) if last.after == "closed" else None, "changed": at_noon(last.on),
        },
    )  # fmt: skip
    before = None
    for step in steps:
        session.execute(
            text(
                "INSERT INTO hazard_event (hazard_id, event, at, act_at, person_id, person_name, role, state_before, "
                "state_after, level_after, due_after, body) VALUES (:hazard, :event, :at, :at, :by, '王', 'officer', "
                ":before, :after, :level, :due, '{}')"
            ),
            {
                "hazard": own, "event": step.event, "at": at_noon(step.on), "by": stage.people["wang"],
                "before": before, "after": step.after, "level": step.level, "due": step.due,
            },
        )  # fmt: skip
        before = step.after
    return own


def rectified_in_time(found: date) -> list[Past]:
    """Give a whole life that ends well after nine days."""
    due = found + timedelta(days=10)
    return [
        Past(found, "hazard-opened", "open", due=due),
        Past(found + timedelta(days=1), "notice-acknowledged", "rectifying", due=due),
        Past(found + timedelta(days=7), "rectification-submitted", "submitted", due=due),
        Past(found + timedelta(days=9), "reinspection-passed", "closed", due=due),
    ]
