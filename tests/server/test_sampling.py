"""The monthly sample of closings: drawn once, the same again from its seed, and judged on the spot."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from grids import sampling
from grids.policy import local_day
from server.jobs import sampling as jobs
from server.store.tables import GradeReview, SampleDraw, SampleItem
from tests.server.stage import Stage

MONTH = local_day(datetime.now(UTC)).replace(day=1)
NEXT = (MONTH + timedelta(days=31)).replace(day=1)


def closes_by_itself(stage: Stage, n: int) -> list[str]:
    made = []
    for _ in range(n):
        hazard = stage.hazard("li")
        done = {"done": "已清", "done_by": "张", "done_at": datetime.now(UTC).isoformat()}
        stage.does("li", "rectify-on-the-spot", hazard=hazard, photos=[stage.photo("li")], **done)
        made.append(hazard)
    return made


def drawn(stage: Stage, seed: str = "s") -> list[str]:
    with stage.app.extensions["wangge.database"].transaction() as session:
        assert jobs.draw(session, stage.town.district, MONTH, datetime.now(UTC), seed)
        return sorted(str(id_) for id_ in session.scalars(select(SampleItem.hazard_id)))


def judged(stage: Stage, who: str, hazard: str, **more: Any) -> dict[str, Any]:
    return stage.act(
        who, "check-closing", hazard=hazard, opinion="现场看过", checked_at=datetime.now(UTC).isoformat(), **more
    )


def test_a_tenth_of_what_enterprises_closed_is_drawn_and_the_seed_gives_it_again(stage: Stage) -> None:
    own = closes_by_itself(stage, 12)
    chosen = drawn(stage)
    assert len(chosen) == 2  # a tenth of twelve, rounded up
    assert set(chosen) < set(own)
    with stage.app.extensions["wangge.database"].transaction() as session:
        kept = session.scalars(select(SampleDraw)).one()
        assert (kept.seed, kept.share, kept.closings) == ("s", 0.1, 12)
        closings = jobs.closed_in(session, stage.town.district, MONTH, NEXT)
        assert sorted(str(id_) for id_ in sampling.draw(closings, kept.share, kept.seed)) == chosen
        assert not jobs.draw(session, stage.town.district, MONTH, datetime.now(UTC))  # once a month


def test_a_confirmed_closing_stays_and_leaves_the_queue(stage: Stage) -> None:
    closes_by_itself(stage, 1)
    (hazard,) = drawn(stage)
    assert [row["id"] for row in stage.get("wang", "/api/v1/hazards", sampled=1).json["items"]] == [hazard]
    assert judged(stage, "li", hazard, confirmed=True)["code"] == "not-yours"
    assert judged(stage, "wang", hazard, confirmed=True)["status"] == "applied"
    assert stage.state(hazard) == "closed"
    assert stage.get("wang", "/api/v1/hazards", sampled=1).json["items"] == []
    assert judged(stage, "wang", hazard, confirmed=True)["code"] == "not-sampled"


def test_a_false_closing_is_opened_again_and_asks_for_a_review_of_the_grade(stage: Stage) -> None:
    closes_by_itself(stage, 1)
    (hazard,) = drawn(stage)
    assert judged(stage, "wang", hazard, confirmed=False)["code"] == "photo-needed"
    assert judged(stage, "wang", hazard, confirmed=False, photos=[stage.photo("wang")])["status"] == "applied"
    found = stage.get("xu", f"/api/v1/hazards/{hazard}").json
    assert (found["state"], found["reopened"]) == ("open", 1)
    with stage.app.extensions["wangge.database"].session() as session:
        assert [(str(r.hazard_id), r.reason) for r in session.scalars(select(GradeReview))] == [
            (hazard, "false_closing")
        ]
        assert session.scalars(select(SampleItem)).one().state == "false"


def test_what_was_closed_otherwise_is_drawn_whole_or_not_at_all(stage: Stage) -> None:
    grid = stage.hazard("wang")
    done = {"done": "已清", "done_by": "张", "done_at": datetime.now(UTC).isoformat()}
    stage.does("wang", "rectify-on-the-spot", hazard=grid, photos=[stage.photo("wang")], **done)
    ordered = stage.hazard("qin")
    stage.does("qin", "rectify-on-the-spot", hazard=ordered, photos=[stage.photo("qin")], **done)
    assert drawn(stage) == [ordered]
