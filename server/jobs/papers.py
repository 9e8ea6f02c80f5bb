"""Papers are typeset beside the act that issues them, so that nobody waits for the first look."""

from uuid import UUID

from procrastinate import JobContext

from server import links
from server.documents.notices import render_notice as render
from server.jobs.app import jobs
from server.jobs.hands import TRY_AGAIN, database_of, settings_of
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
