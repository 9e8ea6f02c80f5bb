"""Who made a report is erased when its days are over, and who tried what, by itself, every night."""

from procrastinate import JobContext

from server import people, public_reports, throttle
from server.jobs.app import jobs
from server.jobs.hands import TRY_AGAIN, database_of, now


@jobs.periodic(cron="20 20 * * *")  # 04:20 in Shanghai
@jobs.task(name="forget_reporters", queueing_lock="forget-reporters", pass_context=True, retry=TRY_AGAIN)
def forget_reporters(context: JobContext, timestamp: int) -> None:
    """Erase names of reporters whose days are over, and tries of days gone by."""
    del timestamp
    with database_of(context).transaction() as session:
        public_reports.forget(session, now())
        throttle.forget(session, now())
        people.forget_failures(session, now())
