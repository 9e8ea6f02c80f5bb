"""At night the quality of files is counted, town by town and class by class, so that its course can be shown."""

from procrastinate import JobContext
from sqlalchemy.orm import Session

from grids.policy import local_day
from server.jobs.app import jobs
from server.jobs.hands import TRY_AGAIN, database_of, now
from server.reads import quality
from server.store import quality as rules


@jobs.periodic(cron="30 20 * * *")  # 04:30 in Shanghai
@jobs.task(name="count_quality", queueing_lock="count-quality", pass_context=True, retry=TRY_AGAIN)
def count_quality(context: JobContext, timestamp: int) -> None:
    """Count every rule of today; twice on one day, the later count stands."""
    del timestamp
    with database_of(context).transaction() as session:
        count(session)


def count(session: Session) -> None:
    """Write what each rule counts today."""
    today = local_day(now())
    quality.keep_day(session, rules.in_force(session, today), today)
