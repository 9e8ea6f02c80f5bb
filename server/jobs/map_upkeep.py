"""The map's upkeep as jobs: what became overdue today, counts folded, outlines of changed units, order on disk."""

from contextlib import suppress

from procrastinate import JobContext
from sqlalchemy.exc import OperationalError

from grids.policy import local_day
from server import map_upkeep
from server.jobs.app import jobs
from server.jobs.hands import TRY_AGAIN, database_of, now


@jobs.periodic(cron="* * * * *")
@jobs.task(name="keep_map", queueing_lock="keep-map", pass_context=True, retry=TRY_AGAIN)
def keep_map(context: JobContext, timestamp: int) -> None:
    """Bring the map's counts to the day and draw the outlines that are missing; mostly there is nothing to do."""
    del timestamp
    with database_of(context).transaction() as session:
        map_upkeep.advance(session, local_day(now()))
        map_upkeep.outline(session)
    with database_of(context).transaction() as session:
        map_upkeep.forget_versions(session)


@jobs.periodic(cron="0 19 * * *")  # 03:00 in Shanghai
@jobs.task(name="fold_map", queueing_lock="fold-map", pass_context=True, retry=TRY_AGAIN)
def fold_map(context: JobContext, timestamp: int) -> None:
    """Add up the rows of equal counts that the day left."""
    del timestamp
    with database_of(context).transaction() as session:
        map_upkeep.fold(session)


@jobs.periodic(cron="20 18 * * 6")  # Sunday, 02:20 in Shanghai
@jobs.task(name="order_points", queueing_lock="order-points", pass_context=True)
def order_points(context: JobContext, timestamp: int) -> None:
    """Lay points in spatial order on disk, if nobody holds the table; a week later is as good."""
    del timestamp
    for table in map_upkeep.POINTS:
        with suppress(OperationalError), database_of(context).alone() as session:  # waited longer than may be
            map_upkeep.lay_in_order(session, table)
