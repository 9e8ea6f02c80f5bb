"""What the tests of assessments do over and over: open one, write a past, score, decide, read."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import select

from grids.circulars import code_of, span
from grids.commands import CircularKind
from grids.policy import local_day
from server.db import Database
from server.jobs import telling
from server.store.tables import ActReceived, InboxMessage
from tests.server.indicator_lives import Past, lived
from tests.server.stage import Stage

TODAY = local_day(datetime.now(UTC))
LAST = span(
    code_of(CircularKind.QUARTER_REPORT, span(code_of(CircularKind.QUARTER_REPORT, TODAY)).first - timedelta(1))
)
ITEMS: list[dict[str, Any]] = [
    {"key": "fixed", "text": "隐患整改", "points": 60,
     "automatic": {"indicator": "rectified", "full_at": 100, "none_at": 0}},
    {"key": "major", "text": "重大隐患整改", "points": 20,
     "automatic": {"indicator": "major_rectified", "full_at": 100, "none_at": 0}},
    {"key": "duty", "text": "责任制落实", "points": 40},
]  # fmt: skip


def east_of(stage: Stage) -> str:
    return f"town:{stage.town.towns['湖东镇']}"


def west_of(stage: Stage) -> str:
    return f"town:{stage.town.towns['湖西镇']}"


def opened(stage: Stage, **more: Any) -> str:
    own = str(uuid4())
    given: dict[str, Any] = {
        "assessment": own, "title": "第三季度考核", "object_kind": "town", "objects": [east_of(stage), west_of(stage)],
        "period_first": LAST.first.isoformat(), "period_last": LAST.last.isoformat(), "pass_percent": 80,
        "items": ITEMS,
    }  # fmt: skip
    stage.does("xu", "open-assessment", **{**given, **more})
    return own


def found_then(stage: Stage, db: Database, unit: str, *, closed: bool) -> None:
    """Write a hazard into the period, open or closed at its end."""
    found = LAST.first + timedelta(days=9)
    steps = [Past(found, "hazard-opened", "open", due=found + timedelta(days=10))]
    steps += [Past(found + timedelta(days=3), "reinspection-passed", "closed")] if closed else []
    with db.transaction() as session:
        lived(session, stage, steps, unit)


def whole(stage: Stage, own: str, who: str = "xu") -> Any:
    answer = stage.get(who, f"/api/v1/assessments/{own}")
    assert answer.status_code == 200, answer.text
    return answer.json


def sheet(stage: Stage, own: str, key: str, who: str = "xu") -> Any:
    row = next(each for each in whole(stage, own, who)["rows"] if each["object"] == key)
    answer = stage.get(who, f"/api/v1/assessment-sheets/{row['id']}")
    assert answer.status_code == 200, answer.text
    return answer.json


def line(told: Any, key: str) -> Any:
    return next(each for each in told["lines"] if each["key"] == key)


def on(told: Any, item: str = "duty", **more: Any) -> dict[str, Any]:
    return {"sheet": told["id"], "item": item, "entry": str(uuid4()), **more}


def score_all(stage: Stage, own: str, **points: float) -> None:
    for row in whole(stage, own)["rows"]:
        given = points.get(row["name"], 40)
        stage.does("xu", "score-assessment", **on(row, points=given, reason="" if given == 40 else "记录不全"))


def decide(stage: Stage, own: str, **more: Any) -> dict[str, Any]:
    return stage.act("xu", "decide-assessment", assessment=own, decision=str(uuid4()), **more)


def messages(stage: Stage, db: Database) -> dict[str, list[tuple[str, dict[str, Any]]]]:
    """Let the worker tell of every act, and return everybody's inbox."""
    with db.transaction() as session:
        acts = session.scalars(select(ActReceived).order_by(ActReceived.received_at)).all()
        for act in acts:
            telling.tell(session, act.id, datetime.now(UTC))
        return {
            who: [
                (row.event, row.facts)
                for row in session.scalars(select(InboxMessage).where(InboxMessage.person_id == person))
            ]
            for who, person in stage.people.items()
        }
