"""At night are removed: photos and files that nothing names a week after they came, old papers, settled rescue files.

And outlines of proposals for plans that are over, and files of outlines that nobody began with.
"""

from datetime import datetime, timedelta

from procrastinate import JobContext
from sqlalchemy import delete, func, null, select, update
from sqlalchemy.orm import Session

from grids.redraws import RedrawState
from grids.surveys import SurveyState
from server import attachments, photos, quarantine
from server.documents import printing
from server.jobs.app import jobs
from server.jobs.hands import TRY_AGAIN, database_of, now, settings_of
from server.photos import PhotoStore
from server.quarantine import Quarantine
from server.store.tables import RedrawProposal, RedrawRow, SurveyRow

_PAPERS_KEPT = timedelta(days=30)
_PROPOSALS_KEPT = timedelta(days=7)
"""After a plan is over; some hundred kilobytes an answer, which the same wish and seed compute again."""
_UNBEGUN_KEPT = timedelta(days=1)
_OVER = (RedrawState.PUBLISHED.value, RedrawState.WITHDRAWN.value, RedrawState.ARCHIVED.value)


@jobs.periodic(cron="40 19 * * *")  # 03:40 in Shanghai
@jobs.task(name="sweep_photos", queueing_lock="sweep-photos", pass_context=True, retry=TRY_AGAIN)
def sweep_photos(context: JobContext, timestamp: int) -> None:
    """Remove orphaned photos; source: server/photos.py."""
    del timestamp
    with database_of(context).session() as session:
        photos.sweep(PhotoStore.of(settings_of(context)), session, now())


@jobs.periodic(cron="55 19 * * *")  # 03:55 in Shanghai
@jobs.task(name="sweep_attachments", queueing_lock="sweep-attachments", pass_context=True, retry=TRY_AGAIN)
def sweep_attachments(context: JobContext, timestamp: int) -> None:
    """Remove files that were sent in and attached to nothing; source: server/attachments.py."""
    del timestamp
    with database_of(context).session() as session:
        attachments.sweep(attachments.beside(PhotoStore.of(settings_of(context))), session, now())


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


@jobs.periodic(cron="35 19 * * *")  # 03:35 in Shanghai
@jobs.task(name="sweep_drawings", queueing_lock="sweep-drawings", pass_context=True, retry=TRY_AGAIN)
def sweep_drawings(context: JobContext, timestamp: int) -> None:
    """Remove outlines that nobody will look at again."""
    del timestamp
    with database_of(context).transaction() as session:
        drawings(session, now())


def drawings(session: Session, at: datetime) -> None:
    """Empty proposals of plans that were published or given up a week ago; what was asked stays on record.

    Files of outlines that were read and never begun with go after a day.
    """
    ended = func.coalesce(RedrawRow.published_at, RedrawRow.touched_at)
    over = select(RedrawRow.id).where(RedrawRow.state.in_(_OVER), ended < at - _PROPOSALS_KEPT)
    emptied = update(RedrawProposal).where(RedrawProposal.redraw_id.in_(over), RedrawProposal.result.is_not(None))
    session.execute(emptied.values(result=null()))
    unbegun = SurveyRow.state == SurveyState.READ.value
    session.execute(delete(SurveyRow).where(unbegun, SurveyRow.at < at - _UNBEGUN_KEPT))
