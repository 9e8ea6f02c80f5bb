"""Run the live process: connections that are handed over, one line to PostgreSQL that wakes it, and the clock."""

from __future__ import annotations

import contextlib
import resource
import selectors
import signal
import socket
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Any, Final

import psycopg
import structlog
from sqlalchemy.exc import SQLAlchemyError

from server.db import Database, libpq_url
from server.health import LIVE_NAME
from server.live import handover
from server.live.streams import Stream, Streams
from server.live.telling import Telling

_GAP_S: Final = 0.1
"""Shortest time between two rounds: what comes closer together is told together. Source: ours, of a budget of 2 s."""
_LOOK_S: Final = 5.0
"""A round without being woken: grants and sign-ins that end by the clock."""
_BEAT_S: Final = 15.0
_AGAIN_S: Final = 1.0
_log = structlog.get_logger()


@dataclass(slots=True)
class Clock:
    """When what is due next."""

    round: float = 0.0
    beat: float = 0.0
    line: float = 0.0


class Running:
    """One live process."""

    def __init__(self, url: str, folder: Path) -> None:
        self.selector = selectors.DefaultSelector()
        self.streams = Streams(selector=self.selector)
        self._url = url
        self._database = Database.at(url, pool_size=1)
        self._listener = handover.listen(folder)
        self._line: psycopg.Connection[Any] | None = None
        self._telling: Telling | None = None
        self._due = Clock()
        self.last_round = 0.0
        self._stops = False
        self.selector.register(self._listener, selectors.EVENT_READ, "door")

    def run(self) -> None:
        """Run until told to stop."""
        _allow_many_files()
        try:
            while not self._stops:
                self.step()
        finally:
            self.close()

    def stop(self, _number: int = 0, _frame: FrameType | None = None) -> None:
        """Stop after this step."""
        self._stops = True

    def step(self) -> None:
        """Wait for what comes next and deal with it."""
        now = time.monotonic()
        wait = max(0.0, min(self._due.round, self._due.beat, self._due.line) - now)
        for key, mask in self.selector.select(min(wait, 1.0)):
            if key.data == "door":
                self._let_in()
            elif key.data == "handing" and isinstance(key.fileobj, socket.socket):
                self._take(key.fileobj)
            elif key.data == "line":
                self._hear()
            elif isinstance(key.data, Stream):
                self.streams.on_ready(key.data, mask)
        now = time.monotonic()
        if now >= self._due.line:
            self._keep_line(now)
        if now >= self._due.round:
            self._round(now)
        if now >= self._due.beat:
            self._due.beat = now + _BEAT_S
            self.streams.beat()

    def close(self) -> None:
        """Hang up, give everything back."""
        self.streams.close()
        self._drop_line()
        for key in list(self.selector.get_map().values()):
            if key.data == "handing" and isinstance(key.fileobj, socket.socket):
                key.fileobj.close()
        self._listener.close()
        self._database.close()
        self.selector.close()

    def _let_in(self) -> None:
        while (line_in := handover.accept(self._listener)) is not None:
            self.selector.register(line_in, selectors.EVENT_READ, "handing")

    def _take(self, line_in: socket.socket) -> None:
        self.selector.unregister(line_in)
        taken = handover.take(line_in)
        if taken is not None:
            handed, client = taken
            self.streams.add(client, handed)
            self.wake()

    def wake(self) -> None:
        """Have a round soon: at once after a quiet time, else a moment after the last."""
        self._due.round = min(self._due.round, max(time.monotonic(), self.last_round + _GAP_S))

    def _round(self, now: float) -> None:
        self.last_round, self._due.round = now, now + _LOOK_S
        try:
            if self._telling is None:
                self._telling = Telling.start(self._database, self.streams)
            self._telling.round(datetime.now(UTC))
        except SQLAlchemyError as error:
            _log.warning("live round failed", problem=type(error).__name__)
            self._due.round = now + _AGAIN_S

    def _keep_line(self, now: float) -> None:
        """Open the line to PostgreSQL, or see that it lives; while it is down, rounds come by the clock."""
        self._due.line = now + _LOOK_S
        try:
            if self._line is None:
                line = psycopg.connect(
                    libpq_url(self._url), autocommit=True, connect_timeout=5, application_name=LIVE_NAME
                )
                line.execute("LISTEN wangge_live")
                self.selector.register(line.fileno(), selectors.EVENT_READ, "line")
                self._line = line
            else:
                self._line.execute("SELECT 1")
            self.wake()
        except psycopg.Error:
            self._drop_line()
            self._due.line = now + _AGAIN_S

    def _hear(self) -> None:
        if self._line is None:
            return
        try:
            list(self._line.notifies(timeout=0))
        except psycopg.Error:
            self._drop_line()
            self._due.line = time.monotonic() + _AGAIN_S
        self.wake()

    def _drop_line(self) -> None:
        if self._line is None:
            return
        line, self._line = self._line, None
        for key in list(self.selector.get_map().values()):
            if key.data == "line":
                self.selector.unregister(key.fileobj)
        with contextlib.suppress(psycopg.Error):
            line.close()


def work(url: str, folder: Path) -> None:
    """Run the live process until a signal says to end."""
    running = Running(url, folder)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, running.stop)
    running.run()


def _allow_many_files() -> None:
    """Every open map is an open file; take as many as the system gives."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
