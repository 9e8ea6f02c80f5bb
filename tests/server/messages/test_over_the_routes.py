"""An act over the real routes puts its message, in the same transaction, on its way to the right inbox."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from server.db import Database
from server.jobs import telling
from tests.server.stage import SAME_ORIGIN, Stage
from tests.server.test_main_loop import TODAY, noticed, rectified


def tell_all(db: Database) -> None:
    """Do what the worker would do with the jobs that the acts left."""
    with db.transaction() as session:
        rows = session.scalars(text("SELECT args FROM procrastinate_jobs WHERE task_name = 'tell_of_act' ORDER BY id"))
        for args in rows.all():
            telling.tell(session, UUID(args["act_id"]), datetime.now(UTC))


def inbox(stage: Stage, who: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = stage.get(who, "/api/v1/inbox").json["items"]
    return items


def test_a_report_is_in_the_inbox_of_the_town_office(stage: Stage, db: Database) -> None:
    hazard = stage.hazard("wang")
    tell_all(db)
    message = inbox(stage, "an")[0]
    assert (message["event"], message["ref_kind"], message["ref_id"]) == ("hazard-reported", "hazard", hazard)
    assert "安全出口被货物堵塞" in message["body"]
    assert inbox(stage, "wang") == []


def test_a_whole_life_is_told_to_those_it_concerns(stage: Stage, db: Database) -> None:
    rectified(stage)
    tell_all(db)
    assert [message["event"] for message in inbox(stage, "li")] == ["notice-issued"]
    assert {message["event"] for message in inbox(stage, "wang")} == {"hazard-opened", "rectification-submitted"}
    read = [message["id"] for message in inbox(stage, "li")]
    assert stage.client("li").post("/api/v1/inbox/read", json={"ids": read}, headers=SAME_ORIGIN).status_code == 204
    assert stage.get("li", "/api/v1/inbox").json["unread"] == 0


def test_the_papers_are_served_to_those_who_may_see_them(stage: Stage) -> None:
    hazard = stage.hazard("wang")
    stage.does("an", "open-hazard", hazard=hazard, level="general", due_on=TODAY)
    notice = noticed(stage, hazard)
    for path in (f"/api/v1/notices/{notice}.pdf", f"/api/v1/hazards/{hazard}/chain.pdf"):
        answer = stage.get("an", path)
        assert answer.mimetype == "application/pdf"
        assert answer.data.startswith(b"%PDF")
        assert stage.get("nobody", path).status_code == 401
