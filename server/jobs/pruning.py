"""The change feed is kept five weeks: longer than a sign-in lasts, so that no phone in use is asked to start anew."""

from datetime import datetime, timedelta

from procrastinate import JobContext
from sqlalchemy import text
from sqlalchemy.orm import Session

from server.jobs.app import jobs
from server.jobs.hands import TRY_AGAIN, database_of, now
from server.reads.feed import KEEP_DAYS

_FLOOR = text(
    "INSERT INTO installation (key, value) SELECT 'feed_floor', to_jsonb(max(xid::text::bigint)) FROM change_log "
    "WHERE at < :before HAVING max(xid::text::bigint) IS NOT NULL "
    "ON CONFLICT (key) DO UPDATE SET value = excluded.value"
)
_PRUNE = text("DELETE FROM change_log WHERE at < :before")


@jobs.periodic(cron="10 20 * * *")  # 04:10 in Shanghai
@jobs.task(name="prune_feed", queueing_lock="prune-feed", pass_context=True, retry=TRY_AGAIN)
def prune_feed(context: JobContext, timestamp: int) -> None:
    """Forget old rows of the feed; cursors older than that are told to take a new pack."""
    del timestamp
    with database_of(context).transaction() as session:
        prune(session, now())


def prune(session: Session, at: datetime) -> None:
    """Remember up to where the feed was cut, then cut it."""
    before = at - timedelta(days=KEEP_DAYS)
    session.execute(_FLOOR, {"before": before})
    session.execute(_PRUNE, {"before": before})
