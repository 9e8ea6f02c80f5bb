"""Photos that nothing mentions a week after they came are removed, at night."""

from procrastinate import JobContext

from server import photos
from server.jobs.app import jobs
from server.jobs.hands import TRY_AGAIN, database_of, now, settings_of
from server.photos import PhotoStore


@jobs.periodic(cron="40 19 * * *")  # 03:40 in Shanghai
@jobs.task(name="sweep_photos", queueing_lock="sweep-photos", pass_context=True, retry=TRY_AGAIN)
def sweep_photos(context: JobContext, timestamp: int) -> None:
    """Remove orphaned photos; source: server/photos.py."""
    del timestamp
    with database_of(context).session() as session:
        photos.sweep(PhotoStore.of(settings_of(context)), session, now())
