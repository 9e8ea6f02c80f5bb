"""At night are removed: photos that nothing mentions a week after they came, old papers, settled rescue files."""

from datetime import timedelta

from procrastinate import JobContext

from server import photos, quarantine
from server.documents import printing
from server.jobs.app import jobs
from server.jobs.hands import TRY_AGAIN, database_of, now, settings_of
from server.photos import PhotoStore
from server.quarantine import Quarantine

_PAPERS_KEPT = timedelta(days=30)


@jobs.periodic(cron="40 19 * * *")  # 03:40 in Shanghai
@jobs.task(name="sweep_photos", queueing_lock="sweep-photos", pass_context=True, retry=TRY_AGAIN)
def sweep_photos(context: JobContext, timestamp: int) -> None:
    """Remove orphaned photos; source: server/photos.py."""
    del timestamp
    with database_of(context).session() as session:
        photos.sweep(PhotoStore.of(settings_of(context)), session, now())


@jobs.periodic(cron="50 19 * * *")  # 03:50 in Shanghai
@jobs.task(name="sweep_papers", queueing_lock="sweep-papers", pass_context=True, retry=TRY_AGAIN)
def sweep_papers(context: JobContext, timestamp: int) -> None:
    """Remove typeset papers of a month ago; one that is asked for again is made again."""
    del timestamp
    printing.sweep(PhotoStore.of(settings_of(context)).papers, now() - _PAPERS_KEPT)


@jobs.periodic(cron="45 19 * * *")  # 03:45 in Shanghai
@jobs.task(name="sweep_rescues", queueing_lock="sweep-rescues", pass_context=True, retry=TRY_AGAIN)
def sweep_rescues(context: JobContext, timestamp: int) -> None:
    """Remove rescue files decided on a month ago; source: server/quarantine.py."""
    del timestamp
    quarantine.sweep(Quarantine.of(database_of(context), settings_of(context).data_dir), now())
