"""Papers are typeset beside the act that issues them, so that nobody waits for the first look."""

from uuid import UUID

from procrastinate import JobContext

from grids.errors import Refusal
from grids.permissions import Scope
from server import links
from server.documents import postings, printing
from server.documents.notices import render_notice as render
from server.jobs.app import jobs
from server.jobs.hands import TRY_AGAIN, database_of, now, settings_of
from server.photos import PhotoStore


@jobs.task(name="render_notice", pass_context=True, retry=TRY_AGAIN)
def render_notice(context: JobContext, notice_id: str) -> None:
    """Typeset a notice in Chinese, where the address on its code is known without a request.

    A photo that is still on its way stands on this paper as missing; the paper asked for later has it.
    """
    settings = settings_of(context)
    if settings.public_url is None:
        return
    notice = UUID(notice_id)
    link = f"{settings.public_url}/n/{links.link_token(links.secret(settings.data_dir), notice)}"
    with database_of(context).session() as session:
        render(session, PhotoStore.of(settings), notice, link, "zh")


@jobs.task(name="render_postings", pass_context=True, retry=TRY_AGAIN)
def render_postings(context: JobContext, towns: list[int]) -> None:
    """Typeset the posting sheets of towns whose units changed, each town's together and each unit's alone, in Chinese.

    Sheets that show what they showed are kept ones and cost nothing; no connection is held while one is typeset.
    """
    papers = PhotoStore.of(settings_of(context)).papers
    for town in towns:
        with database_of(context).session() as session:
            try:
                pages = postings.pages_of_town(session, Scope(towns=frozenset({town})), town, now(), "zh")
            except Refusal:  # no unit of this town is left
                continue
        for page in pages:
            printing.pdf(page, papers)
