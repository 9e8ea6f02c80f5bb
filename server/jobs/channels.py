"""Messages to channels outside: mail, WeCom, DingTalk, a webhook; in test mode written down and not sent."""

import hashlib
from datetime import datetime

import apprise
from procrastinate import JobContext
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from server.db import Database
from server.jobs.app import jobs
from server.jobs.hands import TRY_AGAIN, database_of, now, settings_of
from server.store.tables import OutboundMessage

_SETTLED = frozenset({"sent", "recorded"})


class UnsentError(Exception):
    """A channel did not take a message; the job tries again, and the row says so."""


@jobs.task(name="send_outside", pass_context=True, retry=TRY_AGAIN)
def send_outside(context: JobContext, title: str, body: str, dedupe_key: str) -> None:
    """Send a message to every channel of the installation that did not take it yet."""
    settings, database = settings_of(context), database_of(context)
    failed = []
    for address in settings.notify_targets:
        name = channel_name(address)
        dedupe = f"{name}:{dedupe_key}"
        if _is_settled(database, dedupe):
            continue
        state = "recorded" if settings.notify_test_mode else _send(address, title, body)
        _write_down(database, {"channel": name, "title": title, "body": body, "state": state, "dedupe": dedupe}, now())
        if state == "failed":
            failed.append(name)
    if failed:
        raise UnsentError(", ".join(failed))


def channel_name(address: str) -> str:
    """Name a channel without its secrets: its kind and a mark that tells two of a kind apart."""
    kind = address.partition("://")[0]
    return f"{kind}:{hashlib.sha256(address.encode()).hexdigest()[:8]}"


def _send(address: str, title: str, body: str) -> str:
    sender = apprise.Apprise()
    sent = sender.add(address) and sender.notify(title=title, body=body)
    return "sent" if sent else "failed"


def _is_settled(database: Database, dedupe: str) -> bool:
    with database.session() as session:
        state = session.scalar(select(OutboundMessage.state).where(OutboundMessage.dedupe == dedupe))
    return state in _SETTLED


def _write_down(database: Database, row: dict[str, str], at: datetime) -> None:
    error = "not taken by the channel" if row["state"] == "failed" else None
    values = {**row, "error": error, "at": at}
    added = insert(OutboundMessage).values(values)
    with database.transaction() as session:
        session.execute(added.on_conflict_do_update(index_elements=["dedupe"], set_=values))
