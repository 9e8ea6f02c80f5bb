"""Old rows of the feed go, and a cursor from before is told so."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from server.db import Database
from server.jobs.pruning import prune
from server.reads.feed import KEEP_DAYS
from tests.server.stage import Stage


def test_a_cursor_from_before_the_cut_is_gone_and_a_later_one_holds(stage: Stage, db: Database) -> None:
    old = stage.get("wang", "/api/v1/pack").json["cursor"]
    epoch = old.split(":")[0]
    with db.transaction() as session:
        session.execute(text("UPDATE change_log SET at = at - interval '40 days'"))
        assert session.scalar(text("SELECT count(*) FROM change_log")) > 0
        prune(session, datetime.now(UTC))
        assert session.scalar(text("SELECT count(*) FROM change_log")) == 0
        floor = session.scalar(text("SELECT (value #>> '{}')::bigint FROM installation WHERE key = 'feed_floor'"))
    gone = stage.get("wang", "/api/v1/changes", cursor=f"{epoch}:{floor - 1}:0")
    assert (gone.status_code, gone.json["code"]) == (410, "cursor-gone")
    assert stage.get("wang", "/api/v1/changes", cursor=f"{epoch}:{floor}:0").status_code == 200


def test_young_rows_stay(stage: Stage, db: Database) -> None:
    stage.hazard("wang")
    with db.transaction() as session:
        before = session.scalar(text("SELECT count(*) FROM change_log"))
        prune(session, datetime.now(UTC) + timedelta(days=KEEP_DAYS - 1))
        assert session.scalar(text("SELECT count(*) FROM change_log")) == before
