"""The web's worker: a thread stays with its connection for a moment, for the next request is often under way.

gunicorn's own gives every kept connection back to its main thread and takes it from there again: two hand-overs and a
turn of its loop, which cost as much as a small tile. Maps, programs that page and a proxy ask one thing after another.
"""

from __future__ import annotations

import select
import threading
from typing import TYPE_CHECKING, Any, Final

from gunicorn.workers.gthread import ThreadWorker

if TYPE_CHECKING:
    from gunicorn.workers.gthread import TConn

_STAYS_MS: Final = 2


class Worker(ThreadWorker):  # type: ignore[misc] # gunicorn has no types
    """Stays only while nobody waits for a thread, with half of the threads at most, and for two milliseconds."""

    def __init__(self, *args: Any, **named: Any) -> None:  # noqa: ANN401 - gunicorn's own arguments
        """Make room for those that stay."""
        super().__init__(*args, **named)
        self._may_stay = threading.BoundedSemaphore(max(1, self.cfg.threads // 2))

    def handle(self, conn: TConn) -> object:
        """Answer, and what follows on the connection."""
        kept: object = super().handle(conn)
        while kept is True and self._follows(conn):
            kept = super().handle(conn)
        return kept

    def _keepalive_after(self, conn: TConn, keepalive: object) -> bool:
        """Take what is left of a body off the connection; a question without one, as most are, left nothing."""
        if keepalive and getattr(conn.parser.mesg.body.reader, "length", None) == 0:
            return True
        return bool(super()._keepalive_after(conn, keepalive))

    def _follows(self, conn: TConn) -> bool:
        if not self.alive or self.tpool._work_queue.qsize() or conn.parser.unreader.buf.getvalue():  # noqa: SLF001
            return False
        if not self._may_stay.acquire(blocking=False):
            return False
        try:
            socket = select.poll()
            socket.register(conn.sock, select.POLLIN)
            return bool(socket.poll(_STAYS_MS))
        finally:
            self._may_stay.release()
